/*
 * load_children.h - tables that are replaced (-c) and were made children of others by INHERIT since the dump.
 */
#ifndef PGSNAP_LOAD_CHILDREN_H
#define PGSNAP_LOAD_CHILDREN_H

#include "server/load_state.h"

/*
 * A parent that stays and would lose one, with its rows, is a problem, or with --cascade a warning. A child that the archive
 * has as that parent's comes back as such.
 */
bool load_children_check(struct load *load, struct conn *conn, struct err *err);

#endif
