/*
 * load_adapt.h - what is made of the archive's entries for this target, before anything is compared with it.
 */
#ifndef PGSNAP_LOAD_ADAPT_H
#define PGSNAP_LOAD_ADAPT_H

#include "server/load_state.h"

/*
 * Gives roles their new names (--role-map), and clears `selected` of what was only brought and is there already
 * (--with-dependencies). load->toc is set. Runs in no transaction.
 */
bool load_adapt_entries(struct load *load, struct toc *toc, struct conn *conn, struct err *err);

#endif
