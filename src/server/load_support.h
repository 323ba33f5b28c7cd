/*
 * load_support.h - what the entries ask of the server beside roles and rights: extensions and their versions, access methods,
 * compression, locales; and large objects that exist.
 */
#ifndef PGSNAP_LOAD_SUPPORT_H
#define PGSNAP_LOAD_SUPPORT_H

#include "server/load_state.h"

/* Adds problems, and warns of other versions of extensions. Runs in no transaction. */
bool load_support_check(struct load *load, struct conn *conn, struct err *err);
/* -c: adds the groups of the archive's large objects of which some exist, as steps that drop them. */
bool load_support_plan_drops(struct load *load, struct conn *conn, struct err *err);

#endif
