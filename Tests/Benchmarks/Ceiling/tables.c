/* Makes the parameters of a statement from rows of the sample, and puts ids into them. */
#include "tables.h"
#include "options.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t element_type(char letter) {
    switch (letter) {
    case 'i': return INT8;
    case 'j': return JSON;
    case 'b': return BYTEA;
    default: return TEXT;
    }
}

/* A field of COPY's text format: backslashes are taken away. */
static void append_unescaped(Buffer *buffer, const char *field, size_t size) {
    for (size_t index = 0; index < size; index++) {
        char letter = field[index];
        if (letter == '\\' && index + 1 < size) {
            static const char escapes[] = "bfnrtv", meanings[] = "\b\f\n\r\t\v";
            letter = field[++index];
            const char *escape = strchr(escapes, letter);
            if (escape != NULL) letter = meanings[escape - escapes];
        }
        append(buffer, &letter, 1);
    }
}

/* A bytea as PostgreSQL writes it, `\x7b7d`, with or without the escape of COPY. */
static void append_hexadecimal(Buffer *buffer, const char *field, size_t size) {
    const char *digits = memchr(field, 'x', size);
    if (digits == NULL || digits - field > 2) die("timer.row: expected bytes such as \\x7b7d");
    for (digits++; digits + 1 < field + size; digits += 2) {
        unsigned byte = 0;
        if (sscanf(digits, "%2x", &byte) != 1) die("timer.row: expected bytes such as \\x7b7d");
        *extend(buffer, 1) = (uint8_t)byte;
    }
}

static void column_add(Column *column, char letter, const char *field, size_t size) {
    if (size == 2 && memcmp(field, "\\N", 2) == 0) {
        array_add_null(&column->array);
        return;
    }
    size_t start = column->array.size;
    append_big_endian(&column->array, 0, 4);
    switch (letter) {
    case 'i': append_big_endian(&column->array, (uint64_t)strtoll(field, NULL, 10), 8); break;
    case 'b': append_hexadecimal(&column->array, field, size); break;
    default: append_unescaped(&column->array, field, size);
    }
    put_big_endian(column->array.bytes + start, column->array.size - start - 4, 4);
}

/* Finds the ids in the elements of one request and repeats the elements for a whole batch. */
static void column_finish(Column *column) {
    column->unit = column->array.size - ARRAY_HEADER;
    column->patches = allocate(column->unit / ID_SIZE, sizeof(Patch));
    const uint8_t *start = column->array.bytes + ARRAY_HEADER, *end = column->array.bytes + column->array.size;
    for (const uint8_t *from = start; from < end;) {
        bool is_order = false;
        const uint8_t *place = next_id(from, end, &is_order);
        if (place < end) column->patches[column->patch_count++] = (Patch){(size_t)(place - start), is_order};
        from = place + ID_SIZE;
    }
    extend(&column->array, column->unit * (size_t)(options.batch - 1));
    uint8_t *unit = column->array.bytes + ARRAY_HEADER;
    for (long index = 1; index < options.batch; index++) {
        memcpy(unit + (size_t)index * column->unit, unit, column->unit);
    }
}

/* - types: a letter for each column: text, i for int8, json, bytea.
 * - text: the rows of one request as COPY writes them. */
static Table make_table(const char *name, const char *types, const char *text) {
    Table table = {.name = name, .count = (int)strlen(types)};
    for (int index = 0; index < table.count; index++) {
        array_begin(&table.columns[index].array, element_type(types[index]));
    }
    for (const char *row = text; *row != 0; table.rows++) {
        for (int index = 0; index < table.count; index++) {
            size_t size = strcspn(row, "\t\n");
            bool is_last = index == table.count - 1;
            if (row[size] == '\t' ? is_last : !is_last) die("%s: expected %d columns", name, table.count);
            column_add(&table.columns[index], types[index], row, size);
            row += size + (row[size] != 0);
        }
    }
    if (table.rows == 0) die("%s: expected a row", name);
    size_t patches = 0;
    for (int index = 0; index < table.count; index++) {
        column_finish(&table.columns[index]);
        patches += table.columns[index].patch_count;
    }
    if (patches == 0) die("%s: neither %s nor %s stands in it", name, sample_return, sample_order);
    return table;
}

Table read_table(const char *name, const char *types) {
    return make_table(name, types, (const char *)read_template(join(name, ".row")).bytes);
}

Table make_orders(void) {
    Buffer row = {0}, request = read_template("return_request.row"), taken = read_template("taken.json");
    append(&row, request.bytes, strcspn((const char *)request.bytes, "\t") + 1);
    append(&row, sample_order, ID_SIZE);
    append(&row, "\t", 1);
    append(&row, taken.bytes, strcspn((const char *)taken.bytes, "\n") + 1);
    *extend(&row, 1) = 0;
    return make_table("order_fact", "ttj", (const char *)row.bytes);
}

void table_fill(Table *table, const Request *requests, int count) {
    for (int index = 0; index < table->count; index++) {
        Column *column = &table->columns[index];
        array_set_count(&column->array, (long)count * table->rows);
        for (size_t number = 0; number < column->patch_count; number++) {
            uint8_t *place = column->array.bytes + ARRAY_HEADER + column->patches[number].place;
            bool is_order = column->patches[number].is_order;
            for (int request = 0; request < count; request++, place += column->unit) {
                memcpy(place, is_order ? requests[request].order_id : requests[request].return_id, ID_SIZE);
            }
        }
    }
}
