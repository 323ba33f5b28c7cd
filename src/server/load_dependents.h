/*
 * load_dependents.h - what is not restored but needs something that is replaced is made again (--keep-dependents).
 */
#ifndef PGSNAP_LOAD_DEPENDENTS_H
#define PGSNAP_LOAD_DEPENDENTS_H

#include "server/load_state.h"

/* Whether the target's entry, which is in the way of a drop, can be dropped and made again. */
bool load_dependents_may(const struct load *load, const struct entry *entry);
/* After load->drops: adds what is made again to the intent. */
void load_dependents_plan(struct load *load);
/* At the end of the one transaction, before its commit; nothing without the option. */
bool load_dependents_make(struct load *load, struct conn *conn, struct err *err);

#endif
