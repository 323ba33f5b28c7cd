/*
 * load_truncate.h - emptying tables that this restore has made.
 */
#ifndef PGSNAP_LOAD_TRUNCATE_H
#define PGSNAP_LOAD_TRUNCATE_H

#include "server/load_state.h"

/*
 * The statement that empties the table, malloc'd; NULL when the table was not made by this restore, or when its rows go in
 * through another one (a partitioned table): then nobody can tell which are its own.
 */
char *load_truncate_sql(struct load *load, struct conn *conn, const struct entry *entry);

/*
 * With load->options.freeze, before the entry's first COPY: begins a transaction and empties the table in it, so that COPY may
 * freeze its rows. Does nothing where that cannot be: see the top of the file. When it fails nothing is open.
 */
bool load_truncate_begin(struct load *load, struct load_lane *lane, const struct entry *entry, struct err *err);
/* Ends the lane's transaction, and rolls it back if it has one. */
bool load_truncate_commit(struct load_lane *lane, struct err *err);
void load_truncate_abandon(struct load_lane *lane);

#endif
