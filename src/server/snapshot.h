/*
 * snapshot.h - the transaction that a dump reads in, on the leader's connection and on the lanes'.
 *
 * On the leader: snapshot_prepare, snapshot_begin, then LOCK TABLE, which takes no snapshot, then the first query, which
 * takes it, then snapshot_export. On a lane: snapshot_prepare, snapshot_join.
 */
#ifndef PGSNAP_SNAPSHOT_H
#define PGSNAP_SNAPSHOT_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stdbool.h>

/*
 * Settings of a connection that reads, beyond conn_open's. Outside a transaction. foreign_data: rows of foreign tables will
 * be read. row_security: policies hide rows; else they make it an error to read them.
 */
bool snapshot_prepare(struct conn *conn, bool foreign_data, bool row_security, struct err *err);
/* deferrable: SERIALIZABLE READ ONLY DEFERRABLE; the first query then waits for a safe snapshot. */
bool snapshot_begin(struct conn *conn, bool deferrable, struct err *err);
/* Makes the transaction see that exported snapshot; before its first query. */
bool snapshot_import(struct conn *conn, const char *snapshot, struct err *err);
/* Begins a transaction that sees it. */
bool snapshot_join(struct conn *conn, const char *snapshot, struct err *err);
/* *snapshot: malloc'd. */
bool snapshot_export(struct conn *conn, char **snapshot, struct err *err);

#endif
