/*
 * template.h - shapes: a field with its numbers taken out. "/shop/3042" is the shape "/shop/" FREE and the number 3042;
 * "2026-01-05" is WIDTH 4, "-", WIDTH 2, "-", WIDTH 2 and three numbers. For transform_template*.c only.
 */
#ifndef PGSNAP_TEMPLATE_H
#define PGSNAP_TEMPLATE_H

enum {
    TEMPLATE_FREE = 1,  /* in a shape: here is a number as it is written without leading zeros */
    TEMPLATE_WIDTH = 2, /* in a shape: the next byte is TEMPLATE_WIDTH_ZERO + width; zeros fill up to it */
    TEMPLATE_WIDTH_ZERO = 64,
    TEMPLATE_DIGITS_MOST = 18 /* more digits stay in the shape */
};

#endif
