/*
 * differences.h - two sides compared, and the answer for people: behind diff, verify --against and restore --check.
 */
#ifndef PGSNAP_DIFFERENCES_H
#define PGSNAP_DIFFERENCES_H

#include "cmd/side.h"
#include "model/compare.h"
#include <stdbool.h>
#include <stddef.h>

struct differences {
    const struct side *first, *second;
    struct compare_options options;
    struct compare_difference *list;
    size_t count;
    size_t added, removed, changed, rows; /* changed: their statements; rows: tables whose rows differ */
    size_t objects, tables;               /* that were compared: of the first side */
};

/* Both sides open and counted. options->statements is set here. Free with differences_free. */
void differences_find(const struct side *first, const struct side *second, const struct compare_options *options,
                      struct differences *differences);
void differences_free(struct differences *differences);

/* For diff, on standard output: a heading, each difference with its lines (unless brief), a closing line. */
void differences_print(const struct differences *differences, bool brief);

/* "table data public.orders: 3,000 rows against 3,001", made safe; returns buffer. */
const char *differences_sentence(const struct compare_difference *difference, char *buffer, size_t size);
/* "2 objects added, 1 changed; rows differ in 1 table" or "no difference in 29 objects and 6 tables' rows"; returns buffer. */
const char *differences_summary(const struct differences *differences, char *buffer, size_t size);
/* What was not compared, or NULL. */
const char *differences_limits(const struct differences *differences);

#endif
