/* Arrays of PostgreSQL in binary form, as parameters of statements. */
#pragma once

#include "bytes.h"

enum { ARRAY_HEADER = 20 }; /* bytes before the elements, of an array of one dimension */

/* Types of PostgreSQL; these numbers never change. */
enum { BYTEA = 17, INT8 = 20, INT4 = 23, TEXT = 25, JSON = 114 };

/* Begins an array: dimensions, flag for NULLs, element type, count, lower bound; the elements. */
void array_begin(Buffer *array, uint32_t element);

void array_set_count(Buffer *array, long count);
void array_add_null(Buffer *array);
void array_add_integer(Buffer *array, int64_t value, int size);
