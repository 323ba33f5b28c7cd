/*
 * versions.h - whether what a dump has read without a lock was altered meanwhile.
 */
#ifndef PGSNAP_VERSIONS_H
#define PGSNAP_VERSIONS_H

#include "pq/query.h"
#include "server/catalog.h"

enum versions_change {
    VERSIONS_SAME,
    VERSIONS_CHANGED, /* something was written anew: what the server said of it may be of before or after */
    VERSIONS_GONE     /* something is there no more */
};

/* In the transaction whose view is meant. *rows: to be freed with rows_free. */
bool versions_read(struct conn *conn, const struct catalog_scope *scope, struct rows **rows, struct err *err);
/* What became of the objects of `before`; those that are new do not matter. *name: of one of them, in the rows of before. */
enum versions_change versions_compare(const struct rows *before, const struct rows *now, const char **name);

#endif
