/* The end with a message, the clock, memory and text. */
#define _GNU_SOURCE 1 /* asprintf */
#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("ceiling: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(1);
}

double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void *allocate(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size);
    if (memory == NULL) die("out of memory");
    return memory;
}

const char *join(const char *first, const char *second) {
    char *text = NULL;
    if (asprintf(&text, "%s%s", first, second) < 0) die("out of memory");
    return text;
}
