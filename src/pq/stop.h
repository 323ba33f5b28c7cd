/*
 * stop.h - lets another thread end an attempt to connect, or a question for a password.
 */
#ifndef PGSNAP_STOP_H
#define PGSNAP_STOP_H

#include <stdbool.h>

struct stop;

struct stop *stop_new(void);
void stop_free(struct stop *stop); /* NULL is fine */
/* Any thread, does not block. It stays set. */
void stop_set(struct stop *stop);
/*
 * Waits until `file` can be read from (or is broken). False when it was stopped, before or meanwhile; stop may be NULL.
 */
bool stop_wait(const struct stop *stop, int file);
/* Waits that long, or until it is stopped. */
void stop_pause(const struct stop *stop, int milliseconds);

/*
 * Any thread: somebody did not wait for a thread that uses libpq. From then on the program must end by _exit: exit would
 * take down libraries under that thread.
 */
void stop_leave_thread(void);
bool stop_has_left_thread(void);

#endif
