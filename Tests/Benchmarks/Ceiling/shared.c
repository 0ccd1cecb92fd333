/* What the two threads, worker and relay, tell each other. */
#include "shared.h"
#include "program.h"

#include <time.h>

struct Shared shared = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void lock_shared(void) { pthread_mutex_lock(&shared.mutex); }

void unlock_shared(void) { pthread_mutex_unlock(&shared.mutex); }

void tell_shared(void) {
    pthread_cond_broadcast(&shared.changed);
    pthread_mutex_unlock(&shared.mutex);
}

void wait_shared(void) {
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += PATIENCE_MS / 1000;
    if (pthread_cond_timedwait(&shared.changed, &shared.mutex, &limit) != 0) die("nothing moves any more");
}
