/*
 * load_intent.h - what the restore is going to do to this target, found out before anything is changed.
 */
#ifndef PGSNAP_LOAD_INTENT_H
#define PGSNAP_LOAD_INTENT_H

#include "server/load_state.h"

/* Fills load->standing, replacement, drops and intent, and with load_preflight its problems. Runs in no transaction. */
bool load_intent_make(struct load *load, struct conn *conn, struct err *err);
void load_intent_free(struct load *load);

#endif
