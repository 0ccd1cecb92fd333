/* Clients and topics of Kafka: what consumer and relay both need. */
#pragma once

#include <librdkafka/rdkafka.h>

enum { BROKER_MS = 15000 }; /* for one call */

typedef struct {
    const char *name, *value;
} Property;

rd_kafka_conf_t *configure(const Property *properties, size_t count);
rd_kafka_t *make_client(rd_kafka_type_t type, rd_kafka_conf_t *configuration);

/* Waits until the broker tells of the topic: 2.0.2 breaks when a missing one is subscribed, and the first record to a
 * topic that the client does not know yet takes up to a second.
 * Returns the number of its partitions. */
int require_topic(rd_kafka_t *client, const char *name);

void require_ok(const char *what, rd_kafka_resp_err_t code);
