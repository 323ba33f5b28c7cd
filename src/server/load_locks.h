/*
 * load_locks.h - foreseeing that the locks of one transaction do not fit into the server's lock table.
 */
#ifndef PGSNAP_LOAD_LOCKS_H
#define PGSNAP_LOAD_LOCKS_H

#include "server/load_state.h"

/* After load_intent_make: adds a problem when -c or -1 would take more locks than there is room for. */
bool load_locks_foresee(struct load *load, struct conn *conn, struct err *err);

#endif
