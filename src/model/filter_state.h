/*
 * filter_state.h - what filter.c (what names are wanted) and filter_select.c (what entries are) share.
 */
#ifndef PGSNAP_FILTER_STATE_H
#define PGSNAP_FILTER_STATE_H

#include "model/filter.h"
#include "model/pattern.h"

struct pattern_list {
    struct pattern **patterns; /* NULLs in a list of names */
    bool *used;
    size_t count;
    struct names *descendants; /* of the relations that a list of FILTER_*_TREES matches; NULL: none was told */
};

struct filter {
    struct filter_options options;
    struct pattern_list lists[FILTER_LISTS];
};

/* Asks every pattern, not only up to the first that matches: each one's use is noted. */
bool filter_matches(struct filter *filter, enum filter_list list, const char *schema, const char *name);
/*
 * Whether the list of names has this one, in a schema that -n and -N let pass. A function goes by its name with the types of its
 * arguments, with or without blanks behind commas, or without them for all of that name.
 */
bool filter_names(struct filter *filter, enum filter_list list, const char *schema, const char *name);
/* Whether -T or --exclude-table-and-children, or the like for rows, names the relation. */
bool filter_refuses_relation(struct filter *filter, const char *schema, const char *name);
bool filter_refuses_rows(struct filter *filter, const char *schema, const char *name);

#endif
