/*
 * ranges.h - how a big table is cut into parts by ctid, so that all lanes finish together.
 */
#ifndef PGSNAP_RANGES_H
#define PGSNAP_RANGES_H

#include <stddef.h>
#include <stdint.h>

enum {
    RANGES_PAGES_LEAST = 1024, /* a part is never smaller: 8 MiB with ordinary pages */
    RANGES_PER_LANE = 8        /* parts that each lane would get if all of the dump were split */
};

/* Pages of a part, when `total` pages are to be read by the lanes. */
uint64_t ranges_step(uint64_t total, unsigned lanes);
/* Into how many parts: 1 .. ; all but the last have first pages ranges_start(i) .. ranges_start(i + 1) - 1. */
uint32_t ranges_count(uint64_t pages, uint64_t step);
/* The first page of part i; of part `count`: pages. */
uint64_t ranges_start(uint64_t pages, uint32_t count, uint32_t i);

/*
 * COPY of part i of count. select: "SELECT a, b FROM ONLY s.t". The first part has no lower bound and the last no upper
 * one, so that rows on pages that were added meanwhile are read too. malloc'd.
 */
char *ranges_sql(const char *select, uint64_t pages, uint32_t count, uint32_t i);

#endif
