/* The consumer of requests: its group, its lanes and positions, and its batches. */
#define _GNU_SOURCE 1 /* memmem */
#include "consumer.h"
#include "bytes.h"
#include "database.h"
#include "kafka.h"
#include "options.h"
#include "program.h"
#include "shared.h"
#include "store.h"
#include "worker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_MS = 500 }; /* between two reports of positions to Kafka */

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
        lane->next = lane->reported = atoll(PQgetvalue(rows, row, 2));
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

void open_consumer(void) {
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

void report_positions(bool is_due) {
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

static int by_return(const void *left, const void *right) {
    return memcmp(((const Request *)left)->return_id, ((const Request *)right)->return_id, ID_SIZE);
}

int gather(int wait_ms, long room) {
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
