/*
 * load_drop.h - dropping what is to be replaced (-c).
 */
#ifndef PGSNAP_LOAD_DROP_H
#define PGSNAP_LOAD_DROP_H

#include "server/load_state.h"

/* A hint. */
extern const char load_drop_too_many_locks[];

/* --transaction-size: what is dropped is committed, so many objects at a time. */
bool load_drop_has_steps(const struct load *load);
size_t load_drop_most_in_step(const struct load *load);
/*
 * Begins a transaction and drops in it; it stays open, also when this fails. In steps none is open afterwards. When something
 * fails for another reason than that there is nothing to drop, err names all that are in the way.
 */
bool load_drop_run(struct load *load, struct conn *conn, struct err *err);

#endif
