/* The state of the relay and what its files use of each other. */
#pragma once

#include "shared.h"

#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdint.h>

extern struct Relay {
    PGconn *database;
    rd_kafka_t *producer;
    rd_kafka_topic_t *topic;
    const char *group, *topic_name; /* of the positions; of decisions, as the outbox writes it */
    int lane_count;
    int64_t positions[MAX_LANES];
    bool is_new[MAX_LANES]; /* in the publication in hand */
} relay;

/* True when the call can be and has to be repeated. */
bool must_repeat(const char *what, rd_kafka_error_t *error, double limit);

/* When to give up what begins now. */
double deadline(void);

/* Reads how far the lanes are published, from the group without members and from the hints. */
void read_positions(void);

/* Puts the positions of the publication in hand into its transaction. */
void send_positions(void);

/* Notes in PostgreSQL what is published, without waiting for its disk. */
void store_hints(void);

/* What is committed and not published, as far as it fits one transaction. */
PGresult *fetch_segments(void);

/* Produces what of one row of the outbox is not published yet; returns how many records that is. */
long produce_segment(PGresult *rows, int row);
