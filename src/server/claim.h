/*
 * claim.h - one restore at a time: advisory locks that a session has until it ends or gives them up. They need no right, block
 * nobody else, and take no room that tables need.
 */
#ifndef PGSNAP_CLAIM_H
#define PGSNAP_CLAIM_H

#include "pq/conn.h"
#include <pgsnap/err.h>

/* The keys of a database's claim: a number of our own, and 0 for the database itself (else a hash of a name). */
#define CLAIM_KEY "1885827950" /* "pgsn" */
#define CLAIM_DATABASE "0"

/* The connection's own database, for restoring into it. Fails with ERR_LOCKED when another session has claimed it. */
bool claim_database(struct conn *conn, struct err *err);
/* A database that is going to be made or renamed: claims its name among all that are connected to the same database. */
bool claim_name(struct conn *conn, const char *name, struct err *err);
/* All that the connection has claimed; at once, while closing it would do so a moment later. NULL is fine. */
void claim_release(struct conn *conn);

#endif
