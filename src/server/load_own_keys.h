/*
 * load_own_keys.h - tables that were there before and have foreign keys to themselves.
 */
#ifndef PGSNAP_LOAD_OWN_KEYS_H
#define PGSNAP_LOAD_OWN_KEYS_H

#include "server/load_state.h"

/*
 * After load_intent_make: fills load->whole for the entries whose rows go into a table that may have a foreign key to itself, or to
 * the partitioned table that it is a part of. The server looks for the rows that it names when a COPY ends: all must have come.
 */
bool load_own_keys_find(struct load *load, struct conn *conn, struct err *err);

#endif
