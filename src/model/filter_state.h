/*
 * filter_state.h - what filter.c (what names are wanted) and filter_select.c (what entries are) share.
 */
#ifndef PGSNAP_FILTER_STATE_H
#define PGSNAP_FILTER_STATE_H

#include "model/filter.h"
#include "model/pattern.h"

struct pattern_list {
    struct pattern **patterns;
    bool *used;
    size_t count;
};

struct filter {
    struct filter_options options;
    struct pattern_list schemas, exclude_schemas;
    struct pattern_list tables, exclude_tables;
    struct pattern_list exclude_data, servers;
};

/* Asks every pattern, not only up to the first that matches: each one's use is noted. */
bool filter_matches(struct pattern_list *list, const char *schema, const char *name);

#endif
