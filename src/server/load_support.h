/*
 * load_support.h - what the entries ask of the server beside roles and rights: extensions and their versions, access methods,
 * compression, locales; and large objects that exist.
 */
#ifndef PGSNAP_LOAD_SUPPORT_H
#define PGSNAP_LOAD_SUPPORT_H

#include "server/load_state.h"

/* Adds problems, and warns of other versions of extensions. Runs in no transaction. */
bool load_support_check(struct load *load, struct conn *conn, struct err *err);

#endif
