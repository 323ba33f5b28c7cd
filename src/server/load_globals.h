/*
 * load_globals.h - restoring roles and tablespaces: what the server has already.
 */
#ifndef PGSNAP_LOAD_GLOBALS_H
#define PGSNAP_LOAD_GLOBALS_H

#include "server/load_state.h"

/*
 * For an archive of them (model/globals.h): deselects what is not to be done, and says what is there already. From then on it is
 * no restore with -c: nothing is dropped, and what need not be one transaction should be none (CREATE TABLESPACE). For others
 * does nothing.
 */
bool load_globals_choose(struct load *load, struct toc *toc, struct conn *conn, struct err *err);

#endif
