/*
 * copy.h - COPY in both directions, in text format.
 */
#ifndef PGSNAP_COPY_H
#define PGSNAP_COPY_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

/* sql: COPY ... TO stdout. */
bool copy_out_begin(struct conn *conn, const char *sql, struct err *err);
/*
 * The next row with its '\n'; *row stays valid until the next call. *length == 0: the end; the command has been
 * finished and its result checked.
 */
bool copy_out_next(struct conn *conn, const char **row, size_t *length, struct err *err);

/* sql: COPY ... FROM stdin. */
bool copy_in_begin(struct conn *conn, const char *sql, struct err *err);
bool copy_in_put(struct conn *conn, const char *data, size_t length, struct err *err);
/* Ends the COPY. *rows: as the server counted them. */
bool copy_in_end(struct conn *conn, unsigned long long *rows, struct err *err);
/*
 * Where sql was several statements, COPY ... FROM stdin each, together one transaction: ends the COPY that is open as
 * copy_in_end does, and waits for the next to begin. When it fails none of them has left anything.
 */
bool copy_in_next(struct conn *conn, unsigned long long *rows, struct err *err);
/* Makes the server throw the COPY away; the connection stays usable when possible. */
void copy_in_abandon(struct conn *conn, const char *why);

#endif
