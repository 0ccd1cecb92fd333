/* Bytes that grow, numbers and lengths in them. All are inline: writing one decision calls them dozens of times. */
#pragma once

#include "program.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t *bytes;
    size_t size, capacity;
} Buffer;

/* Room for `size` more bytes at the end, which counts as written. */
static inline uint8_t *extend(Buffer *buffer, size_t size) {
    if (buffer->capacity - buffer->size < size) {
        buffer->capacity = 2 * (buffer->size + size) + 64;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (buffer->bytes == NULL) die("out of memory");
    }
    buffer->size += size;
    return buffer->bytes + buffer->size - size;
}

static inline void append(Buffer *buffer, const void *bytes, size_t size) {
    if (size > 0) memcpy(extend(buffer, size), bytes, size);
}

static inline void put_big_endian(uint8_t *place, uint64_t value, int size) {
    for (int index = size - 1; index >= 0; index--, value >>= 8) place[index] = (uint8_t)value;
}

static inline uint64_t get_big_endian(const char *place, int size) {
    uint64_t value = 0;
    for (int index = 0; index < size; index++) value = value << 8 | (uint8_t)place[index];
    return value;
}

static inline void append_big_endian(Buffer *buffer, uint64_t value, int size) {
    put_big_endian(extend(buffer, (size_t)size), value, size);
}

/* Seven bits a byte, least significant first, as the worker's `SegmentCodec` frames. */
static inline void append_length(Buffer *buffer, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *extend(buffer, 1) = (uint8_t)value | 0x80;
    *extend(buffer, 1) = (uint8_t)value;
}
