/*
 * kind.h - the kinds of entries, as a table: stage, section, order and properties of each.
 *
 * How to add one: a row in kind.c where it belongs in the order, the SQL that makes such entries
 * (src/server/sql), a test in tests/live/objects, a line in doc/coverage.md.
 */
#ifndef PGSNAP_KIND_H
#define PGSNAP_KIND_H

#include <pgsnap/entry.h>

struct kind {
    const char *name; /* as in the archive and in messages (there in lower case) */
    enum stage stage;
    enum section section;
    uint32_t flags; /* enum entry_flags */
    bool main;      /* dependencies on the object mean this entry, and other entries of the object need it */
    bool promote;   /* may move to a later stage when it needs something made there */
    bool shell;     /* comes before the main entry of its object, which needs it */
};

/* NULL when unknown. */
const struct kind *kind_find(const char *name);
/* Position in the table: entries of one stage that do not depend on each other are ordered by it. -1 when unknown. */
int kind_order(const char *name);

#endif
