/* The state of the side that consumes and stores, and its rounds. */
#pragma once

#include "kafka.h"
#include "sample.h"
#include "shared.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

extern const char requests_topic[];

/* A partition of the topic of requests. */
typedef struct {
    bool is_assigned;
    int32_t number;
    int64_t next;     /* the offset that the database holds after what was sent to it; -1 for none */
    int64_t sequence; /* the last number in the same sense */
    int64_t reported; /* the offset that is committed to the database, for Kafka's lag tools */
    char text[64];    /* `returns.requests.3` */
    int text_size;
    /* of the batch in hand: */
    int first, last, count; /* its requests, by their place in `arrived` */
    rd_kafka_message_t *last_message;
    int64_t end; /* the offset after it */
} Lane;

extern struct Worker {
    PGconn *database;
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    const char *topic; /* of requests */
    rd_kafka_message_t **messages;
    Lane lanes[MAX_LANES]; /* by partition */
    /* of the batch in hand: */
    int count;        /* requests */
    Request *arrived; /* in the order in which they came */
    int *next;        /* the next one of the same lane */
    Request *sorted;  /* by return */
    int stored; /* requests of the batch that is being stored; 0 when there is none */
    long batches;
    double began_at, committed_at, reported_at, idle_since;
} worker;

/* Makes ready for the first round. */
void open_worker(void);

/* Takes and stores all requests. */
void consume_all(void);
