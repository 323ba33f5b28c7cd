/*
 * catalog_prepare.h - what the sessions are told before they read the catalog.
 */
#ifndef PGSNAP_CATALOG_PREPARE_H
#define PGSNAP_CATALOG_PREPARE_H

#include "server/catalog.h"

enum { CATALOG_FENCE = 64 };

/*
 * Until the end of each connection's transaction: how its server plans, how it writes marks (model/mark.h; fence is filled with
 * what stands around them), which foreign tables' rows are wanted, which extensions' comments are
 * not the user's, and how the values of CYCLE are found in a view's text.
 */
bool catalog_prepare(struct conn *const *conns, size_t conns_count, const struct catalog_scope *scope,
                     char fence[CATALOG_FENCE], struct err *err);

#endif
