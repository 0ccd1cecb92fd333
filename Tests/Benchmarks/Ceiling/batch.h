/* A batch of requests, as it comes from Kafka. */
#pragma once

/* Takes up to `room` records from Kafka: waits for the first, then takes what is there.
 * Returns how many that are. */
int gather(int wait_ms, long room);
