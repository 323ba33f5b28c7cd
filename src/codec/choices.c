#include "codec/choices.h"
#include "base/hash.h"
#include "codec/scan.h"
#include <string.h>

void choices_begin(struct choices *choices, struct buf *text)
{
    buf_reset(text);
    choices->text = text;
    choices->count = 0;
    memset(choices->slots, 0, sizeof choices->slots);
}

static int add(struct choices *choices, const char *bytes, size_t length, uint16_t *slot)
{
    if (choices->count == CHOICES_MOST || choices->text->used + length >= UINT32_MAX)
        return CHOICES_NONE;
    choices->begins[choices->count] = (uint32_t)choices->text->used;
    choices->lengths[choices->count] = (uint32_t)length;
    buf_reserve(choices->text, length + 1 + SCAN_WIDTH);
    buf_add(choices->text, bytes, length);
    buf_add_char(choices->text, '\n');
    *slot = (uint16_t)++choices->count;
    return (int)choices->count - 1;
}

/*
 * Short texts, which are the most, are told apart by 8 bytes from either end. Of long ones those could all be the same,
 * which would make the search slow: they get a hash of all they have.
 */
static inline size_t place_of(const char *bytes, size_t length)
{
    uint64_t first = 0, last = 0;

    if (length > 16)
        return hash_bytes(bytes, length);
    if (length >= 8) {
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + length - sizeof last, sizeof last);
    } else if (length >= 4) {
        memcpy(&first, bytes, 4);
        memcpy(&last, bytes + length - 4, 4);
    } else if (length > 0) {
        first = (unsigned char)bytes[0];
        last = (uint64_t)(unsigned char)bytes[length / 2] << 8 | (unsigned char)bytes[length - 1];
    }
    first = (first + length) * 0x9e3779b97f4a7c15;
    last = ((first >> 29) ^ first ^ last) * 0xbf58476d1ce4e5b9;
    return (size_t)(last >> 40);
}

int choices_find(struct choices *choices, const char *bytes, size_t length)
{
    /* there are at least four times as many slots as texts: a free one is always found */
    for (size_t at = place_of(bytes, length);; at++) {
        uint16_t *slot = &choices->slots[at % CHOICES_SLOTS];
        unsigned found = *slot;

        if (!found)
            return add(choices, bytes, length, slot);
        if (choices->lengths[found - 1] == length &&
            scan_same(choices->text->data + choices->begins[found - 1], bytes, length))
            return (int)found - 1;
    }
}
