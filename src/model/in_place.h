/*
 * in_place.h - which functions -c can replace as they stand, so that nothing is in the way that only calls them.
 */
#ifndef PGSNAP_IN_PLACE_H
#define PGSNAP_IN_PLACE_H

#include "model/replacement.h"

/*
 * function: the target's, which something in the way needs. True when CREATE OR REPLACE takes the archive's definition over it,
 * nothing that it needs goes, and all that is in the way for it only calls it. Fates have been worked out without that.
 */
bool in_place_fits(const struct replacement *replacement, const struct entry *function);

#endif
