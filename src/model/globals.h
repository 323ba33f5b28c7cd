/*
 * globals.h - archives of what all databases of a server share: roles, their memberships, tablespaces.
 *
 * Nothing of it is ever dropped: what is there belongs to other databases, too. What the server has already stays as it is, or,
 * when that is wanted (-c), gets the archive's attributes.
 */
#ifndef PGSNAP_GLOBALS_H
#define PGSNAP_GLOBALS_H

#include <pgsnap/entry.h>
#include <stdbool.h>

bool globals_are_in(const struct toc *toc);

/* Whether the archive has the roles, all of them: none that it names need be there. */
bool globals_have_roles(const struct toc *toc);

/* Whether the entry makes a role or a tablespace: what such an archive is about. */
bool globals_makes_one(const struct entry *entry);

/* Whether the server may have already what the entry is about, and that is to stay: such a one, or a setting of all roles. */
bool globals_may_stand(const struct entry *entry);

/*
 * Deselects what is not to be done. stands: per entry, by id - 1, what may stand and does; NULL: it is not known (an SQL script),
 * and taken for none.
 */
void globals_choose(struct toc *toc, const bool *stands, bool clean);

/* --no-tablespaces: deselects them, and what is said about them. */
void globals_leave_out_tablespaces(struct toc *toc);

#endif
