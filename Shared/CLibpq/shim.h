#pragma once

#include <libpq-fe.h>
#include <poll.h>

/* Waits until the socket of a connection that is being made can be read or written.
 * Returns more than 0 when it can, 0 when the time is up, less than 0 on an error. */
static inline int backhaul_pq_wait(PGconn *connection, int forWriting, int milliseconds) {
    struct pollfd entry = {PQsocket(connection), forWriting ? POLLOUT : POLLIN, 0};
    return poll(&entry, 1, milliseconds);
}

/* Character constants are not imported into Swift. */
static const int backhaul_pq_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int backhaul_pq_diag_message_primary = PG_DIAG_MESSAGE_PRIMARY;
