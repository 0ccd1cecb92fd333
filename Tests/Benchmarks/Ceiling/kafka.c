/* Clients and topics of Kafka: what consumer and relay both need. */
#include "kafka.h"
#include "options.h"
#include "program.h"

#include <unistd.h>

rd_kafka_conf_t *configure(const Property *properties, size_t count) {
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

rd_kafka_t *make_client(rd_kafka_type_t type, rd_kafka_conf_t *configuration) {
    char problem[512];
    rd_kafka_t *client = rd_kafka_new(type, configuration, problem, sizeof problem);
    if (client == NULL) die("Kafka: %s", problem);
    return client;
}

int require_topic(rd_kafka_t *client, const char *name) {
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

void require_ok(const char *what, rd_kafka_resp_err_t code) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) die("%s: %s", what, rd_kafka_err2str(code));
}
