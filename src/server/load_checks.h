/*
 * load_checks.h - checks that the server cannot plan yet are added at the end.
 */
#ifndef PGSNAP_LOAD_CHECKS_H
#define PGSNAP_LOAD_CHECKS_H

#include "server/load_state.h"

/* The entry has failed with that SQLSTATE. True: it is a check that is tried again later, and counts as made until then. */
bool load_checks_put_off(struct load *load, unsigned lane, const struct entry *entry, const char *sqlstate);
/* When everything else is there, before -1 is committed. A check that fails again has failed; false: nothing can go on. */
bool load_checks_settle(struct load *load, struct conn *conn, struct err *err);

#endif
