/*
 * cuts.h - places in a run of bytes where one sort of content ends and another begins. zstd makes a block of its own of
 * what lies between two of them, with codes that fit it, where that is worth the block's header.
 */
#ifndef PGSNAP_CUTS_H
#define PGSNAP_CUTS_H

#include <stddef.h>

enum { CUTS_MOST = 4096 }; /* more are left out: they only save bytes */

struct cuts {
    size_t count;
    size_t at[CUTS_MOST]; /* ascending */
};

/* NULL is fine. */
static inline void cuts_add(struct cuts *cuts, size_t at)
{
    if (cuts && cuts->count < CUTS_MOST)
        cuts->at[cuts->count++] = at;
}

#endif
