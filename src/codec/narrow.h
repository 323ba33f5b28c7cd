/*
 * narrow.h - runs of numbers below 2^31, which most are, four at once where the processor can. For numbers.c only.
 */
#ifndef PGSNAP_NARROW_H
#define PGSNAP_NARROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool narrow_fits(const uint64_t *values, size_t count);
/* The same numbers, in the same memory. */
uint32_t *narrow_make(uint64_t *values, size_t count);

struct narrow_survey {
    uint32_t least, most;
    uint32_t folded; /* the bits of all folded differences between neighbours */
    bool ascending;
};
/* count: 1 at least */
struct narrow_survey narrow_survey(const uint32_t *values, size_t count);

/* In place: less `base`, which is the least, or differences between neighbours, folded, the first one 0. */
void narrow_subtract(uint32_t *values, size_t count, uint32_t base);
void narrow_differ(uint32_t *values, size_t count);
/* The byte of each number that is `shift` bits up. */
void narrow_put_plane(const uint32_t *values, size_t count, unsigned shift, unsigned char *plane);

#endif
