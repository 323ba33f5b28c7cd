/*
 * closure.h - what chosen entries cannot do without: --with-dependencies.
 *
 * Pure data over a toc, all arrays by id. An entry's needs have lower ids than it has, so that one walk from the last entry
 * to the first follows whole chains; what a brought relation brings along as its parts is the caller's to decide
 * (model/filter.c), who then walks again. It ends because entries are only ever added.
 */
#ifndef PGSNAP_CLOSURE_H
#define PGSNAP_CLOSURE_H

#include <pgsnap/entry.h>
#include <stdbool.h>

enum closure_state {
    CLOSURE_OUT,
    CLOSURE_PARENT, /* only as the parent of a partition: its other partitions stay out */
    CLOSURE_IN
};

struct closure {
    const struct toc *toc;
    const bool *counts;  /* chosen or brought, and really to be restored: its needs matter */
    const bool *refused; /* left out by name: never brought */
    unsigned char *in;   /* enum closure_state: chosen ones are CLOSURE_IN from the start */
};

/*
 * Brings what the entries that count need: all that their `needs` name, the relation that a part belongs to, the parent of a
 * partition, the partitions of a table (they hold its rows), a domain's constraints. True when something was added.
 */
bool closure_grow(struct closure *closure);

/*
 * What was only brought and stands in the target already is used as it is: clears `selected` of it and of what is part of
 * it. there: by id - 1, the target's entry of the same object, or 0.
 */
void closure_spare(const struct toc *toc, const uint32_t *there);

#endif
