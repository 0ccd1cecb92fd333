/* What every part uses: the end with a message, the clock, memory and text. */
#pragma once

#include <stddef.h>

void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Seconds of a clock that only goes on. */
double now(void);

/* Zeroed memory. */
void *allocate(size_t count, size_t size);

const char *join(const char *first, const char *second);
