/*
 * load_rows.h - rows into tables and large objects: one COPY per lane.
 */
#ifndef PGSNAP_LOAD_ROWS_H
#define PGSNAP_LOAD_ROWS_H

#include "server/load_state.h"

/* sink->put */
bool load_rows_put(struct load *load, unsigned lane, const struct block *block, struct err *err);
/* sink->drain, and before the lane's connection is used for anything else: ends its COPY. */
bool load_rows_drain(struct load *load, unsigned lane, struct err *err);
/*
 * After all lanes have drained, any lane, once: tables made by this restore of which some rows failed are emptied again; for
 * others the failure says that some rows are there.
 */
bool load_rows_settle(struct load *load, unsigned lane, struct err *err);

#endif
