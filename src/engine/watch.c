#include "engine/watch.h"

#include "base/arena.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * The thread is woken at the end by one of the watched signals, sent to it alone by this process: that tells it from one
 * from outside. One from outside that comes at the same moment is not lost: it is handled first or stays pending for
 * whoever watches next.
 */
struct watch {
    pthread_t thread;
    void (*stop)(void *context, int signal);
    void *context;
    atomic_bool ending;
    int first; /* written by the thread only; read after it was joined */
};

static void watched_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

void watch_block(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t set;

    watched_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
}

static void *wait_for_signals(void *argument)
{
    struct watch *watch = argument;
    sigset_t set;

    watched_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (;;) {
        siginfo_t info;
        int signal = sigwaitinfo(&set, &info);

        if (signal < 0) /* EINTR: a debugger, or a signal that is not ours */
            continue;
        if (info.si_pid == getpid() && atomic_load(&watch->ending))
            return NULL;
        if (watch->first == 0)
            watch->first = signal;
        watch->stop(watch->context, signal);
    }
}

struct watch *watch_start(void (*stop)(void *context, int signal), void *context)
{
    struct watch *watch = mem_calloc(1, sizeof *watch);

    watch->stop = stop;
    watch->context = context;
    if (pthread_create(&watch->thread, NULL, wait_for_signals, watch) != 0)
        abort(); /* no memory for one thread */
    return watch;
}

int watch_end(struct watch *watch)
{
    int first;

    atomic_store(&watch->ending, true);
    pthread_kill(watch->thread, SIGTERM);
    pthread_join(watch->thread, NULL);
    first = watch->first;
    free(watch);
    return first;
}
