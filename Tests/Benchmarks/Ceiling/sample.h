/* The sample return: its ids, which requests replace by their own, and the files that hold it. */
#pragma once

#include "bytes.h"

#include <stdbool.h>

enum { ID_SIZE = 9 }; /* `r00000017` */

/* A request as far as it matters here. */
typedef struct {
    char return_id[ID_SIZE], order_id[ID_SIZE];
} Request;

extern char sample_return[ID_SIZE + 1], sample_order[ID_SIZE + 1];

/* Makes the two ids of the number in the options. */
void name_sample(void);

/* The first place at or after `from` where an id of the sample stands; `end` when there is none. */
const uint8_t *next_id(const uint8_t *from, const uint8_t *end, bool *is_order);

/* The content of a file of the folder of templates; a zero stands after it. */
Buffer read_template(const char *name);
