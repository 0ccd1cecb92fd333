/* How far the lanes are published: in Kafka and in the hints of PostgreSQL. */
#include "relay_state.h"
#include "arrays.h"
#include "database.h"
#include "kafka.h"
#include "options.h"
#include "program.h"
#include "shared.h"

#include <inttypes.h>
#include <stdlib.h>

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

void read_positions(void) {
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

void send_positions(void) {
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

void store_hints(void) {
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
    PQclear(execute(relay.database, "hints", &parameters));
}
