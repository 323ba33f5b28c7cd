/*
 * swap_sessions.h - who uses a database that is to be renamed.
 */
#ifndef PGSNAP_SWAP_SESSIONS_H
#define PGSNAP_SWAP_SESSIONS_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stddef.h>

struct swap_sessions {
    size_t count;
    size_t foreign; /* that this role may not end */
    char *list;     /* a line each, beginning with a newline; for people */
    char *endable;  /* the others' numbers, as an int[] */
};

/* Free with swap_sessions_free. */
bool swap_sessions_read(struct conn *conn, const char *database, struct swap_sessions *sessions, struct err *err);
void swap_sessions_free(struct swap_sessions *sessions);
/* Ends those that may be ended. */
bool swap_sessions_end(struct conn *conn, const char *database, const struct swap_sessions *sessions, struct err *err);

#endif
