/*
 * naming.h - "table a, table b and 3 more", for messages.
 *
 * Begin with {.most = N}, the number that are named; then naming_add as often as there is something, naming_finish once, naming_free.
 */
#ifndef PGSNAP_NAMING_H
#define PGSNAP_NAMING_H

#include "base/buf.h"

#include <pgsnap/entry.h>

struct naming {
    size_t most;
    size_t count; /* of all that were added */
    struct buf text;
};

void naming_add(struct naming *naming, const struct entry *entry);

/* The text; it is the naming's. */
const char *naming_finish(struct naming *naming);

void naming_free(struct naming *naming);

#endif
