/* The thread that publishes what is committed, in Kafka transactions. */
#include "relay.h"
#include "database.h"
#include "kafka.h"
#include "options.h"
#include "program.h"
#include "relay_state.h"
#include "shared.h"

#include <pthread.h>
#include <string.h>

struct Relay relay;

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

bool must_repeat(const char *what, rd_kafka_error_t *error, double limit) {
    if (error == NULL) return false;
    if (!rd_kafka_error_is_retriable(error) || now() > limit) die("%s: %s", what, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
    rd_kafka_poll(relay.producer, 10);
    return true;
}

double deadline(void) { return now() + 2 * BROKER_MS / 1000.0; }

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

void start_relay(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_relay, NULL) != 0) die("no thread for the relay");
    lock_shared();
    while (!shared.relay_ready) wait_shared();
    unlock_shared();
}

void await_relay(void) {
    lock_shared();
    while (!shared.is_done) wait_shared();
    unlock_shared();
}
