/* Arrays of PostgreSQL in binary form. */
#include "arrays.h"

void array_begin(Buffer *array, uint32_t element) {
    array->size = 0;
    append_big_endian(array, 1, 4);
    append_big_endian(array, 0, 4);
    append_big_endian(array, element, 4);
    append_big_endian(array, 0, 4);
    append_big_endian(array, 1, 4);
}

void array_set_count(Buffer *array, long count) { put_big_endian(array->bytes + 12, (uint64_t)count, 4); }

void array_add_null(Buffer *array) {
    append_big_endian(array, UINT32_MAX, 4);
    put_big_endian(array->bytes + 4, 1, 4);
}

void array_add_integer(Buffer *array, int64_t value, int size) {
    append_big_endian(array, (uint64_t)size, 4);
    append_big_endian(array, (uint64_t)value, size);
}
