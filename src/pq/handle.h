/*
 * handle.h - what struct conn is made of, and how libpq's errors become ours. For src/pq only.
 */
#ifndef PGSNAP_HANDLE_H
#define PGSNAP_HANDLE_H

#include "pq/conn.h"

#include "pq/canceller.h"

#include <libpq-fe.h>
#include <stdatomic.h>

struct conn {
    PGconn *pg;
    struct canceller *canceller; /* made at connect time: conn_cancel must not touch pg, another thread is using it */
    atomic_bool cancelled;       /* conn_cancel was called; any thread */
    char sqlstate[6];
    char *row; /* what copy_out_next handed out last; libpq's memory */
};

/* Fills err from a result (freed here; NULL: from the connection), and notes the SQLSTATE. Always returns false. */
bool handle_fail(struct conn *conn, PGresult *result, struct err *err);
/* Forgets the SQLSTATE of an earlier call: each statement begins with this. */
void handle_begin(struct conn *conn);

/* libpq's account of a failed connection, often several lines for several addresses, as one clause; malloc'd. */
char *handle_condense(const char *message);

#endif
