/*
 * queries.h - many files of server/sql over several connections at once.
 */
#ifndef PGSNAP_QUERIES_H
#define PGSNAP_QUERIES_H

#include "pq/conn.h"
#include "pq/query.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

/* Takes the rows of the file with that place in the list. */
typedef bool queries_take(void *context, size_t place, const struct rows *rows, struct err *err);

/*
 * Runs the files, each with the parameters that all families take (server/sql/README), and hands their rows out in the order of
 * the list, whichever is answered first. The connections must see the same snapshot.
 */
bool queries_run(struct conn *const *conns, size_t conns_count, const char *const *files, size_t files_count,
                 const char *const *values, queries_take *take, void *context, struct err *err);

#endif
