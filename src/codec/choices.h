/*
 * choices.h - up to 256 different texts of a column, found again by their bytes: for dictionaries and templates.
 */
#ifndef PGSNAP_CHOICES_H
#define PGSNAP_CHOICES_H

#include "base/buf.h"
#include <stddef.h>
#include <stdint.h>

enum { CHOICES_MOST = 256, CHOICES_NONE = -1, CHOICES_SLOTS = 1024 };

struct choices {
    struct buf *text; /* all of them, each ended by '\n' */
    unsigned count;
    uint32_t begins[CHOICES_MOST];
    uint32_t lengths[CHOICES_MOST];
    uint16_t slots[CHOICES_SLOTS]; /* a number + 1, or 0 */
};

/* text: emptied, and filled from now on. */
void choices_begin(struct choices *choices, struct buf *text);
/* Its number, 0 .. 255; a new one when it was not there; CHOICES_NONE when there are too many. Reads 16 bytes at least. */
int choices_find(struct choices *choices, const char *bytes, size_t length);

#endif
