/* Statements and answers of PostgreSQL. */
#pragma once

#include "tables.h"

#include <libpq-fe.h>

/* Binary parameters of one statement. */
typedef struct {
    const char *values[MAX_COLUMNS];
    int lengths[MAX_COLUMNS], formats[MAX_COLUMNS], count;
} Parameters;

PGconn *connect_database(const char *name, const char *settings);

/* The result, unless it is an error. */
PGresult *checked(PGconn *connection, PGresult *result, const char *what);

void prepare(PGconn *connection, const char *name, const char *sql);

/* INSERT INTO `table` all its columns, from arrays. */
void prepare_insert(PGconn *connection, const char *table, const char *types);

void add_parameter(Parameters *parameters, const void *bytes, size_t size);
void add_buffer(Parameters *parameters, const Buffer *buffer);
void add_columns(Parameters *parameters, const Table *table, int columns, int requests);

/* Executes a prepared statement and waits for its answer. */
PGresult *execute(PGconn *connection, const char *name, const Parameters *parameters);

/* Sends a statement without waiting for its answer. */
void send_statement(PGconn *connection, const char *name, const Parameters *parameters);

void send_table(PGconn *connection, const Table *table, int requests);

/* Ends what is sent at once. */
void send_sync(PGconn *connection);

/* The answer to the statement that was sent first; `rows` are expected to be returned or touched, -1 takes any. */
PGresult *receive(PGconn *connection, const char *what, long rows);

void receive_sync(PGconn *connection);
