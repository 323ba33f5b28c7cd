/*
 * load_preflight.h - what can be known about the target before anything is changed in it.
 */
#ifndef PGSNAP_LOAD_PREFLIGHT_H
#define PGSNAP_LOAD_PREFLIGHT_H

#include "server/load_state.h"

/*
 * Fails when the target cannot be written to at all, and when an object is bound to fail and -1 or -e allow no failure.
 * Otherwise warns once of each kind of trouble. Fills load->barred.
 */
bool load_preflight(struct load *load, struct conn *conn, struct err *err);

/* True when the entry's owner is one of load->barred. */
bool load_preflight_bars(const struct load *load, const struct entry *entry);

#endif
