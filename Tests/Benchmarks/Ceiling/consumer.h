/* The consumer of requests: its group, its lanes and positions, and its batches. */
#pragma once

#include <stdbool.h>

/* Joins the group, which assigns the lanes. */
void open_consumer(void);

/* Tells Kafka now and then how far the database is: for lag tools, never read by us. */
void report_positions(bool is_due);

/* Takes up to `room` records from Kafka: waits for the first, then takes what is there.
 * Returns how many that are. */
int gather(int wait_ms, long room);
