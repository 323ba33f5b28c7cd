/*
 * facts.h - what the archive says about the database that it came from.
 */
#ifndef PGSNAP_FACTS_H
#define PGSNAP_FACTS_H

#include "pq/conn.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>

/* Adds the facts to the toc. Inside the caller's transaction. */
bool facts_read(struct conn *conn, struct toc *toc, struct err *err);

#endif
