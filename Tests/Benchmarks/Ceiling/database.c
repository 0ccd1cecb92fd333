/* Statements and answers of PostgreSQL. */
#include "database.h"
#include "options.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>

PGconn *connect_database(const char *name, const char *settings) {
    const char *session = "-c search_path=intake -c jit=off -c plan_cache_mode=force_generic_plan "
                          "-c enable_hashjoin=off -c enable_mergejoin=off -c statement_timeout=60s "
                          "-c lock_timeout=10s -c client_min_messages=warning ";
    const char *keywords[] = {"dbname", "application_name", "options", NULL};
    const char *values[] = {options.database, name, join(session, settings), NULL};
    PGconn *connection = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(connection) != CONNECTION_OK) die("database: %s", PQerrorMessage(connection));
    return connection;
}

PGresult *checked(PGconn *connection, PGresult *result, const char *what) {
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC) return result;
    die("%s: %s", what, result == NULL ? PQerrorMessage(connection) : PQresultErrorMessage(result));
}

void prepare(PGconn *connection, const char *name, const char *sql) {
    PQclear(checked(connection, PQprepare(connection, name, sql, 0, NULL), name));
}

void prepare_insert(PGconn *connection, const char *table, const char *types) {
    static const char *const names[] = {['t'] = "text", ['i'] = "int8", ['j'] = "json", ['b'] = "bytea"};
    char sql[1000];
    int size = snprintf(sql, sizeof sql, "INSERT INTO %s SELECT * FROM unnest(", table);
    for (int index = 0; types[index] != 0; index++) {
        size += snprintf(sql + size, sizeof sql - (size_t)size, "%s$%d::%s[]", index == 0 ? "" : ", ", index + 1,
                         names[(unsigned char)types[index]]);
    }
    snprintf(sql + size, sizeof sql - (size_t)size, ")");
    prepare(connection, table, sql);
}

void add_parameter(Parameters *parameters, const void *bytes, size_t size) {
    parameters->values[parameters->count] = bytes;
    parameters->lengths[parameters->count] = (int)size;
    parameters->formats[parameters->count++] = 1;
}

void add_buffer(Parameters *parameters, const Buffer *buffer) {
    add_parameter(parameters, buffer->bytes, buffer->size);
}

void add_columns(Parameters *parameters, const Table *table, int columns, int requests) {
    for (int index = 0; index < columns; index++) {
        const Column *column = &table->columns[index];
        add_parameter(parameters, column->array.bytes, ARRAY_HEADER + column->unit * (size_t)requests);
    }
}

PGresult *execute(PGconn *connection, const char *name, const Parameters *parameters) {
    PGresult *result = PQexecPrepared(connection, name, parameters->count, parameters->values, parameters->lengths,
                                      parameters->formats, 1);
    return checked(connection, result, name);
}

void send_statement(PGconn *connection, const char *name, const Parameters *parameters) {
    int sent = PQsendQueryPrepared(connection, name, parameters->count, parameters->values, parameters->lengths,
                                   parameters->formats, 1);
    if (!sent) die("%s: %s", name, PQerrorMessage(connection));
}

void send_table(PGconn *connection, const Table *table, int requests) {
    Parameters parameters = {.count = 0};
    add_columns(&parameters, table, table->count, requests);
    send_statement(connection, table->name, &parameters);
}

void send_sync(PGconn *connection) {
    if (!PQpipelineSync(connection)) die("database: %s", PQerrorMessage(connection));
}

PGresult *receive(PGconn *connection, const char *what, long rows) {
    PGresult *result = checked(connection, PQgetResult(connection), what);
    long found = PQresultStatus(result) == PGRES_TUPLES_OK ? PQntuples(result) : atol(PQcmdTuples(result));
    if (rows >= 0 && found != rows) die("%s: %ld rows instead of %ld", what, found, rows);
    if (PQgetResult(connection) != NULL) die("%s: more than one answer", what);
    return result;
}

void receive_sync(PGconn *connection) {
    PGresult *result = checked(connection, PQgetResult(connection), "sync");
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) die("database: the answers are out of step");
    PQclear(result);
}
