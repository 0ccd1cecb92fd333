/* From the segments of the outbox to records of Kafka. */
#include "relay_state.h"
#include "arrays.h"
#include "database.h"
#include "kafka.h"
#include "program.h"
#include "shared.h"

#include <inttypes.h>
#include <string.h>

enum { RELAY_BYTES = 4 << 20 }; /* of segments in one Kafka transaction */

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

long produce_segment(PGresult *rows, int row) {
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

PGresult *fetch_segments(void) {
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
    return execute(relay.database, "segments", &parameters);
}
