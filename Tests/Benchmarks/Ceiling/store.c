/* The transaction of a batch: compare and set the lanes, read the orders, store rows and outbox, commit. */
#include "store.h"
#include "database.h"
#include "decision.h"
#include "program.h"
#include "shared.h"
#include "tables.h"
#include "worker.h"

#include <string.h>

enum { SEGMENT_BYTES = 1 << 20 }; /* an outbox row is closed at this size, as the worker does */

/* The rows of a batch. */
static struct {
    Table orders, returns, lines, timers;
    Buffer parts, expected, ends, events, witness_offsets, witnesses; /* of the lanes */
    Buffer lane_numbers, first_sequences, last_sequences, segments;   /* of the outbox */
    long lane_count, segment_count;
    long stored_segments; /* of the batch that is being stored */
} store;

/* As the compare-and-set and the outbox take them. */
static Buffer *const lane_arrays[] = {&store.parts,  &store.expected,        &store.ends,
                                      &store.events, &store.witness_offsets, &store.witnesses};
static Buffer *const outbox_arrays[] = {&store.lane_numbers, &store.first_sequences, &store.last_sequences,
                                        &store.segments};

static const char returns_types[] = "ttttitit"
                                    "iiiiiiii"
                                    "jii";
static const char lines_types[] = "tttitttttt"
                                  "iiiiiii"
                                  "jj";
static const char timers_types[] = "ttib";

static void prepare_store(PGconn *database) {
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

void open_store(void) {
    store.returns = read_table("return_request", returns_types);
    store.lines = read_table("return_line", lines_types);
    store.timers = read_table("timer", timers_types);
    store.orders = make_orders();
    worker.database = connect_database("ceiling", "");
    prepare_store(worker.database);
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

void describe_lanes(void) {
    for (int index = 0; index < 6; index++) array_begin(lane_arrays[index], index == 0 ? INT4 : INT8);
    store.lane_count = 0;
    for (int part = 0; part < MAX_LANES; part++) {
        Lane *lane = &worker.lanes[part];
        if (lane->count == 0) continue;
        store.lane_count++;
        array_add_integer(&store.parts, part, 4);
        if (lane->next < 0) {
            array_add_null(&store.expected);
        } else {
            array_add_integer(&store.expected, lane->next, 8);
        }
        array_add_integer(&store.ends, lane->end, 8);
        array_add_integer(&store.events, lane->count, 8);
        array_add_integer(&store.witness_offsets, lane->end - 1, 8);
        array_add_integer(&store.witnesses, witness(lane->last_message), 8);
    }
    for (int index = 0; index < 6; index++) array_set_count(lane_arrays[index], store.lane_count);
}

void send_question(void) {
    Parameters none = {.count = 0}, move = {.count = 0}, orders = {.count = 0};
    table_fill(&store.orders, worker.sorted, worker.count);
    send_statement(worker.database, "begin", &none);
    add_parameter(&move, requests_topic, strlen(requests_topic));
    for (int index = 0; index < 6; index++) add_buffer(&move, lane_arrays[index]);
    send_statement(worker.database, "move", &move);
    add_columns(&orders, &store.orders, 2, worker.count);
    send_statement(worker.database, "orders", &orders);
    send_sync(worker.database);
}

/* Writes one row of the outbox with decisions from `place` on, up to `left` of them or its full size. */
static int append_segment(const Lane *lane, int64_t sequence, int *place, int left) {
    static Buffer records;
    records.size = 0;
    int count = 0;
    for (size_t size = 0; count < left && size < SEGMENT_BYTES; count++) {
        size += append_decision(&records, lane->text, lane->text_size, sequence + count, &worker.arrived[*place]);
        *place = worker.next[*place];
    }
    array_add_integer(&store.lane_numbers, lane->number, 4);
    array_add_integer(&store.first_sequences, sequence, 8);
    array_add_integer(&store.last_sequences, sequence + count - 1, 8);
    size_t start = store.segments.size;
    append_big_endian(&store.segments, 0, 4);
    append_length(&store.segments, 1); /* the version of the frame */
    append_length(&store.segments, (uint64_t)count);
    append(&store.segments, records.bytes, records.size);
    put_big_endian(store.segments.bytes + start, store.segments.size - start - 4, 4);
    store.segment_count++;
    return count;
}

void make_rows(void) {
    table_fill(&store.returns, worker.sorted, worker.count);
    table_fill(&store.lines, worker.sorted, worker.count);
    table_fill(&store.timers, worker.sorted, worker.count);
    array_begin(&store.lane_numbers, INT4);
    array_begin(&store.first_sequences, INT8);
    array_begin(&store.last_sequences, INT8);
    array_begin(&store.segments, BYTEA);
    store.segment_count = 0;
    for (int part = 0; part < MAX_LANES; part++) {
        Lane *lane = &worker.lanes[part];
        int place = lane->first;
        for (int done = 0; done < lane->count;) {
            done += append_segment(lane, lane->sequence + 1 + done, &place, lane->count - done);
        }
    }
    for (int index = 0; index < 4; index++) array_set_count(outbox_arrays[index], store.segment_count);
}

void receive_answer(void) {
    PQclear(receive(worker.database, "begin", -1));
    PGresult *moved = receive(worker.database, "compare-and-set", store.lane_count);
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

void send_rows(void) {
    Parameters none = {.count = 0}, outbox = {.count = 0};
    send_table(worker.database, &store.returns, worker.count);
    send_table(worker.database, &store.lines, worker.count);
    send_table(worker.database, &store.orders, worker.count);
    for (int index = 0; index < 4; index++) add_buffer(&outbox, outbox_arrays[index]);
    send_statement(worker.database, "outbox", &outbox);
    send_table(worker.database, &store.timers, worker.count);
    send_statement(worker.database, "commit", &none);
    send_sync(worker.database);
}

void hand_over(void) {
    for (int part = 0; part < MAX_LANES; part++) {
        Lane *lane = &worker.lanes[part];
        if (lane->count == 0) continue;
        lane->next = lane->end;
        lane->sequence += lane->count;
        lane->count = 0;
    }
    worker.stored = worker.count;
    store.stored_segments = store.segment_count;
}

void finish_batch(void) {
    int count = worker.stored;
    PQclear(receive(worker.database, "return_request", count));
    PQclear(receive(worker.database, "return_line", (long)count * store.lines.rows));
    PQclear(receive(worker.database, "order_fact", count));
    PQclear(receive(worker.database, "outbox", store.stored_segments));
    PQclear(receive(worker.database, "timer", (long)count * store.timers.rows));
    PGresult *commit = receive(worker.database, "commit", -1);
    if (strcmp(PQcmdStatus(commit), "COMMIT") != 0) die("commit: the server answered %s", PQcmdStatus(commit));
    PQclear(commit);
    receive_sync(worker.database);
    lock_shared();
    shared.committed += count;
    tell_shared();
    for (int part = 0; part < MAX_LANES; part++) worker.lanes[part].reported = worker.lanes[part].next;
    worker.committed_at = now();
    worker.batches++;
    worker.stored = 0;
}
