/* The thread that publishes what is committed. */
#pragma once

/* Starts the thread and waits until it can publish. */
void start_relay(void);

/* Waits until all is published. */
void await_relay(void);
