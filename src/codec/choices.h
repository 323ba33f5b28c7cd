/*
 * choices.h - up to 256 different texts of a column, found again by their bytes: for dictionaries and templates.
 */
#ifndef PGSNAP_CHOICES_H
#define PGSNAP_CHOICES_H

#include "base/buf.h"
#include "base/hash.h"
#include "codec/scan.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/*
 * Where the search for a text begins. Short texts, which are the most, have all their bytes taken in by a few loads that
 * overlap. Long ones get a hash.
 */
static inline size_t choices_place(const char *bytes, size_t length)
{
    uint64_t parts[4] = {0};

    if (length > 32)
        return hash_bytes(bytes, length);
    if (length >= 8) {
        memcpy(&parts[0], bytes, 8);
        memcpy(&parts[1], bytes + length - 8, 8);
        if (length > 16) {
            memcpy(&parts[2], bytes + 8, 8);
            memcpy(&parts[3], bytes + length - 16, 8);
        }
    } else {
        memcpy(&parts[0], bytes, 8);
        parts[0] &= ((uint64_t)1 << 8 * length) - 1;
    }
    parts[0] = (parts[0] + length) * 0x9e3779b97f4a7c15 + parts[2] * 0x94d049bb133111eb;
    parts[1] = ((parts[0] >> 29) ^ parts[0] ^ parts[1]) * 0xbf58476d1ce4e5b9 + parts[3] * 0xff51afd7ed558ccd;
    return (size_t)(parts[1] >> 40);
}

/* As choices_find for a text that stands where its search begins, which most do; CHOICES_NONE: ask choices_find. */
static inline int choices_guess(const struct choices *choices, const char *bytes, size_t length)
{
    unsigned found = choices->slots[choices_place(bytes, length) % CHOICES_SLOTS];

    return found && choices->lengths[found - 1] == length &&
                   scan_same(choices->text->data + choices->begins[found - 1], bytes, length)
               ? (int)found - 1
               : CHOICES_NONE;
}

#endif
