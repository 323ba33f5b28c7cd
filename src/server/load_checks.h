/*
 * load_checks.h - checks that the server cannot plan yet are added later.
 */
#ifndef PGSNAP_LOAD_CHECKS_H
#define PGSNAP_LOAD_CHECKS_H

#include "server/load_state.h"

/* The entry has failed with that SQLSTATE. True: it is a check that is tried again later, and counts as made until then. */
bool load_checks_put_off(struct load *load, const struct entry *entry, const char *sqlstate);
/* Once no lane builds anything any more (load_validate_settle): what fails again is named. False: nothing can go on. */
bool load_checks_settle(struct load *load, struct conn *conn, struct err *err);

#endif
