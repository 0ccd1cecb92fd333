/*
 * The ceiling of the intake job: what a hand-written C program makes of the same servers.
 *
 * It is: librdkafka and libpq, one process, one thread that consumes and stores, one that relays. For every batch of
 * requests one transaction compares and sets the lanes, locks and reads the orders, and stores the returns, their
 * lines and timers, the items taken and the outbox segments, each by one prepared statement over binary arrays. The
 * relay publishes the segments in Kafka transactions that hold its positions too. So the rows, the records, the
 * durability and the order are those of the worker.
 *
 * It is not: a worker. It looks at no request but for two ids, decides nothing, checks no law, handles no bad record,
 * no rebalance and no fault: every error ends it. Whatever it stores and publishes are copies of one sample return
 * that the worker decided, with the ids put in.
 *
 * It waits for the database where a worker has to: what is stored follows from the answers of the compare-and-set and
 * of the look-up. Else nothing waits: the next batch is taken from Kafka and made ready while this one is stored.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    ID_SIZE = 9,            /* `r00000017` */
    MAX_LANES = 1000,       /* partitions of the topic of requests */
    MAX_COLUMNS = 19,       /* of a table */
    ARRAY_HEADER = 20,      /* of a binary array of one dimension */
    POLL_MS = 50,
    REPORT_MS = 500,        /* between two reports of positions to Kafka */
    PATIENCE_MS = 60000,    /* without any progress */
    BROKER_MS = 15000,      /* for one call */
    SEGMENT_BYTES = 1 << 20, /* an outbox row is closed at this size, as the worker does */
    RELAY_BYTES = 4 << 20   /* of segments in one Kafka transaction */
};

/* Types of PostgreSQL; these numbers never change. */
enum { BYTEA = 17, INT8 = 20, INT4 = 23, TEXT = 25, JSON = 114 };

static const char requests_topic[] = "returns.requests";

/* --- The program: options, clock, end ---------------------------------------------------------------------------- */

static struct {
    const char *bootstrap, *database, *prefix, *group, *decisions, *positions, *templates;
    long records, sample, batch;
    int stay;
} options = {.prefix = "", .batch = 1000, .sample = -1};

static void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("ceiling: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *allocate(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size);
    if (memory == NULL) die("out of memory");
    return memory;
}

static const char *join(const char *first, const char *second) {
    char *text = NULL;
    if (asprintf(&text, "%s%s", first, second) < 0) die("out of memory");
    return text;
}

static long number(const char *name, const char *text, long least, long most) {
    char *end = NULL;
    long value = strtol(text, &end, 10);
    if (*text == 0 || *end != 0 || value < least || value > most) {
        die("--%s %s: expected %ld to %ld", name, text, least, most);
    }
    return value;
}

static void read_options(int count, char **arguments) {
    static const struct option known[] = {
        {"bootstrap", 1, 0, 'b'}, {"database", 1, 0, 'd'},  {"prefix", 1, 0, 'p'},  {"group", 1, 0, 'g'},
        {"decisions", 1, 0, 'o'}, {"positions", 1, 0, 'q'}, {"records", 1, 0, 'n'}, {"templates", 1, 0, 't'},
        {"sample", 1, 0, 's'},    {"batch", 1, 0, 'c'},     {"stay", 0, 0, 'w'},    {0, 0, 0, 0}};
    int option;
    while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
        switch (option) {
        case 'b': options.bootstrap = optarg; break;
        case 'd': options.database = optarg; break;
        case 'p': options.prefix = optarg; break;
        case 'g': options.group = optarg; break;
        case 'o': options.decisions = optarg; break;
        case 'q': options.positions = optarg; break;
        case 't': options.templates = optarg; break;
        case 'n': options.records = number("records", optarg, 1, 99999999); break;
        case 's': options.sample = number("sample", optarg, 0, 99999999); break;
        case 'c': options.batch = number("batch", optarg, 1, 10000); break;
        case 'w': options.stay = 1; break;
        default: _exit(2);
        }
    }
    if (optind != count || !options.bootstrap || !options.database || !options.group || !options.decisions ||
        !options.positions || !options.templates || options.records == 0 || options.sample < 0) {
        die("usage: ceiling --bootstrap HOST:PORT --database URL [--prefix PREFIX] --group GROUP --decisions TOPIC "
            "--positions TOPIC --records N --templates FOLDER --sample N [--batch 1000] [--stay]");
    }
}

/* --- Bytes ------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint8_t *bytes;
    size_t size, capacity;
} Buffer;

/* Room for `size` more bytes at the end, which counts as written. */
static uint8_t *extend(Buffer *buffer, size_t size) {
    if (buffer->capacity - buffer->size < size) {
        buffer->capacity = 2 * (buffer->size + size) + 64;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (buffer->bytes == NULL) die("out of memory");
    }
    buffer->size += size;
    return buffer->bytes + buffer->size - size;
}

static void append(Buffer *buffer, const void *bytes, size_t size) {
    if (size > 0) memcpy(extend(buffer, size), bytes, size);
}

static void put_big_endian(uint8_t *place, uint64_t value, int size) {
    for (int index = size - 1; index >= 0; index--, value >>= 8) place[index] = (uint8_t)value;
}

static uint64_t get_big_endian(const char *place, int size) {
    uint64_t value = 0;
    for (int index = 0; index < size; index++) value = value << 8 | (uint8_t)place[index];
    return value;
}

static void append_big_endian(Buffer *buffer, uint64_t value, int size) {
    put_big_endian(extend(buffer, (size_t)size), value, size);
}

/* Seven bits a byte, least significant first, as the worker's `SegmentCodec` frames. */
static void append_length(Buffer *buffer, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *extend(buffer, 1) = (uint8_t)value | 0x80;
    *extend(buffer, 1) = (uint8_t)value;
}

/* An array of PostgreSQL in binary form: dimensions, flag for NULLs, element type, count, lower bound; the elements. */
static void array_begin(Buffer *array, uint32_t element) {
    array->size = 0;
    append_big_endian(array, 1, 4);
    append_big_endian(array, 0, 4);
    append_big_endian(array, element, 4);
    append_big_endian(array, 0, 4);
    append_big_endian(array, 1, 4);
}

static void array_set_count(Buffer *array, long count) { put_big_endian(array->bytes + 12, (uint64_t)count, 4); }

static void array_add_null(Buffer *array) {
    append_big_endian(array, UINT32_MAX, 4);
    put_big_endian(array->bytes + 4, 1, 4);
}

static void array_add_integer(Buffer *array, int64_t value, int size) {
    append_big_endian(array, (uint64_t)size, 4);
    append_big_endian(array, (uint64_t)value, size);
}

/* --- Templates: columns of rows that differ in their ids only ---------------------------------------------------- */

/* A request as far as it matters here. */
typedef struct {
    char return_id[ID_SIZE], order_id[ID_SIZE];
} Request;

static char sample_return[ID_SIZE + 1], sample_order[ID_SIZE + 1];

/* The first place at or after `from` where an id of the sample stands; `end` when there is none. */
static const uint8_t *next_id(const uint8_t *from, const uint8_t *end, bool *is_order) {
    const uint8_t *by_return = memmem(from, (size_t)(end - from), sample_return, ID_SIZE);
    const uint8_t *by_order = memmem(from, (size_t)(end - from), sample_order, ID_SIZE);
    *is_order = by_order != NULL && (by_return == NULL || by_order < by_return);
    const uint8_t *first = *is_order ? by_order : by_return;
    return first == NULL ? end : first;
}

static Buffer read_template(const char *name) {
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

static Table read_table(const char *name, const char *types) {
    return make_table(name, types, (const char *)read_template(join(name, ".row")).bytes);
}

/* Merchant, order and the items that are taken of it: of one row that is put together here. */
static Table make_orders(void) {
    Buffer row = {0}, request = read_template("return_request.row"), taken = read_template("taken.json");
    append(&row, request.bytes, strcspn((const char *)request.bytes, "\t") + 1);
    append(&row, sample_order, ID_SIZE);
    append(&row, "\t", 1);
    append(&row, taken.bytes, strcspn((const char *)taken.bytes, "\n") + 1);
    *extend(&row, 1) = 0;
    return make_table("order_fact", "ttj", (const char *)row.bytes);
}

static void table_fill(Table *table, const Request *requests, int count) {
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

/* --- The decision as the outbox holds it ------------------------------------------------------------------------- */

/* A framed record in pieces: bytes that are the same for all, ids, and what depends on the lane and the number. */
typedef struct {
    enum { BYTES, RETURN_ID, ORDER_ID, EVENT_ID, LANE, SEQUENCE } kind;
    size_t start, size; /* of BYTES, in the frame */
} Piece;

static struct {
    Buffer frame;
    Piece *pieces;
    size_t piece_count, piece_capacity;
    size_t fixed_bytes; /* of key, value and headers, without what depends on the lane and the number */
} decision;

static void add_piece(int kind, size_t start, size_t size) {
    if (kind == BYTES && size == 0) return;
    if (decision.piece_count == decision.piece_capacity) {
        decision.piece_capacity = 2 * decision.piece_capacity + 32;
        decision.pieces = realloc(decision.pieces, decision.piece_capacity * sizeof(Piece));
        if (decision.pieces == NULL) die("out of memory");
    }
    decision.pieces[decision.piece_count++] = (Piece){kind, start, size};
}

static void add_length(uint64_t length) {
    size_t start = decision.frame.size;
    append_length(&decision.frame, length);
    add_piece(BYTES, start, decision.frame.size - start);
}

/* A field of the frame: its length plus one, its bytes, cut where ids stand in it. */
static void add_field(const void *bytes, size_t size) {
    add_length(size + 1);
    size_t start = decision.frame.size;
    append(&decision.frame, bytes, size);
    const uint8_t *base = decision.frame.bytes, *from = base + start, *end = base + decision.frame.size;
    while (from < end) {
        bool is_order = false;
        const uint8_t *place = next_id(from, end, &is_order);
        add_piece(BYTES, (size_t)(from - base), (size_t)(place - from));
        if (place < end) add_piece(is_order ? ORDER_ID : RETURN_ID, 0, 0);
        from = place + ID_SIZE;
    }
}

static void add_header(const char *name, size_t name_size, const char *value, size_t value_size) {
    static const struct {
        const char *name;
        int kind;
    } variable[] = {{"ce_id", EVENT_ID}, {"ce_backhaullane", LANE}, {"ce_backhaulseq", SEQUENCE}};
    add_field(name, name_size);
    decision.fixed_bytes += name_size;
    for (size_t index = 0; index < 3; index++) {
        if (name_size == strlen(variable[index].name) && memcmp(name, variable[index].name, name_size) == 0) {
            add_piece(variable[index].kind, 0, 0);
            return;
        }
    }
    add_field(value, value_size);
    decision.fixed_bytes += value_size;
}

static void add_headers(const char *text) {
    uint64_t count = 0;
    for (const char *line = text; *line != 0; count++) line += strcspn(line, "\n") + (strchr(line, '\n') != NULL);
    add_length(count);
    for (const char *line = text; *line != 0;) {
        size_t size = strcspn(line, "\n"), name_size = strcspn(line, "\t\n");
        if (name_size == size) die("decision.headers: expected NAME, a tab and VALUE in each line");
        add_header(line, name_size, line + name_size + 1, size - name_size - 1);
        line += size + (line[size] != 0);
    }
}

static void read_decision(void) {
    Buffer key = read_template("decision.key"), value = read_template("decision.value");
    Buffer headers = read_template("decision.headers");
    size_t prefix = strlen(options.prefix);
    if (strncmp(options.decisions, options.prefix, prefix) != 0) die("--decisions: expected it to begin with --prefix");
    if (key.size > 0 && key.bytes[key.size - 1] == '\n') key.size--;
    add_field(options.decisions + prefix, strlen(options.decisions) - prefix);
    add_field(key.bytes, key.size);
    if (memmem(key.bytes, key.size, sample_return, ID_SIZE) == NULL) die("decision.key: not of %s", sample_return);
    add_field(value.bytes, value.size);
    decision.fixed_bytes += key.size + value.size;
    add_headers((const char *)headers.bytes);
}

/* --- The database ------------------------------------------------------------------------------------------------ */

static PGconn *connect_database(const char *name, const char *settings) {
    const char *session = "-c search_path=intake -c jit=off -c plan_cache_mode=force_generic_plan "
                          "-c enable_hashjoin=off -c enable_mergejoin=off -c statement_timeout=60s "
                          "-c lock_timeout=10s -c client_min_messages=warning ";
    const char *keywords[] = {"dbname", "application_name", "options", NULL};
    const char *values[] = {options.database, name, join(session, settings), NULL};
    PGconn *connection = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(connection) != CONNECTION_OK) die("database: %s", PQerrorMessage(connection));
    return connection;
}

static PGresult *checked(PGconn *connection, PGresult *result, const char *what) {
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC) return result;
    die("%s: %s", what, result == NULL ? PQerrorMessage(connection) : PQresultErrorMessage(result));
}

static void prepare(PGconn *connection, const char *name, const char *sql) {
    PQclear(checked(connection, PQprepare(connection, name, sql, 0, NULL), name));
}

/* INSERT INTO `table` all its columns, from arrays. */
static void prepare_insert(PGconn *connection, const char *table, const char *types) {
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

/* Binary parameters of one statement. */
typedef struct {
    const char *values[MAX_COLUMNS];
    int lengths[MAX_COLUMNS], formats[MAX_COLUMNS], count;
} Parameters;

static void add_parameter(Parameters *parameters, const void *bytes, size_t size) {
    parameters->values[parameters->count] = bytes;
    parameters->lengths[parameters->count] = (int)size;
    parameters->formats[parameters->count++] = 1;
}

static void add_buffer(Parameters *parameters, const Buffer *buffer) {
    add_parameter(parameters, buffer->bytes, buffer->size);
}

static void add_columns(Parameters *parameters, const Table *table, int columns, int requests) {
    for (int index = 0; index < columns; index++) {
        const Column *column = &table->columns[index];
        add_parameter(parameters, column->array.bytes, ARRAY_HEADER + column->unit * (size_t)requests);
    }
}

/* Sends a statement without waiting for its answer. */
static void send_statement(PGconn *connection, const char *name, const Parameters *parameters) {
    int sent = PQsendQueryPrepared(connection, name, parameters->count, parameters->values, parameters->lengths,
                                   parameters->formats, 1);
    if (!sent) die("%s: %s", name, PQerrorMessage(connection));
}

static void send_table(PGconn *connection, const Table *table, int requests) {
    Parameters parameters = {.count = 0};
    add_columns(&parameters, table, table->count, requests);
    send_statement(connection, table->name, &parameters);
}

/* Ends what is sent at once. */
static void send_sync(PGconn *connection) {
    if (!PQpipelineSync(connection)) die("database: %s", PQerrorMessage(connection));
}

/* The answer to the statement that was sent first; `rows` are expected to be returned or touched, -1 takes any. */
static PGresult *receive(PGconn *connection, const char *what, long rows) {
    PGresult *result = checked(connection, PQgetResult(connection), what);
    long found = PQresultStatus(result) == PGRES_TUPLES_OK ? PQntuples(result) : atol(PQcmdTuples(result));
    if (rows >= 0 && found != rows) die("%s: %ld rows instead of %ld", what, found, rows);
    if (PQgetResult(connection) != NULL) die("%s: more than one answer", what);
    return result;
}

static void receive_sync(PGconn *connection) {
    PGresult *result = checked(connection, PQgetResult(connection), "sync");
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) die("database: the answers are out of step");
    PQclear(result);
}

/* --- What the two threads tell each other ------------------------------------------------------------------------ */

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool relay_ready;
    int lane_count; /* 0 until lanes are assigned */
    int32_t lane_numbers[MAX_LANES];
    int64_t sequences[MAX_LANES]; /* of the lanes when they were assigned */
    long committed, published;
    bool is_done; /* all is published and PostgreSQL knows it */
    double published_at;
} shared = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void lock_shared(void) { pthread_mutex_lock(&shared.mutex); }

static void unlock_shared(void) { pthread_mutex_unlock(&shared.mutex); }

/* Tells the other thread of a change, and unlocks. */
static void tell_shared(void) {
    pthread_cond_broadcast(&shared.changed);
    pthread_mutex_unlock(&shared.mutex);
}

static void wait_shared(void) {
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += PATIENCE_MS / 1000;
    if (pthread_cond_timedwait(&shared.changed, &shared.mutex, &limit) != 0) die("nothing moves any more");
}

/* --- Kafka: what both sides need --------------------------------------------------------------------------------- */

typedef struct {
    const char *name, *value;
} Property;

static rd_kafka_conf_t *configure(const Property *properties, size_t count) {
    char problem[512];
    rd_kafka_conf_t *configuration = rd_kafka_conf_new();
    const Property common[] = {{"bootstrap.servers", options.bootstrap},
                               {"client.id", "ceiling"},
                               {"socket.nagle.disable", "true"},
                               {"reconnect.backoff.max.ms", "5000"}};
    for (size_t index = 0; index < count + 4; index++) {
        Property property = index < 4 ? common[index] : properties[index - 4];
        if (rd_kafka_conf_set(configuration, property.name, property.value, problem, sizeof problem)) {
            die("Kafka property %s: %s", property.name, problem);
        }
    }
    return configuration;
}

static rd_kafka_t *make_client(rd_kafka_type_t type, rd_kafka_conf_t *configuration) {
    char problem[512];
    rd_kafka_t *client = rd_kafka_new(type, configuration, problem, sizeof problem);
    if (client == NULL) die("Kafka: %s", problem);
    return client;
}

/* Waits until the broker tells of the topic: 2.0.2 breaks when a missing one is subscribed, and the first record to a
 * topic that the client does not know yet takes up to a second.
 * Returns the number of its partitions. */
static int require_topic(rd_kafka_t *client, const char *name) {
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, name, NULL);
    for (double limit = now() + BROKER_MS / 1000.0; now() < limit;) {
        const struct rd_kafka_metadata *metadata = NULL;
        if (rd_kafka_metadata(client, 0, topic, &metadata, 1000) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        int partitions = metadata->topic_cnt == 1 && metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR
                             ? metadata->topics[0].partition_cnt
                             : 0;
        rd_kafka_metadata_destroy(metadata);
        if (partitions > 0) return partitions;
        usleep(20000);
    }
    die("the broker has no topic %s", name);
}

static void require_ok(const char *what, rd_kafka_resp_err_t code) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) die("%s: %s", what, rd_kafka_err2str(code));
}

/* --- The consuming side ------------------------------------------------------------------------------------------ */

/* A partition of the topic of requests. */
typedef struct {
    bool is_assigned;
    int32_t number;
    int64_t next;     /* the offset that the database holds after what was sent to it; -1 for none */
    int64_t sequence; /* the last number in the same sense */
    int64_t sent;     /* the offset after the batch that is being stored */
    int64_t reported; /* the offset that is committed to the database, for Kafka's lag tools */
    char text[64];    /* `returns.requests.3` */
    int text_size;
    /* of the batch in hand: */
    int first, last, count; /* its requests, by their place in `arrived` */
    rd_kafka_message_t *last_message;
    int64_t end; /* the offset after it */
} Lane;

static struct {
    PGconn *database;
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    const char *topic; /* of requests */
    rd_kafka_message_t **messages;
    Lane lanes[MAX_LANES]; /* by partition */
    /* of the batch in hand: */
    int count;        /* requests */
    Request *arrived; /* in the order in which they came */
    int *next;        /* the next one of the same lane */
    Request *sorted;  /* by return */
    Table orders, returns, lines, timers;
    Buffer parts, expected, ends, events, witness_offsets, witnesses; /* of the lanes */
    Buffer lane_numbers, first_sequences, last_sequences, segments;   /* of the outbox */
    long lane_count, segment_count;
    /* of the batch that is being stored: */
    int stored; /* requests; 0 when there is none */
    long stored_segments;
    long batches;
    double began_at, committed_at, reported_at, idle_since;
} worker;

static const char returns_types[] = "ttttitit"
                                    "iiiiiiii"
                                    "jii";
static const char lines_types[] = "tttitttttt"
                                  "iiiiiii"
                                  "jj";
static const char timers_types[] = "ttib";

static void prepare_worker(PGconn *database) {
    prepare(database, "begin", "BEGIN");
    prepare(database, "commit", "COMMIT");
    prepare(database, "move",
            "UPDATE consumer_offset AS lane SET next_offset = moved.next_offset, "
            "lane_seq = lane.lane_seq + moved.events, witness_offset = moved.witness_offset, witness = moved.witness "
            "FROM unnest($2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[]) "
            "AS moved(part, expected, next_offset, events, witness_offset, witness) "
            "WHERE lane.topic = $1::text AND lane.part = moved.part "
            "AND lane.next_offset IS NOT DISTINCT FROM moved.expected "
            "RETURNING lane.part, lane.lane_seq");
    prepare(database, "orders",
            "SELECT o.merchant, o.order_id, o.customer_id, o.currency, o.channel, o.country, o.ordered_at, "
            "o.policy_id, o.lines, o.delivered_at, o.taken, o.fingerprint "
            "FROM unnest($1::text[], $2::text[]) AS k (merchant, id) "
            "JOIN order_fact o ON o.merchant = k.merchant AND o.order_id = k.id "
            "ORDER BY o.merchant, o.order_id FOR UPDATE OF o");
    prepare_insert(database, "return_request", returns_types);
    prepare_insert(database, "return_line", lines_types);
    prepare_insert(database, "timer", timers_types);
    prepare(database, "order_fact",
            "UPDATE order_fact o SET taken = n.taken "
            "FROM unnest($1::text[], $2::text[], $3::json[]) AS n (merchant, order_id, taken) "
            "WHERE o.merchant = n.merchant AND o.order_id = n.order_id");
    prepare(database, "outbox",
            "INSERT INTO outbox (slot, lane_number, first_seq, last_seq, records) "
            "SELECT (SELECT active FROM outbox_slot), added.* "
            "FROM unnest($1::int4[], $2::int8[], $3::int8[], $4::bytea[]) AS added");
}

/* Gives the lanes that have none a row, and reads all rows. */
static PGresult *register_lanes(const rd_kafka_topic_partition_list_t *partitions) {
    Buffer parts = {0};
    for (int index = 0; index < partitions->cnt; index++) {
        char text[16];
        int32_t part = partitions->elems[index].partition;
        append(&parts, text, (size_t)snprintf(text, sizeof text, "%c%" PRId32, index == 0 ? '{' : ',', part));
    }
    append(&parts, "}", 2);
    const char *values[] = {requests_topic, (const char *)parts.bytes};
    const char *sql = "INSERT INTO consumer_offset (topic, part, lane_number) "
                      "SELECT $1::text, part, (SELECT coalesce(max(lane_number), -1) FROM consumer_offset) "
                      "+ row_number() OVER (ORDER BY part) FROM unnest($2::int4[]) AS wanted(part) WHERE NOT EXISTS ("
                      "SELECT FROM consumer_offset known WHERE known.topic = $1::text AND known.part = wanted.part)";
    PGconn *database = worker.database;
    PQclear(checked(database, PQexecParams(database, sql, 2, NULL, values, NULL, NULL, 0), "lanes"));
    sql = "SELECT part, lane_number, coalesce(next_offset, -1), lane_seq FROM consumer_offset "
          "WHERE topic = $1::text AND part = ANY ($2::int4[]) ORDER BY part";
    PGresult *rows = checked(database, PQexecParams(database, sql, 2, NULL, values, NULL, NULL, 0), "lanes");
    if (PQntuples(rows) != partitions->cnt) die("lanes: %d rows for %d lanes", PQntuples(rows), partitions->cnt);
    free(parts.bytes);
    return rows;
}

static void take_lanes(PGresult *rows) {
    lock_shared();
    for (int row = 0; row < PQntuples(rows); row++) {
        int part = atoi(PQgetvalue(rows, row, 0));
        if (part < 0 || part >= MAX_LANES) die("partition %d: expected less than %d", part, MAX_LANES);
        Lane *lane = &worker.lanes[part];
        *lane = (Lane){.is_assigned = true, .number = atoi(PQgetvalue(rows, row, 1))};
        lane->next = lane->sent = lane->reported = atoll(PQgetvalue(rows, row, 2));
        lane->sequence = atoll(PQgetvalue(rows, row, 3));
        lane->text_size = snprintf(lane->text, sizeof lane->text, "%s.%d", requests_topic, part);
        shared.lane_numbers[row] = lane->number;
        shared.sequences[row] = lane->sequence;
    }
    shared.lane_count = PQntuples(rows);
    tell_shared();
}

static void rebalanced(rd_kafka_t *client, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t *partitions,
                       void *opaque) {
    (void)opaque;
    if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) die("the group took the partitions back: use a group of its own");
    if (shared.lane_count > 0) die("the group assigned partitions twice");
    if (partitions->cnt == 0) return;
    PGresult *rows = register_lanes(partitions);
    take_lanes(rows);
    PQclear(rows);
    if (!PQenterPipelineMode(worker.database)) die("database: %s", PQerrorMessage(worker.database));
    for (int index = 0; index < partitions->cnt; index++) {
        rd_kafka_topic_partition_t *partition = &partitions->elems[index];
        int64_t next = worker.lanes[partition->partition].next;
        partition->offset = next < 0 ? RD_KAFKA_OFFSET_BEGINNING : next;
    }
    require_ok("assign", rd_kafka_assign(client, partitions));
}

static void open_consumer(void) {
    const Property properties[] = {{"group.id", options.group},
                                   {"enable.auto.commit", "false"},
                                   {"enable.auto.offset.store", "false"},
                                   {"auto.offset.reset", "error"},
                                   {"isolation.level", "read_committed"},
                                   {"fetch.wait.max.ms", "50"},
                                   {"check.crcs", "true"},
                                   {"partition.assignment.strategy", "range"},
                                   {"session.timeout.ms", "10000"}};
    rd_kafka_conf_t *configuration = configure(properties, sizeof properties / sizeof *properties);
    rd_kafka_conf_set_rebalance_cb(configuration, rebalanced);
    worker.client = make_client(RD_KAFKA_CONSUMER, configuration);
    rd_kafka_poll_set_consumer(worker.client);
    worker.queue = rd_kafka_queue_get_consumer(worker.client);
    worker.topic = join(options.prefix, requests_topic);
    require_topic(worker.client, worker.topic);
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, worker.topic, RD_KAFKA_PARTITION_UA);
    require_ok("subscribe", rd_kafka_subscribe(worker.client, topics));
    rd_kafka_topic_partition_list_destroy(topics);
}

/* Tells Kafka now and then how far the database is: for lag tools, never read by us. */
static void report_positions(bool is_due) {
    if (!is_due && now() - worker.reported_at < REPORT_MS / 1000.0) return;
    worker.reported_at = now();
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(MAX_LANES);
    for (int part = 0; part < MAX_LANES; part++) {
        if (!worker.lanes[part].is_assigned || worker.lanes[part].reported < 0) continue;
        rd_kafka_topic_partition_list_add(list, worker.topic, part)->offset = worker.lanes[part].reported;
    }
    if (list->cnt > 0) rd_kafka_commit(worker.client, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
}

/* The id that stands after the first `name` of the JSON, which is `"returnId"` or `"orderId"`. */
static void read_id(const rd_kafka_message_t *message, const char *name, char *id) {
    const char *value = message->payload, *end = value + message->len;
    const char *place = message->len == 0 ? NULL : memmem(value, message->len, name, strlen(name));
    if (place != NULL) {
        for (place += strlen(name); place < end && (*place == ' ' || *place == ':'); place++) {}
        if (end - place > ID_SIZE + 1 && place[0] == '"' && place[ID_SIZE + 1] == '"') {
            memcpy(id, place + 1, ID_SIZE);
            return;
        }
    }
    die("partition %d offset %" PRId64 ": no %s of %d bytes", message->partition, message->offset, name, ID_SIZE);
}

/* What a lane's last record is known by: FNV-1a of its time, the length of its key, its key and its value. */
static int64_t witness(const rd_kafka_message_t *message) {
    uint64_t hash = 0xcbf29ce484222325;
    rd_kafka_timestamp_type_t type;
    int64_t milliseconds = rd_kafka_message_timestamp(message, &type);
    uint64_t numbers[] = {milliseconds < 0 ? 0 : (uint64_t)milliseconds * 1000,
                          message->key == NULL ? UINT64_MAX : message->key_len};
    for (int index = 0; index < 16; index++) {
        hash = (hash ^ (numbers[index / 8] >> index % 8 * 8 & 0xff)) * 0x100000001b3;
    }
    const uint8_t *key = message->key, *value = message->payload;
    for (size_t index = 0; index < message->key_len; index++) hash = (hash ^ key[index]) * 0x100000001b3;
    for (size_t index = 0; index < message->len; index++) hash = (hash ^ value[index]) * 0x100000001b3;
    return (int64_t)hash;
}

static void take_message(rd_kafka_message_t *message) {
    if (message->err) die("consume: %s", rd_kafka_message_errstr(message));
    Lane *lane = message->partition < MAX_LANES ? &worker.lanes[message->partition] : NULL;
    if (lane == NULL || !lane->is_assigned || message->offset < lane->next) {
        die("partition %d offset %" PRId64 ": not what was asked for", message->partition, message->offset);
    }
    int place = worker.count++;
    read_id(message, "\"returnId\"", worker.arrived[place].return_id);
    read_id(message, "\"orderId\"", worker.arrived[place].order_id);
    if (lane->count++ == 0) {
        lane->first = place;
    } else {
        worker.next[lane->last] = place;
    }
    lane->last = place;
    lane->end = message->offset + 1;
    lane->last_message = message;
}

/* The parameters of the compare-and-set, one element for each lane of the batch, in order. */
static void describe_lanes(void) {
    array_begin(&worker.parts, INT4);
    Buffer *numbers[] = {&worker.expected, &worker.ends, &worker.events, &worker.witness_offsets, &worker.witnesses};
    for (int index = 0; index < 5; index++) array_begin(numbers[index], INT8);
    worker.lane_count = 0;
    for (int part = 0; part < MAX_LANES; part++) {
        Lane *lane = &worker.lanes[part];
        if (lane->count == 0) continue;
        worker.lane_count++;
        array_add_integer(&worker.parts, part, 4);
        if (lane->next < 0) {
            array_add_null(&worker.expected);
        } else {
            array_add_integer(&worker.expected, lane->next, 8);
        }
        array_add_integer(&worker.ends, lane->end, 8);
        array_add_integer(&worker.events, lane->count, 8);
        array_add_integer(&worker.witness_offsets, lane->end - 1, 8);
        array_add_integer(&worker.witnesses, witness(lane->last_message), 8);
    }
    array_set_count(&worker.parts, worker.lane_count);
    for (int index = 0; index < 5; index++) array_set_count(numbers[index], worker.lane_count);
}

static int by_return(const void *left, const void *right) {
    return memcmp(((const Request *)left)->return_id, ((const Request *)right)->return_id, ID_SIZE);
}

/* Takes up to `room` records from Kafka: waits for the first, then takes what is there.
 * Returns how many that are. */
static int gather(int wait_ms, long room) {
    ssize_t count = rd_kafka_consume_batch_queue(worker.queue, wait_ms, worker.messages, 1);
    if (count <= 0) return 0;
    if (room > 1) {
        ssize_t more = rd_kafka_consume_batch_queue(worker.queue, 0, worker.messages + 1, (size_t)room - 1);
        if (more > 0) count += more;
    }
    if (worker.began_at == 0) worker.began_at = now();
    worker.count = 0;
    for (ssize_t index = 0; index < count; index++) take_message(worker.messages[index]);
    describe_lanes();
    for (ssize_t index = 0; index < count; index++) rd_kafka_message_destroy(worker.messages[index]);
    memcpy(worker.sorted, worker.arrived, (size_t)count * sizeof(Request));
    /* Rows go in in the order of their keys; orders have the numbers of their returns and so the same order. */
    qsort(worker.sorted, (size_t)count, sizeof(Request), by_return);
    return (int)count;
}

/* The first half of the transaction, whose answers decide whether there is a second one. */
static void send_question(void) {
    Parameters none = {.count = 0}, move = {.count = 0}, orders = {.count = 0};
    table_fill(&worker.orders, worker.sorted, worker.count);
    send_statement(worker.database, "begin", &none);
    add_parameter(&move, requests_topic, strlen(requests_topic));
    const Buffer *lanes[] = {&worker.parts,  &worker.expected,        &worker.ends,
                             &worker.events, &worker.witness_offsets, &worker.witnesses};
    for (int index = 0; index < 6; index++) add_buffer(&move, lanes[index]);
    send_statement(worker.database, "move", &move);
    add_columns(&orders, &worker.orders, 2, worker.count);
    send_statement(worker.database, "orders", &orders);
    send_sync(worker.database);
}

/* Writes one framed decision; returns the size that counts for the segment. */
static size_t append_decision(Buffer *buffer, const Lane *lane, int64_t sequence, const Request *request) {
    char digits[24], id[128];
    int digits_size = snprintf(digits, sizeof digits, "%" PRId64, sequence);
    int id_size = snprintf(id, sizeof id, "intake-%s-%s", lane->text, digits);
    for (const Piece *piece = decision.pieces; piece < decision.pieces + decision.piece_count; piece++) {
        switch (piece->kind) {
        case BYTES: append(buffer, decision.frame.bytes + piece->start, piece->size); break;
        case RETURN_ID: append(buffer, request->return_id, ID_SIZE); break;
        case ORDER_ID: append(buffer, request->order_id, ID_SIZE); break;
        case EVENT_ID:
            append_length(buffer, (uint64_t)id_size + 1);
            append(buffer, id, (size_t)id_size);
            break;
        case LANE:
            append_length(buffer, (uint64_t)lane->text_size + 1);
            append(buffer, lane->text, (size_t)lane->text_size);
            break;
        case SEQUENCE:
            append_length(buffer, (uint64_t)digits_size + 1);
            append(buffer, digits, (size_t)digits_size);
            break;
        }
    }
    return decision.fixed_bytes + (size_t)(id_size + lane->text_size + digits_size);
}

/* Writes one row of the outbox with decisions from `place` on, up to `left` of them or its full size. */
static int append_segment(const Lane *lane, int64_t sequence, int *place, int left) {
    static Buffer records;
    records.size = 0;
    int count = 0;
    for (size_t size = 0; count < left && size < SEGMENT_BYTES; count++) {
        size += append_decision(&records, lane, sequence + count, &worker.arrived[*place]);
        *place = worker.next[*place];
    }
    array_add_integer(&worker.lane_numbers, lane->number, 4);
    array_add_integer(&worker.first_sequences, sequence, 8);
    array_add_integer(&worker.last_sequences, sequence + count - 1, 8);
    size_t start = worker.segments.size;
    append_big_endian(&worker.segments, 0, 4);
    append_length(&worker.segments, 1); /* the version of the frame */
    append_length(&worker.segments, (uint64_t)count);
    append(&worker.segments, records.bytes, records.size);
    put_big_endian(worker.segments.bytes + start, worker.segments.size - start - 4, 4);
    worker.segment_count++;
    return count;
}

/* The second half of the transaction, made while the server looks at the first. */
static void make_rows(void) {
    table_fill(&worker.returns, worker.sorted, worker.count);
    table_fill(&worker.lines, worker.sorted, worker.count);
    table_fill(&worker.timers, worker.sorted, worker.count);
    array_begin(&worker.lane_numbers, INT4);
    array_begin(&worker.first_sequences, INT8);
    array_begin(&worker.last_sequences, INT8);
    array_begin(&worker.segments, BYTEA);
    worker.segment_count = 0;
    for (int part = 0; part < MAX_LANES; part++) {
        Lane *lane = &worker.lanes[part];
        int place = lane->first;
        for (int done = 0; done < lane->count;) {
            done += append_segment(lane, lane->sequence + 1 + done, &place, lane->count - done);
        }
    }
    Buffer *arrays[] = {&worker.lane_numbers, &worker.first_sequences, &worker.last_sequences, &worker.segments};
    for (int index = 0; index < 4; index++) array_set_count(arrays[index], worker.segment_count);
}

/* Nobody else has moved the lanes, and all orders are known. */
static void receive_answer(void) {
    PQclear(receive(worker.database, "begin", -1));
    PGresult *moved = receive(worker.database, "compare-and-set", worker.lane_count);
    for (int row = 0; row < PQntuples(moved); row++) {
        const Lane *lane = &worker.lanes[get_big_endian(PQgetvalue(moved, row, 0), 4)];
        if ((int64_t)get_big_endian(PQgetvalue(moved, row, 1), 8) != lane->sequence + lane->count) {
            die("%s: somebody else has numbered events", lane->text);
        }
    }
    PQclear(moved);
    PGresult *orders = receive(worker.database, "orders", worker.count);
    for (int row = 0; row < PQntuples(orders); row++) {
        if (PQgetisnull(orders, row, 8)) die("order %s: not known", PQgetvalue(orders, row, 1));
    }
    PQclear(orders);
    receive_sync(worker.database);
}

static void send_rows(void) {
    Parameters none = {.count = 0}, outbox = {.count = 0};
    send_table(worker.database, &worker.returns, worker.count);
    send_table(worker.database, &worker.lines, worker.count);
    send_table(worker.database, &worker.orders, worker.count);
    const Buffer *arrays[] = {&worker.lane_numbers, &worker.first_sequences, &worker.last_sequences, &worker.segments};
    for (int index = 0; index < 4; index++) add_buffer(&outbox, arrays[index]);
    send_statement(worker.database, "outbox", &outbox);
    send_table(worker.database, &worker.timers, worker.count);
    send_statement(worker.database, "commit", &none);
    send_sync(worker.database);
}

/* The batch is with the server; the next one may be taken. */
static void hand_over(void) {
    for (int part = 0; part < MAX_LANES; part++) {
        Lane *lane = &worker.lanes[part];
        if (lane->count == 0) continue;
        lane->next = lane->sent = lane->end;
        lane->sequence += lane->count;
        lane->count = 0;
    }
    worker.stored = worker.count;
    worker.stored_segments = worker.segment_count;
}

/* Waits until the batch that was sent is committed. */
static void finish_batch(void) {
    int count = worker.stored;
    PQclear(receive(worker.database, "return_request", count));
    PQclear(receive(worker.database, "return_line", (long)count * worker.lines.rows));
    PQclear(receive(worker.database, "order_fact", count));
    PQclear(receive(worker.database, "outbox", worker.stored_segments));
    PQclear(receive(worker.database, "timer", (long)count * worker.timers.rows));
    PGresult *commit = receive(worker.database, "commit", -1);
    if (strcmp(PQcmdStatus(commit), "COMMIT") != 0) die("commit: the server answered %s", PQcmdStatus(commit));
    PQclear(commit);
    receive_sync(worker.database);
    lock_shared();
    shared.committed += count;
    tell_shared();
    for (int part = 0; part < MAX_LANES; part++) worker.lanes[part].reported = worker.lanes[part].sent;
    worker.committed_at = now();
    worker.batches++;
    worker.stored = 0;
}

/* One round: take a batch and ask for it while the one before is stored, then send its rows. */
static void step(long left) {
    long room = left < options.batch ? left : options.batch;
    if (gather(worker.stored > 0 ? 0 : POLL_MS, room) == 0) {
        if (worker.stored > 0) {
            finish_batch();
            worker.idle_since = now();
        } else if (now() - worker.idle_since > PATIENCE_MS / 1000.0) {
            die("%ld of %ld records came, and nothing for a minute", options.records - left, options.records);
        }
        worker.count = 0;
        return;
    }
    send_question();
    make_rows();
    if (worker.stored > 0) finish_batch();
    receive_answer();
    send_rows();
    hand_over();
    worker.idle_since = now();
}

static void consume_all(void) {
    worker.idle_since = now();
    for (long taken = 0; taken < options.records; taken += worker.count) {
        step(options.records - taken);
        report_positions(false);
    }
    finish_batch();
    report_positions(true);
}

static void open_worker(void) {
    worker.returns = read_table("return_request", returns_types);
    worker.lines = read_table("return_line", lines_types);
    worker.timers = read_table("timer", timers_types);
    worker.orders = make_orders();
    size_t batch = (size_t)options.batch;
    worker.messages = allocate(batch, sizeof *worker.messages);
    worker.arrived = allocate(batch, sizeof(Request));
    worker.sorted = allocate(batch, sizeof(Request));
    worker.next = allocate(batch, sizeof(int));
    worker.database = connect_database("ceiling", "");
    prepare_worker(worker.database);
}

/* --- The relay --------------------------------------------------------------------------------------------------- */

static struct {
    PGconn *database;
    rd_kafka_t *producer;
    rd_kafka_topic_t *topic;
    const char *group, *topic_name; /* of the positions; of decisions, as the outbox writes it */
    int lane_count;
    int64_t positions[MAX_LANES];
    bool is_new[MAX_LANES]; /* in the publication in hand */
} relay;

static void prepare_relay(PGconn *database) {
    prepare(database, "segments",
            "SELECT lane_number, first_seq, last_seq, records FROM ("
            "SELECT found.*, sum(found.size) OVER (ORDER BY found.place, found.lane_number) - found.size AS before "
            "FROM unnest($1::int4[], $2::int8[]) AS wanted(lane_number, position) "
            "CROSS JOIN LATERAL ("
            "SELECT segment.lane_number, segment.first_seq, segment.last_seq, segment.records, "
            "octet_length(segment.records) AS size, row_number() OVER (ORDER BY segment.last_seq) AS place "
            "FROM outbox AS segment "
            "WHERE segment.lane_number = wanted.lane_number AND segment.last_seq > wanted.position "
            "ORDER BY segment.last_seq LIMIT 256) AS found) AS found "
            "WHERE before < $3::int8 ORDER BY lane_number, first_seq");
    prepare(database, "hints",
            "INSERT INTO relay_hint AS hint (lane_number, published_seq) "
            "SELECT * FROM unnest($1::int4[], $2::int8[]) "
            "ON CONFLICT (lane_number) DO UPDATE SET published_seq = excluded.published_seq "
            "WHERE hint.published_seq < excluded.published_seq");
}

/* Without a callback nothing wakes the flush inside a commit for some milliseconds after the last answer. What failed
 * fails the commit. */
static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client, (void)message, (void)opaque;
}

/* True when the call can be and has to be repeated. */
static bool must_repeat(const char *what, rd_kafka_error_t *error, double limit) {
    if (error == NULL) return false;
    if (!rd_kafka_error_is_retriable(error) || now() > limit) die("%s: %s", what, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
    rd_kafka_poll(relay.producer, 10);
    return true;
}

static double deadline(void) { return now() + 2 * BROKER_MS / 1000.0; }

static void open_relay(void) {
    relay.database = connect_database(
        "ceiling relay", "-c enable_seqscan=off -c enable_bitmapscan=off -c synchronous_commit=off");
    prepare_relay(relay.database);
    relay.group = join(options.group, ".relay");
    relay.topic_name = options.decisions + strlen(options.prefix);
    const char *identity = join(relay.group, ".0");
    const Property properties[] = {{"transactional.id", identity},
                                   {"enable.idempotence", "true"},
                                   {"acks", "all"},
                                   {"linger.ms", "5"},
                                   {"compression.type", "lz4"},
                                   {"message.max.bytes", "8388608"},
                                   {"partitioner", "murmur2_random"},
                                   {"transaction.timeout.ms", "10000"}};
    rd_kafka_conf_t *configuration = configure(properties, sizeof properties / sizeof *properties);
    rd_kafka_conf_set_dr_msg_cb(configuration, delivered);
    relay.producer = make_client(RD_KAFKA_PRODUCER, configuration);
    require_topic(relay.producer, options.decisions);
    relay.topic = rd_kafka_topic_new(relay.producer, options.decisions, NULL);
    double limit = deadline();
    while (must_repeat("init", rd_kafka_init_transactions(relay.producer, BROKER_MS), limit)) {}
}

/* The largest number that Kafka or PostgreSQL know to be published of a lane; all before it is taken for published. */
static void check_positions(const rd_kafka_topic_partition_list_t *committed, PGresult *hints) {
    for (int index = 0; index < relay.lane_count; index++) {
        int64_t position = committed->elems[index].offset;
        for (int row = 0; row < PQntuples(hints); row++) {
            if (atoi(PQgetvalue(hints, row, 0)) != shared.lane_numbers[index]) continue;
            if (atoll(PQgetvalue(hints, row, 1)) > position) position = atoll(PQgetvalue(hints, row, 1));
        }
        relay.positions[index] = position < 0 ? 0 : position;
        if (relay.positions[index] != shared.sequences[index]) {
            die("lane number %d: %" PRId64 " events are published of %" PRId64 "; begin with a database that is fresh",
                shared.lane_numbers[index], relay.positions[index], shared.sequences[index]);
        }
    }
}

/* Reads how far the lanes are published, from the group without members and from the hints. */
static void read_positions(void) {
    const Property properties[] = {{"group.id", relay.group}, {"enable.auto.commit", "false"}};
    rd_kafka_t *client = make_client(RD_KAFKA_CONSUMER, configure(properties, 2));
    int partitions = require_topic(relay.producer, options.positions);
    relay.lane_count = shared.lane_count;
    rd_kafka_topic_partition_list_t *committed = rd_kafka_topic_partition_list_new(relay.lane_count);
    for (int index = 0; index < relay.lane_count; index++) {
        int32_t lane = shared.lane_numbers[index];
        if (lane >= partitions) die("lane number %d: %s has %d partitions", lane, options.positions, partitions);
        rd_kafka_topic_partition_list_add(committed, options.positions, lane);
    }
    rd_kafka_resp_err_t code = rd_kafka_committed(client, committed, BROKER_MS);
    /* A group that has never committed may be unknown. */
    if (code != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) require_ok("positions", code);
    PGresult *hints = PQexec(relay.database, "SELECT lane_number, published_seq FROM relay_hint");
    check_positions(committed, checked(relay.database, hints, "hints"));
    PQclear(hints);
    rd_kafka_topic_partition_list_destroy(committed);
    /* The client is left as it is: destroying one may hang in 2.0.2. */
}

/* A walk over a segment. */
typedef struct {
    const uint8_t *next, *end;
} Reader;

typedef struct {
    const uint8_t *bytes; /* NULL for null */
    size_t size;
} Field;

static uint64_t read_length(Reader *reader) {
    uint64_t value = 0;
    for (int shift = 0; reader->next < reader->end && shift < 64; shift += 7) {
        uint8_t byte = *reader->next++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    die("a segment of the outbox is not readable");
}

static Field read_field(Reader *reader) {
    uint64_t length = read_length(reader);
    if (length == 0) return (Field){NULL, 0};
    if (length - 1 > (uint64_t)(reader->end - reader->next)) die("a segment of the outbox is not readable");
    Field field = {reader->next, (size_t)length - 1};
    reader->next += field.size;
    return field;
}

/* Produces one record of a segment; the bytes stay where they are until the transaction is committed. */
static void produce_record(Reader *reader) {
    Field topic = read_field(reader), key = read_field(reader), value = read_field(reader);
    if (topic.size != strlen(relay.topic_name) || memcmp(topic.bytes, relay.topic_name, topic.size) != 0) {
        die("a segment of the outbox is for another topic");
    }
    uint64_t count = read_length(reader);
    rd_kafka_headers_t *headers = rd_kafka_headers_new((size_t)count);
    for (; count > 0; count--) {
        Field name = read_field(reader), content = read_field(reader);
        rd_kafka_header_add(headers, (const char *)name.bytes, (ssize_t)name.size, content.bytes,
                            (ssize_t)content.size);
    }
    double limit = deadline();
    for (;;) {
        rd_kafka_resp_err_t code = rd_kafka_producev(
            relay.producer, RD_KAFKA_V_RKT(relay.topic), RD_KAFKA_V_PARTITION(RD_KAFKA_PARTITION_UA),
            RD_KAFKA_V_MSGFLAGS(0), RD_KAFKA_V_KEY(key.bytes, key.size),
            RD_KAFKA_V_VALUE((void *)value.bytes, value.size), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
        if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || now() > limit) {
            require_ok("produce", code);
            return;
        }
        rd_kafka_poll(relay.producer, 10);
    }
}

static int lane_index(int32_t number) {
    for (int index = 0; index < relay.lane_count; index++) {
        if (shared.lane_numbers[index] == number) return index;
    }
    die("lane number %d: not of this run", number);
}

/* Produces what of one row of the outbox is not published yet; returns how many records that is. */
static long produce_segment(PGresult *rows, int row) {
    int index = lane_index((int32_t)get_big_endian(PQgetvalue(rows, row, 0), 4));
    int64_t first = (int64_t)get_big_endian(PQgetvalue(rows, row, 1), 8);
    int64_t last = (int64_t)get_big_endian(PQgetvalue(rows, row, 2), 8);
    if (first != relay.positions[index] + 1) {
        die("lane number %d: expected number %" PRId64 ", found %" PRId64, shared.lane_numbers[index],
            relay.positions[index] + 1, first);
    }
    const uint8_t *bytes = (const uint8_t *)PQgetvalue(rows, row, 3);
    Reader reader = {bytes, bytes + PQgetlength(rows, row, 3)};
    if (read_length(&reader) != 1 || read_length(&reader) != (uint64_t)(last - first + 1)) {
        die("a segment of the outbox does not hold what its numbers say");
    }
    for (int64_t sequence = first; sequence <= last; sequence++) produce_record(&reader);
    if (reader.next != reader.end) die("a segment of the outbox is not readable");
    relay.positions[index] = last;
    relay.is_new[index] = true;
    return last - first + 1;
}

static PGresult *fetch_segments(void) {
    static Buffer numbers, positions;
    uint8_t limit[8];
    array_begin(&numbers, INT4);
    array_begin(&positions, INT8);
    for (int index = 0; index < relay.lane_count; index++) {
        array_add_integer(&numbers, shared.lane_numbers[index], 4);
        array_add_integer(&positions, relay.positions[index], 8);
    }
    array_set_count(&numbers, relay.lane_count);
    array_set_count(&positions, relay.lane_count);
    put_big_endian(limit, RELAY_BYTES, 8);
    Parameters parameters = {.count = 0};
    add_buffer(&parameters, &numbers);
    add_buffer(&parameters, &positions);
    add_parameter(&parameters, limit, sizeof limit);
    PGresult *rows = PQexecPrepared(relay.database, "segments", parameters.count, parameters.values,
                                    parameters.lengths, parameters.formats, 1);
    return checked(relay.database, rows, "segments");
}

static void send_positions(void) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(relay.lane_count);
    for (int index = 0; index < relay.lane_count; index++) {
        if (!relay.is_new[index]) continue;
        rd_kafka_topic_partition_list_add(list, options.positions, shared.lane_numbers[index])->offset =
            relay.positions[index];
    }
    rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata_new(relay.group);
    double limit = deadline();
    while (must_repeat(
        "positions", rd_kafka_send_offsets_to_transaction(relay.producer, list, group, BROKER_MS), limit)) {}
    rd_kafka_consumer_group_metadata_destroy(group);
    rd_kafka_topic_partition_list_destroy(list);
}

/* Notes in PostgreSQL what is published, without waiting for its disk. */
static void store_hints(void) {
    static Buffer numbers, sequences;
    array_begin(&numbers, INT4);
    array_begin(&sequences, INT8);
    long count = 0;
    for (int index = 0; index < relay.lane_count; index++) {
        if (!relay.is_new[index]) continue;
        relay.is_new[index] = false;
        array_add_integer(&numbers, shared.lane_numbers[index], 4);
        array_add_integer(&sequences, relay.positions[index], 8);
        count++;
    }
    array_set_count(&numbers, count);
    array_set_count(&sequences, count);
    Parameters parameters = {.count = 0};
    add_buffer(&parameters, &numbers);
    add_buffer(&parameters, &sequences);
    PGresult *stored = PQexecPrepared(relay.database, "hints", parameters.count, parameters.values,
                                      parameters.lengths, parameters.formats, 1);
    PQclear(checked(relay.database, stored, "hints"));
}

/* Publishes what is committed, as far as it fits one transaction; returns how many records that is. */
static long publish(void) {
    PGresult *rows = fetch_segments();
    if (PQntuples(rows) == 0) die("the outbox does not hold what was committed");
    double limit = deadline();
    while (must_repeat("begin", rd_kafka_begin_transaction(relay.producer), limit)) {}
    long count = 0;
    for (int row = 0; row < PQntuples(rows); row++) count += produce_segment(rows, row);
    send_positions();
    while (must_repeat("commit", rd_kafka_commit_transaction(relay.producer, BROKER_MS), limit)) {}
    PQclear(rows);
    return count;
}

static void *run_relay(void *unused) {
    open_relay();
    lock_shared();
    shared.relay_ready = true;
    pthread_cond_broadcast(&shared.changed);
    while (shared.lane_count == 0) wait_shared();
    unlock_shared();
    read_positions();
    for (long published = 0; published < options.records;) {
        lock_shared();
        while (shared.committed <= published) wait_shared();
        unlock_shared();
        published += publish();
        lock_shared();
        shared.published = published;
        shared.published_at = now();
        unlock_shared();
        store_hints();
    }
    lock_shared();
    shared.is_done = true;
    tell_shared();
    return unused;
}

/* --- The run ----------------------------------------------------------------------------------------------------- */

static void start_relay(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_relay, NULL) != 0) die("no thread for the relay");
    lock_shared();
    while (!shared.relay_ready) wait_shared();
    unlock_shared();
}

static void await_relay(void) {
    lock_shared();
    while (!shared.is_done) wait_shared();
    unlock_shared();
}

static void print_result(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"records\":%ld,\"seconds\":%.6f,\"apply_seconds\":%.6f,\"batches\":%ld,\"worker_cpu_seconds\":%.3f}\n",
           shared.published, shared.published_at - worker.began_at, worker.committed_at - worker.began_at,
           worker.batches, cpu);
    fflush(stdout);
}

static void end_well(int signal) {
    (void)signal;
    _exit(0);
}

int main(int count, char **arguments) {
    read_options(count, arguments);
    snprintf(sample_return, sizeof sample_return, "r%08d", (int)options.sample);
    snprintf(sample_order, sizeof sample_order, "o%08d", (int)options.sample);
    read_decision();
    open_worker();
    start_relay();
    open_consumer();
    consume_all();
    await_relay();
    if (options.stay) signal(SIGTERM, end_well);
    print_result();
    /* Whoever measures this process from outside reads its use of the machine before it goes. */
    if (options.stay) pause();
    /* Closing a consumer may hang for ever in 2.0.2, and nothing depends on it. */
    _exit(0);
}
