/*
 * standing.h - what stands in a database: its table of contents, read with the catalog queries of a dump but without
 * locks. For a restore that must know before it acts.
 */
#ifndef PGSNAP_STANDING_H
#define PGSNAP_STANDING_H

#include "pq/conn.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>

/* In a transaction of its own, which is over afterwards. Fills *toc, which the caller frees with standing_free. */
bool standing_read(struct conn *conn, struct toc *toc, struct err *err);
void standing_free(struct toc *toc); /* a zeroed one is fine */

#endif
