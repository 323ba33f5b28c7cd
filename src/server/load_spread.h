/*
 * load_spread.h - statements that are independent of each other, run on all lanes' connections at once by one thread.
 */
#ifndef PGSNAP_LOAD_SPREAD_H
#define PGSNAP_LOAD_SPREAD_H

#include "server/load_state.h"

/*
 * While no lane uses its connection. Begins them in this order, each in a transaction of its own. failures[i]: why the statement
 * failed, malloc'd, or as it was. False when nothing can go on (err): then statements may not have been tried.
 */
bool load_spread(struct load *load, const char *const *statements, size_t count, char **failures, struct err *err);

#endif
