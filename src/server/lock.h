/*
 * lock.h - keeps the tables of a dump from being altered or dropped while it runs.
 */
#ifndef PGSNAP_LOCK_H
#define PGSNAP_LOCK_H

#include "pq/conn.h"
#include "server/relations.h"
#include <pgsnap/err.h>

/* Milliseconds for a lock: less than deadlock_timeout's 1 s, so that nobody is ended for us. */
enum { LOCK_PATIENCE = 500 };

enum lock_outcome {
    LOCK_DONE,
    LOCK_GONE,  /* one of the names does not exist any more: list the relations anew */
    LOCK_LATE,  /* others were in the way for longer than the timeout, or waited for us; err says who */
    LOCK_FAILED /* err is set */
};

/*
 * Outside a transaction that must not have a snapshot yet. *problem is set when that many locks of one transaction are more
 * than the server's lock table holds: its hint has the setting's name, the value that it needs, and what else can be done
 * (elsewise, or NULL). A full table would hurt all other sessions, so this is asked before the first lock is taken. False and
 * err: it could not be asked.
 */
bool lock_foresee(struct conn *conn, size_t locks, const char *what, const char *elsewise, struct err *problem,
                  struct err *err);
/* How many locks all transactions together may hold at least. */
bool lock_capacity(struct conn *conn, size_t *locks, struct err *err);
/* How many a dump of these relations takes. data: sequences are read, too. */
size_t lock_count(const struct conn *conn, const struct relations *relations, bool data);

/*
 * Locks the tables among the relations in ACCESS SHARE mode. In a transaction that has no snapshot yet, which is broken
 * unless the outcome is LOCK_DONE. timeout: milliseconds for each batch of tables; 0: wait for ever.
 */
enum lock_outcome lock_tables(struct conn *conn, const struct relations *relations, unsigned timeout, struct err *err);

#endif
