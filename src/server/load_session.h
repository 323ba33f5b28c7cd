/*
 * load_session.h - the connections of the live sink.
 */
#ifndef PGSNAP_LOAD_SESSION_H
#define PGSNAP_LOAD_SESSION_H

#include "server/load_state.h"

/* The lane's connection, opened at its first use; NULL and err when that fails or the restore is cancelled. */
struct conn *load_session_lane(struct load *load, unsigned lane, struct err *err);
/* -C: opens load->maintenance. */
bool load_session_maintenance(struct load *load, struct err *err);
/* NULL is fine. */
void load_session_close(struct load *load, struct conn **conn);
/* Any thread. */
void load_session_cancel(struct load *load);

/*
 * After a failed statement: true when it concerns one object only. False when nothing can go on (connection lost,
 * cancelled, no space on the server); then err is set from what, which may be NULL, and the cause.
 */
bool load_session_survives(struct load *load, struct conn *conn, const struct entry *what, const struct err *cause,
                           struct err *err);
/* err from an entry and the cause, with the cause's hint; always false. */
bool load_session_fail(struct load *load, const struct entry *what, const struct err *cause, struct err *err);
/* The cause's message and hint as one text; malloc'd. */
char *load_session_message(const struct err *cause);

#endif
