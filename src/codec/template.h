/*
 * template.h - shapes: a field with its numbers taken out. "/shop/3042" is the shape "/shop/" FREE and the number 3042;
 * "2026-01-05" is WIDTH 4, "-", WIDTH 2, "-", WIDTH 2 and three numbers. For shapes.c and transform_template*.c only.
 */
#ifndef PGSNAP_TEMPLATE_H
#define PGSNAP_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TEMPLATE_FREE = 1,  /* in a shape: here is a number as it is written without leading zeros */
    TEMPLATE_WIDTH = 2, /* in a shape: the next byte is TEMPLATE_WIDTH_ZERO + width; zeros fill up to it */
    TEMPLATE_WIDTH_ZERO = 64,
    TEMPLATE_DIGITS_MOST = 18 /* more digits stay in the shape */
};

/* Some text of a shape and what follows it. */
struct template_part {
    const char *text;
    uint32_t length;
    int16_t width; /* TEMPLATE_PART_FREE, TEMPLATE_PART_LAST, or the width of the number */
};
enum { TEMPLATE_PART_FREE = 0, TEMPLATE_PART_LAST = -1 };

/* Takes the next part of the shape that ends at `stop`; *text goes on after it. False: no writer makes such a shape. */
static inline bool template_cut(const char **text, const char *stop, struct template_part *part)
{
    const char *at = *text;
    bool good = true;

    part->text = at;
    while (at < stop && *at != TEMPLATE_FREE && *at != TEMPLATE_WIDTH)
        at++;
    part->length = (uint32_t)(at - part->text);
    if (at == stop) {
        part->width = TEMPLATE_PART_LAST;
    } else if (*at++ == TEMPLATE_FREE) {
        part->width = TEMPLATE_PART_FREE;
    } else {
        part->width = (int16_t)(at < stop ? *at++ - TEMPLATE_WIDTH_ZERO : 0);
        good = part->width >= 1 && part->width <= TEMPLATE_DIGITS_MOST;
    }
    *text = at;
    return good;
}

#endif
