/*
 * load_intent.h - what the restore is going to do to this target, found out before anything is changed.
 */
#ifndef PGSNAP_LOAD_INTENT_H
#define PGSNAP_LOAD_INTENT_H

#include "server/load_state.h"

/* Fills load->standing, if it is not filled yet. */
bool load_intent_read(struct load *load, struct conn *conn, struct err *err);
/* Fills load->standing, replacement, drops and intent, and with load_preflight its problems. Runs in no transaction. */
bool load_intent_make(struct load *load, struct conn *conn, struct err *err);
/* Tells what is dropped and will not be made again: what stands in the way always, the rest with -v. */
void load_intent_tell(const struct load *load);
void load_intent_free(struct load *load);

#endif
