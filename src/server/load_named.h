/*
 * load_named.h - roles and tablespaces that stand in the text of statements only.
 */
#ifndef PGSNAP_LOAD_NAMED_H
#define PGSNAP_LOAD_NAMED_H

#include "server/load_state.h"

/* Adds problems to load->intent for those that this server does not have. */
bool load_named_check(struct load *load, struct conn *conn, struct err *err);

#endif
