/*
 * pooler.h - is there a pooler between us and the server that gives each transaction another session?
 */
#ifndef PGSNAP_POOLER_H
#define PGSNAP_POOLER_H

#include <pgsnap/err.h>
#include <stdbool.h>

struct conn;

/*
 * Whether the server's sessions are shared between two connections to the same place, both open and in no transaction. What cannot
 * be found out within seconds counts as no.
 */
bool pooler_shares(struct conn *conn, struct conn *other);
/* Says so, and where to connect instead. Always returns false. */
bool pooler_refuse(const struct conn *conn, struct err *err);

#endif
