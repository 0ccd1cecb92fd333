/* The consumer of requests: its group, its lanes and its positions. */
#pragma once

#include <stdbool.h>

void open_consumer(void);

/* Tells Kafka now and then how far the database is: for lag tools, never read by us. */
void report_positions(bool is_due);
