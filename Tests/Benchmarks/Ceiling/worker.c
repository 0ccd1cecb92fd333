/* The rounds of the side that consumes and stores. */
#include "worker.h"
#include "consumer.h"
#include "options.h"
#include "program.h"
#include "store.h"

enum { POLL_MS = 50 }; /* for the first record of a batch */

const char requests_topic[] = "returns.requests";

struct Worker worker;

/* One round: take a batch and ask for it while the one before is stored, then send its rows. */
static void step(long left) {
    long room = left < options.batch ? left : options.batch;
    if (gather(worker.stored > 0 ? 0 : POLL_MS, room) == 0) {
        if (worker.stored > 0) {
            finish_batch();
            worker.idle_since = now();
        } else if (now() - worker.idle_since > PATIENCE_MS / 1000.0) {
            die("%ld of %ld records came, and nothing for a minute", options.records - left, options.records);
        }
        worker.count = 0;
        return;
    }
    send_question();
    make_rows();
    if (worker.stored > 0) finish_batch();
    receive_answer();
    send_rows();
    hand_over();
    worker.idle_since = now();
}

void consume_all(void) {
    worker.idle_since = now();
    for (long taken = 0; taken < options.records; taken += worker.count) {
        step(options.records - taken);
        report_positions(false);
    }
    finish_batch();
    report_positions(true);
}

void open_worker(void) {
    size_t batch = (size_t)options.batch;
    worker.messages = allocate(batch, sizeof *worker.messages);
    worker.arrived = allocate(batch, sizeof(Request));
    worker.sorted = allocate(batch, sizeof(Request));
    worker.next = allocate(batch, sizeof(int));
    open_store();
}
