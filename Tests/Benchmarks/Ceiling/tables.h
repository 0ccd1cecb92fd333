/* Columns of rows that differ in their ids only. */
#pragma once

#include "arrays.h"
#include "sample.h"

enum { MAX_COLUMNS = 19 }; /* of a table */

/* Places in a column's unit where an id goes. */
typedef struct {
    size_t place;
    bool is_order;
} Patch;

/* One parameter: an array with the elements of as many requests as a batch has at most, all ready but for the ids. */
typedef struct {
    Buffer array;
    size_t unit; /* bytes of one request's elements */
    Patch *patches;
    size_t patch_count;
} Column;

/* The columns of one statement, in the order of the table. */
typedef struct {
    const char *name;
    int count;
    int rows; /* of one request */
    Column columns[MAX_COLUMNS];
} Table;

/* - types: a letter for each column: text, i for int8, json, bytea. */
Table read_table(const char *name, const char *types);

/* Merchant, order and the items that are taken of it: of one row that is put together here. */
Table make_orders(void);

/* Puts the ids of the requests of a batch in. */
void table_fill(Table *table, const Request *requests, int count);
