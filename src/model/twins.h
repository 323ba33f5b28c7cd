/*
 * twins.h - the same object in an archive and in a database: of one kind, schema and name.
 */
#ifndef PGSNAP_TWINS_H
#define PGSNAP_TWINS_H

#include <pgsnap/entry.h>

/*
 * Per entry of the archive, by id - 1: the target's id of the same object, or 0. Large objects have no names of their own, and a
 * database's own entries are not looked for. malloc'd.
 */
uint32_t *twins_find(const struct toc *archive, const struct toc *target);

#endif
