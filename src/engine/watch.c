#include "engine/watch.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/*
 * One thread takes the signals from the first need of it to the end of the program, whoever watches just then. The lock
 * is held while stop runs, so that it never runs after watch_end.
 *
 * timeout(1) and terminals that are closed send their signal twice at once: that is one wish, hence the pause.
 */
enum { PAUSE_NS = 500000000, STATUS_INTERRUPTED = 1 };

struct watch {
    pthread_mutex_t lock; /* for all below */
    pid_t process;        /* in which the thread runs, or 0: a child made by fork has no such thread */
    void (*leave)(int signal);
    void (*stop)(void *context, int signal); /* NULL: nobody watches */
    void *context;
    int first; /* signal that came in this watch, or 0 */
    int kept;  /* signal that came while nobody watched, or 0 */
    bool keep; /* what comes while nobody watches */
    bool came; /* a signal came, whoever watched */
    struct timespec when;
};

static struct watch the_watch = {.lock = PTHREAD_MUTEX_INITIALIZER};

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

/* True when a signal came before, and not at the same moment. */
static bool is_repeated(struct watch *watch)
{
    struct timespec now;
    bool repeated;

    clock_gettime(CLOCK_MONOTONIC, &now);
    repeated = watch->came &&
               (now.tv_sec - watch->when.tv_sec) * 1000000000LL + (now.tv_nsec - watch->when.tv_nsec) >= PAUSE_NS;
    if (!watch->came)
        watch->when = now;
    watch->came = true;
    return repeated;
}

/* The lock is held. */
static void take_signal(struct watch *watch, int signal)
{
    bool repeated = is_repeated(watch);

    if (watch->leave != NULL && (watch->stop == NULL ? !watch->keep : repeated)) {
        watch->leave(signal);
        _exit(STATUS_INTERRUPTED);
    }
    if (watch->stop == NULL) {
        watch->kept = signal;
        return;
    }
    if (watch->first == 0)
        watch->first = signal;
    watch->stop(watch->context, signal);
}

static void *wait_for_signals(void *argument)
{
    struct watch *watch = argument;
    sigset_t set;

    watched_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (;;) {
        int signal = sigwaitinfo(&set, NULL);

        if (signal < 0) /* EINTR: a debugger, or a signal that is not ours */
            continue;
        pthread_mutex_lock(&watch->lock);
        take_signal(watch, signal);
        pthread_mutex_unlock(&watch->lock);
    }
    return NULL;
}

/* The lock is held. */
static void start_thread(struct watch *watch)
{
    pthread_t thread;

    if (watch->process == getpid())
        return;
    watch->came = false; /* what came to a parent is no wish of the child's user */
    if (pthread_create(&thread, NULL, wait_for_signals, watch) != 0)
        abort(); /* no memory for one thread */
    pthread_detach(thread);
    watch->process = getpid();
}

void watch_guard(void (*leave)(int signal))
{
    pthread_mutex_lock(&the_watch.lock);
    the_watch.leave = leave;
    start_thread(&the_watch);
    pthread_mutex_unlock(&the_watch.lock);
}

void watch_keep(bool keep)
{
    pthread_mutex_lock(&the_watch.lock);
    the_watch.keep = keep;
    pthread_mutex_unlock(&the_watch.lock);
}

struct watch *watch_start(void (*stop)(void *context, int signal), void *context)
{
    struct watch *watch = &the_watch;
    int kept;

    pthread_mutex_lock(&watch->lock);
    if (watch->stop != NULL)
        abort(); /* two at once */
    kept = watch->kept;
    watch->kept = 0;
    watch->first = kept;
    watch->stop = stop;
    watch->context = context;
    start_thread(watch);
    if (kept != 0)
        stop(context, kept);
    pthread_mutex_unlock(&watch->lock);
    return watch;
}

int watch_end(struct watch *watch)
{
    int first;

    pthread_mutex_lock(&watch->lock);
    watch->stop = NULL;
    first = watch->first;
    pthread_mutex_unlock(&watch->lock);
    return first;
}
