/* What the two threads, worker and relay, tell each other. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    MAX_LANES = 1000,   /* partitions of the topic of requests */
    PATIENCE_MS = 60000 /* without any progress */
};

extern struct Shared {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool relay_ready;
    int lane_count; /* 0 until lanes are assigned */
    int32_t lane_numbers[MAX_LANES];
    int64_t sequences[MAX_LANES]; /* of the lanes when they were assigned */
    long committed, published;
    bool is_done; /* all is published and PostgreSQL knows it */
    double published_at;
} shared;

void lock_shared(void);
void unlock_shared(void);

/* Tells the other thread of a change, and unlocks. */
void tell_shared(void);

/* Waits for a change that the other thread tells of. */
void wait_shared(void);
