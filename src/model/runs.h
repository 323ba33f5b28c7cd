/*
 * runs.h - a set of numbers, as runs of those that follow each other: "0-17,19,30-44".
 */
#ifndef PGSNAP_RUNS_H
#define PGSNAP_RUNS_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run {
    uint32_t first, last; /* both are in it */
};

/* Zero-initialise. */
struct runs {
    struct run *list; /* in the order of adding until runs_sort */
    size_t count;
};

void runs_add(struct runs *runs, uint32_t number);
void runs_reset(struct runs *runs);
/* In ascending order, without overlaps, as few as can be. */
void runs_sort(struct runs *runs);
/* Only after runs_sort. */
bool runs_has(const struct runs *runs, uint32_t number);
void runs_write(const struct runs *runs, struct buf *text);
/* Adds what the text says; false, with some of it added, when it makes no sense: it may come from anywhere. */
bool runs_parse(struct runs *runs, const char *text);

#endif
