/*
 * pairs.h - options of the form OLD=NEW: --role-map.
 */
#ifndef PGSNAP_PAIRS_H
#define PGSNAP_PAIRS_H

#include "base/opt.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

struct pair {
    const char *from, *to;
};

/* malloc'd, freed as one block. ERR_USAGE when a value has not exactly one '=', an empty side, or an OLD that was there before. */
bool pairs_parse(const struct opt_list *values, const char *option, struct pair **pairs, struct err *err);

#endif
