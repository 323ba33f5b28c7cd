/*
 * newer.h - what later majors of PostgreSQL ask of a dump: their keywords quoted, and a word on what we do not know.
 */
#ifndef PGSNAP_NEWER_H
#define PGSNAP_NEWER_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

enum { NEWEST_KNOWN_MAJOR = 19 };

/*
 * Before the catalog is read over these connections. Has the server quote all identifiers (*quotes) when one of them is a keyword of a later
 * major; warns, with what is not looked at, when the server itself is of a later major than we know.
 */
bool newer_prepare(struct conn *const *conns, size_t count, bool *quotes, struct err *err);
/* After it: the rows of reg* types must not be quoted. */
bool newer_finish(struct conn *const *conns, size_t count, bool quotes, struct err *err);

/* The same warning as text, for a server of this major; malloc'd, NULL when it is known. unknown: what is not looked at. */
char *newer_warning(unsigned major, const char *unknown);

#endif
