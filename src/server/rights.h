/*
 * rights.h - whether this role may read all that is wanted, asked before anything begins.
 */
#ifndef PGSNAP_RIGHTS_H
#define PGSNAP_RIGHTS_H

#include "server/relations.h"
#include <pgsnap/entry.h>

struct rights_options {
    bool rows;             /* any will be read */
    bool row_security;     /* those that policies hide are not wanted: --enable-row-security */
    struct filter *filter; /* which extensions are wanted */
};

/*
 * Fails, naming all of them and how to mend it, when this role may not read some of the relations, or would not see all
 * of their rows; when extensions are wanted, also of their configuration tables.
 */
bool rights_check(struct conn *conn, const struct relations *relations, const struct rights_options *options,
                  struct err *err);
/* The same for large objects, when the toc has some that are selected. */
bool rights_check_large_objects(struct conn *conn, const struct toc *toc, struct err *err);
/*
 * Warns of what is left out because it cannot be seen: by this role (subscriptions, user mappings, rows), or on a standby;
 * or because an extension does not want it dumped.
 */
bool rights_warn(struct conn *conn, const struct relations *relations, struct err *err);

/* Takes tables and sequences off the list that may not be read and are in schemas of which `known` has nothing. */
void rights_pass_over(struct relations *relations, const struct toc *known);

#endif
