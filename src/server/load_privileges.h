/*
 * load_privileges.h - what default privileges in the target do to the rights of new objects is undone, so that they end with
 * the archive's rights and no others.
 */
#ifndef PGSNAP_LOAD_PRIVILEGES_H
#define PGSNAP_LOAD_PRIVILEGES_H

#include "server/load_state.h"

/* Before any lane runs: asks whether there are any for what this role creates. */
bool load_privileges_find(struct load *load, struct conn *conn, struct err *err);
/* Whether default privileges, or the function in whose place it comes, may have done something to the rights of what the entry creates. */
bool load_privileges_may_give(const struct load *load, const struct entry *entry);
/*
 * For such entries that this connection has just created. *text: the statements that undo it, malloc'd, or NULL when there is
 * nothing to undo.
 */
bool load_privileges_text(struct conn *conn, const struct entry *const *entries, size_t count, char **text,
                          struct err *err);

#endif
