/* The sample return: its ids and its files. */
#define _GNU_SOURCE 1 /* memmem */
#include "sample.h"
#include "options.h"
#include "program.h"

#include <errno.h>
#include <stdio.h>

char sample_return[ID_SIZE + 1], sample_order[ID_SIZE + 1];

void name_sample(void) {
    snprintf(sample_return, sizeof sample_return, "r%08d", (int)options.sample);
    snprintf(sample_order, sizeof sample_order, "o%08d", (int)options.sample);
}

const uint8_t *next_id(const uint8_t *from, const uint8_t *end, bool *is_order) {
    const uint8_t *by_return = memmem(from, (size_t)(end - from), sample_return, ID_SIZE);
    const uint8_t *by_order = memmem(from, (size_t)(end - from), sample_order, ID_SIZE);
    *is_order = by_order != NULL && (by_return == NULL || by_order < by_return);
    const uint8_t *first = *is_order ? by_order : by_return;
    return first == NULL ? end : first;
}

Buffer read_template(const char *name) {
    const char *path = join(join(options.templates, "/"), name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) die("%s: %s", path, strerror(errno));
    Buffer content = {0};
    for (;;) {
        uint8_t *place = extend(&content, 4096);
        size_t count = fread(place, 1, 4096, file);
        content.size -= 4096 - count;
        if (count == 0) break;
    }
    if (ferror(file)) die("%s: not readable", path);
    fclose(file);
    *extend(&content, 1) = 0;
    content.size--;
    return content;
}
