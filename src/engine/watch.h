/*
 * watch.h - signals become cancellation. SIGINT, SIGTERM and SIGHUP are blocked in every thread (watch_block, called
 * first thing in main) and taken by one thread with sigwait; SIGPIPE is ignored: a closed pipe is a write error.
 */
#ifndef PGSNAP_WATCH_H
#define PGSNAP_WATCH_H

#include <stdbool.h>

struct watch;

void watch_block(void);
/*
 * From now on a signal that comes while nobody watches ends the program at once, with status 1: so does a second one,
 * half a second or more after the first, for a program that does not stop by itself. leave is called before; it is
 * called in the thread of the signals while the others still run, and must not wait for them.
 * Without it a signal that comes while nobody watches is kept for the next watch.
 */
void watch_guard(void (*leave)(int signal));
/*
 * While true, a signal that comes while nobody watches is kept for the next watch, also with watch_guard: for work that would leave
 * something behind, and that ends soon or is watched in its long parts.
 */
void watch_keep(bool keep);
/* stop(context) is called for each signal that comes. stop must be thread-safe and must not block. One watch at a time. */
struct watch *watch_start(void (*stop)(void *context, int signal), void *context);
/* stop is not called any more. Returns the first signal that came, or 0. */
int watch_end(struct watch *watch);

#endif
