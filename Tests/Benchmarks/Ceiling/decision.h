/* The decision as the outbox holds it. */
#pragma once

#include "bytes.h"
#include "sample.h"

/* Reads the decision of the sample. */
void read_decision(void);

/* Writes one framed decision; returns the size that counts for the segment. */
size_t append_decision(Buffer *buffer, const char *lane, int lane_size, int64_t sequence, const Request *request);
