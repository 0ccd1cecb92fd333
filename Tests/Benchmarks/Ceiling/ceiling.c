/*
 * The ceiling of the intake job: what a hand-written C program makes of the same servers.
 *
 * It is: librdkafka and libpq, one process, one thread that consumes and stores, one that relays. For every batch of
 * requests one transaction compares and sets the lanes, locks and reads the orders, and stores the returns, their
 * lines and timers, the items taken and the outbox segments, each by one prepared statement over binary arrays. The
 * relay publishes the segments in Kafka transactions that hold its positions too. So the rows, the records, the
 * durability and the order are those of the worker.
 *
 * It is not: a worker. It looks at no request but for two ids, decides nothing, checks no law, handles no bad record,
 * no rebalance and no fault: every error ends it. Whatever it stores and publishes are copies of one sample return
 * that the worker decided, with the ids put in.
 *
 * It waits for the database where a worker has to: what is stored follows from the answers of the compare-and-set and
 * of the look-up. Else nothing waits: the next batch is taken from Kafka and made ready while this one is stored.
 */
#include "consumer.h"
#include "decision.h"
#include "options.h"
#include "relay.h"
#include "sample.h"
#include "shared.h"
#include "worker.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static void print_result(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"records\":%ld,\"seconds\":%.6f,\"apply_seconds\":%.6f,\"batches\":%ld,\"worker_cpu_seconds\":%.3f}\n",
           shared.published, shared.published_at - worker.began_at, worker.committed_at - worker.began_at,
           worker.batches, cpu);
    fflush(stdout);
}

static void end_well(int signal) {
    (void)signal;
    _exit(0);
}

int main(int count, char **arguments) {
    read_options(count, arguments);
    name_sample();
    read_decision();
    open_worker();
    start_relay();
    open_consumer();
    consume_all();
    await_relay();
    if (options.stay) signal(SIGTERM, end_well);
    print_result();
    /* Whoever measures this process from outside reads its use of the machine before it goes. */
    if (options.stay) pause();
    /* Closing a consumer may hang for ever in 2.0.2, and nothing depends on it. */
    _exit(0);
}
