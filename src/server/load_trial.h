/*
 * load_trial.h - whether the server has the locales of collations and of a database to be created.
 */
#ifndef PGSNAP_LOAD_TRIAL_H
#define PGSNAP_LOAD_TRIAL_H

#include "server/load_state.h"

/* Adds problems. Runs in no transaction. */
bool load_trial_check(struct load *load, struct conn *conn, struct err *err);

#endif
