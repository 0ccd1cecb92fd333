#include "CRdkafka.h"

#include <librdkafka/rdkafka.h>

// Kafka tells an empty value from a null one; librdkafka does so by the pointer.
static void *bytes(const void *pointer, int64_t length) {
    if (length < 0)
        return NULL;
    return pointer == NULL ? (void *)"" : (void *)pointer;
}

static size_t size(int64_t length) {
    return length < 0 ? 0 : (size_t)length;
}

int32_t backhaul_kafka_produce(void *client, void *topic, int32_t partition,
                               const void *key, int64_t key_length,
                               const void *value, int64_t value_length,
                               void *headers) {
    rd_kafka_t *handle = client;
    rd_kafka_topic_t *rkt = topic;
    if (headers == NULL)
        return (int32_t)rd_kafka_producev(
            handle, RD_KAFKA_V_RKT(rkt), RD_KAFKA_V_PARTITION(partition),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY(bytes(key, key_length), size(key_length)),
            RD_KAFKA_V_VALUE(bytes(value, value_length), size(value_length)),
            RD_KAFKA_V_END);
    return (int32_t)rd_kafka_producev(
        handle, RD_KAFKA_V_RKT(rkt), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(bytes(key, key_length), size(key_length)),
        RD_KAFKA_V_VALUE(bytes(value, value_length), size(value_length)),
        RD_KAFKA_V_HEADERS((rd_kafka_headers_t *)headers),
        RD_KAFKA_V_END);
}
