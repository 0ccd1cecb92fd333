/* A batch of requests, as it comes from Kafka. */
#define _GNU_SOURCE 1 /* memmem */
#include "batch.h"
#include "program.h"
#include "store.h"
#include "worker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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
