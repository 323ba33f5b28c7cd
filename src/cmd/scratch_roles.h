/*
 * scratch_roles.h - the roles that an archive speaks of, made in a throwaway server that has none of them.
 */
#ifndef PGSNAP_SCRATCH_ROLES_H
#define PGSNAP_SCRATCH_ROLES_H

#include "pq/conn.h"
#include <pgsnap/entry.h>

/* One that cannot be made is left out: what needs it says so when it is restored. Fails when the connection does. */
bool scratch_roles_make(struct conn *conn, const struct toc *toc, struct err *err);

#endif
