/*
 * attempt.c - connecting in a thread of its own.
 *
 * Only the blocking PQconnectdbParams does all that a user may have asked for: connect_timeout for each of several hosts,
 * looking for a standby, the next address when one does not answer. With PQconnectPoll nobody but libpq could go on to
 * the next host, and looking up a name would still block. So the blocking call runs in a thread, and whoever is told to
 * stop leaves it alone: it owns all that it uses, and frees it when libpq comes back, unless the program ends before.
 */
#include "pq/attempt.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct attempt {
    struct target target; /* used by the thread only */
    PGconn *pg;           /* written by the thread, read by the owner after `done` */
    int done;             /* eventfd */
    atomic_uint users;    /* the owner and the thread; the last one frees */
};

static void leave(struct attempt *attempt)
{
    if (atomic_fetch_sub(&attempt->users, 1) > 1)
        return;
    PQfinish(attempt->pg);
    target_free(&attempt->target);
    if (attempt->done >= 0)
        close(attempt->done);
    free(attempt);
}

static void *run(void *argument)
{
    struct attempt *attempt = argument;

    attempt->pg = PQconnectdbParams((const char *const *)attempt->target.keywords,
                                    (const char *const *)attempt->target.values, 0);
    (void)eventfd_write(attempt->done, 1);
    leave(attempt);
    return NULL;
}

/* False when there is no thread or descriptor for it. */
static bool start(struct attempt *attempt, pthread_t *thread)
{
    return attempt->done >= 0 && pthread_create(thread, NULL, run, attempt) == 0;
}

/* Until it is over or stopped; false then. A thread that is over is joined, so that OpenSSL's part of it has gone too. */
static bool wait_for(const struct attempt *attempt, const struct stop *stop, pthread_t thread)
{
    if (!stop_wait(stop, attempt->done)) {
        stop_leave_thread();
        pthread_detach(thread);
        return false;
    }
    pthread_join(thread, NULL);
    return true;
}

bool attempt_connect(struct target *target, const struct stop *stop, PGconn **pg)
{
    struct attempt *attempt = mem_calloc(1, sizeof *attempt);
    pthread_t thread;
    bool finished = true;

    attempt->target = *target;
    *target = (struct target){0};
    attempt->done = eventfd(0, EFD_CLOEXEC);
    atomic_init(&attempt->users, 2);
    if (start(attempt, &thread))
        finished = wait_for(attempt, stop, thread);
    else
        run(attempt);
    if (finished) {
        *pg = attempt->pg;
        attempt->pg = NULL;
        if (*pg == NULL)
            abort(); /* out of memory */
    }
    leave(attempt);
    return finished;
}
