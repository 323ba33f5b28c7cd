/*
 * watch.h - signals become cancellation. SIGINT, SIGTERM and SIGHUP are blocked in every thread (watch_block, called
 * first thing in main) and taken by one thread with sigwait; SIGPIPE is ignored: a closed pipe is a write error.
 */
#ifndef PGSNAP_WATCH_H
#define PGSNAP_WATCH_H

struct watch;

void watch_block(void);
/* A thread that calls stop(context) for each signal that comes. stop must be thread-safe and must not block. */
struct watch *watch_start(void (*stop)(void *context, int signal), void *context);
/* Ends the thread; returns the first signal that came, or 0. Frees. */
int watch_end(struct watch *watch);

#endif
