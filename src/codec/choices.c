#include "codec/choices.h"
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

int choices_find(struct choices *choices, const char *bytes, size_t length)
{
    /* there are at least four times as many slots as texts: a free one is always found */
    for (size_t at = choices_place(bytes, length);; at++) {
        uint16_t *slot = &choices->slots[at % CHOICES_SLOTS];
        unsigned found = *slot;

        if (!found)
            return add(choices, bytes, length, slot);
        if (choices->lengths[found - 1] == length &&
            scan_same(choices->text->data + choices->begins[found - 1], bytes, length))
            return (int)found - 1;
    }
}
