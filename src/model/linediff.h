/*
 * linediff.h - what lines two texts have in common, and what lines only one of them has.
 */
#ifndef PGSNAP_LINEDIFF_H
#define PGSNAP_LINEDIFF_H

#include <stddef.h>

struct linediff_line {
    char mark;        /* ' ': in both; '-': only in the first; '+': only in the second */
    const char *text; /* in one of the two texts; not ended by NUL */
    size_t length;    /* without the newline */
};

/*
 * All lines of both texts (NULL: no text), in an order in which they can be read; malloc'd, the caller frees. Common lines are as
 * many as can be, unless the texts are so long that finding them would take too much memory: then what lies between
 * their common beginning and end is given whole, first of the one, then of the other.
 */
size_t linediff_make(const char *first, const char *second, struct linediff_line **lines);

#endif
