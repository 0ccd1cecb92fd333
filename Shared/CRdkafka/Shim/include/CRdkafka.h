#ifndef BACKHAUL_CRDKAFKA_H
#define BACKHAUL_CRDKAFKA_H

#include <stdint.h>

// Only plain C types here: rdkafka.h belongs to the module CRdkafkaHeaders alone, so that no type exists twice in Swift.

/// Enqueues a copy of one record by rd_kafka_producev, which is variadic and so closed to Swift.
///
/// Its array twin rd_kafka_produceva frees the headers twice when the partition does not exist (fixed in 2.12.0).
/// A length of -1 is Kafka's null. On success the headers belong to librdkafka, on failure they stay the caller's.
///
/// Returns a rd_kafka_resp_err_t, 0 for success.
int32_t backhaul_kafka_produce(void *client, void *topic, int32_t partition,
                               const void *key, int64_t key_length,
                               const void *value, int64_t value_length,
                               void *headers);

#endif
