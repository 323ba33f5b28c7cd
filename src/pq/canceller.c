/*
 * PQcancel makes a connection of its own and waits for the server: where the network is dead, for minutes. So it runs in a
 * thread of its own, which nobody waits for longer than PATIENCE.
 */
#include "pq/canceller.h"

#include "base/arena.h"
#include "pq/stop.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { PATIENCE = 3 }; /* seconds */

struct canceller {
    PGcancel *cancel; /* constant */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool owned;           /* lock: not freed by its owner yet */
    unsigned sending;     /* lock: threads that are under way; the last user frees */
    struct timespec sent; /* lock: when the last one began */
};

struct canceller *canceller_new(PGconn *pg)
{
    struct canceller *canceller = mem_calloc(1, sizeof *canceller);
    pthread_condattr_t attributes;

    canceller->cancel = PQgetCancel(pg);
    canceller->owned = true;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&canceller->lock, NULL);
    pthread_cond_init(&canceller->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return canceller;
}

/* With the lock held, which is given back. */
static void leave(struct canceller *canceller)
{
    bool last = !canceller->owned && canceller->sending == 0;

    pthread_cond_broadcast(&canceller->changed);
    pthread_mutex_unlock(&canceller->lock);
    if (!last)
        return;
    PQfreeCancel(canceller->cancel);
    pthread_cond_destroy(&canceller->changed);
    pthread_mutex_destroy(&canceller->lock);
    free(canceller);
}

static void *run(void *argument)
{
    struct canceller *canceller = argument;
    char ignored[256];

    PQcancel(canceller->cancel, ignored, sizeof ignored);
    pthread_mutex_lock(&canceller->lock);
    canceller->sending--;
    leave(canceller);
    return NULL;
}

void canceller_send(struct canceller *canceller)
{
    pthread_t thread;

    if (canceller == NULL || canceller->cancel == NULL)
        return;
    pthread_mutex_lock(&canceller->lock);
    canceller->sending++;
    clock_gettime(CLOCK_MONOTONIC, &canceller->sent);
    pthread_mutex_unlock(&canceller->lock);
    if (pthread_create(&thread, NULL, run, canceller) == 0)
        pthread_detach(thread);
    else
        run(canceller); /* rather late than not at all */
}

void canceller_free(struct canceller *canceller)
{
    struct timespec until;
    int error = 0;

    if (canceller == NULL)
        return;
    pthread_mutex_lock(&canceller->lock);
    until = canceller->sent;
    until.tv_sec += PATIENCE;
    while (canceller->sending > 0 && error == 0)
        error = pthread_cond_timedwait(&canceller->changed, &canceller->lock, &until);
    if (canceller->sending > 0)
        stop_leave_thread();
    canceller->owned = false;
    leave(canceller);
}
