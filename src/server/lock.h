/*
 * lock.h - keeps the tables of a dump from being altered or dropped while it runs.
 */
#ifndef PGSNAP_LOCK_H
#define PGSNAP_LOCK_H

#include "pq/conn.h"
#include "server/relations.h"
#include <pgsnap/err.h>

enum lock_outcome {
    LOCK_DONE,
    LOCK_GONE,  /* one of the names does not exist any more: list the relations anew */
    LOCK_FAILED /* err is set */
};

/*
 * Locks the tables among the relations in ACCESS SHARE mode. In a transaction that has no snapshot yet, which is broken
 * unless the outcome is LOCK_DONE. timeout: milliseconds for each batch of tables; 0: wait for ever.
 */
enum lock_outcome lock_tables(struct conn *conn, const struct relations *relations, unsigned timeout, struct err *err);

#endif
