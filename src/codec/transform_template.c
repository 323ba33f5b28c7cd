/*
 * Encoding templates: every field becomes the number of its shape, and the numbers go to slots: the first number of
 * each field to the first slot, the second to the second. What is text and repeats is then stored once for the block;
 * what is left are numbers, as numbers. So dates, times, decimals, codes with a prefix and JSON need no code of their own.
 *
 * Fields of a shape that was there before are recognised by shapes.c, many in a row. Here is what happens to the others:
 * they are taken apart, and their shape becomes known.
 *
 * A number is of fixed width where it begins with a zero or looks like a part of a date, time or fraction; else 01 and
 * 10 would make two shapes.
 */
#include "codec/choices.h"
#include "codec/digits.h"
#include "codec/numbers.h"
#include "codec/scan.h"
#include "codec/shapes.h"
#include "codec/template.h"
#include "codec/transform_each.h"
#include <string.h>

enum { FIELD_MOST = 2048, TEXT_MOST = 1 << 15 };

struct shaper {
    struct transform_memory *memory;
    uint32_t rows;
    unsigned slots;                       /* in use */
    uint64_t *next[TRANSFORM_SLOTS_MOST]; /* where each slot's next number goes */
    struct choices choices;               /* all shapes */
    struct shapes shapes;                 /* those that are recognised */
    /* of the field in hand */
    char shape[2 * FIELD_MOST + 2 * TRANSFORM_SLACK];
    size_t length;
};

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_fixed_width(const char *field, const char *run, size_t digits)
{
    char after = run[digits];

    if (digits == 1)
        return false;
    if (*run == '0' || after == ':' || (after == '-' && is_digit(run[digits + 1])))
        return true;
    return run - field >= 2 && is_digit(run[-2]) && (run[-1] == '.' || run[-1] == ':' || run[-1] == '-');
}

static void add_number(struct shaper *shaper, unsigned slot, uint64_t number)
{
    struct buf *values = &shaper->memory->slots[slot];

    if (slot == shaper->slots) {
        buf_reset(values);
        shaper->next[slot] = (uint64_t *)(void *)buf_reserve(values, shaper->rows * sizeof number);
        shaper->slots++;
    }
    *shaper->next[slot]++ = number;
}

static inline void add_text(struct shaper *shaper, const char *text, size_t length)
{
    for (size_t at = 0; at < length; at += SCAN_WIDTH)
        scan_copy(shaper->shape + shaper->length + at, text + at);
    shaper->length += length;
}

static inline void add_mark(struct shaper *shaper, size_t width)
{
    char *mark = shaper->shape + shaper->length;

    mark[0] = width ? TEMPLATE_WIDTH : TEMPLATE_FREE;
    mark[1] = (char)(TEMPLATE_WIDTH_ZERO + width);
    shaper->length += width ? 2 : 1;
}

/* The first digit before `end`, or that; *good becomes false on a byte that shapes cannot hold. */
static inline const char *find_digit(const char *at, const char *end, bool *good)
{
    for (; at < end; at += SCAN_WIDTH) {
        unsigned stops = scan_digits(at);
        unsigned marks = scan_either(at, TEMPLATE_FREE, TEMPLATE_WIDTH);

        if (end - at < SCAN_WIDTH)
            stops |= 1U << (end - at);
        if (stops) {
            unsigned first = (unsigned)__builtin_ctz(stops);

            *good &= (marks & ((1U << first) - 1)) == 0;
            return at + first;
        }
        *good &= marks == 0;
    }
    return end;
}

/* Takes one field apart; false when it is too long or has a byte that shapes cannot hold. */
static bool take_field(struct shaper *shaper, const struct field *field)
{
    const char *at = field->at, *end = at + field->length;
    unsigned slot = 0;
    bool good = true;

    shaper->length = 0;
    if (field->length > FIELD_MOST)
        return false;
    for (;;) {
        const char *run = find_digit(at, end, &good);
        size_t digits;

        add_text(shaper, at, (size_t)(run - at));
        if (run == end || !good)
            return good;
        digits = digits_count(run);
        at = run + digits;
        if (digits > TEMPLATE_DIGITS_MOST || slot == TRANSFORM_SLOTS_MOST) {
            add_text(shaper, run, digits);
            continue;
        }
        add_mark(shaper, has_fixed_width(field->at, run, digits) ? digits : 0);
        add_number(shaper, slot++, digits_number(run, digits));
    }
}

/* The number of the shape in hand, which is recognised from now on; CHOICES_NONE: there are too many. */
static int note_shape(struct shaper *shaper)
{
    struct choices *choices = &shaper->choices;
    unsigned known = choices->count;
    int number = choices_find(choices, shaper->shape, shaper->length);

    if (choices->text->used > TEXT_MOST)
        return CHOICES_NONE;
    buf_reserve(choices->text, TRANSFORM_SLACK);
    if (choices->count > known)
        shapes_add(&shaper->shapes, choices->begins[number], (uint16_t)shaper->length, (unsigned)number);
    return number;
}

static bool take_fields(struct shaper *shaper, const struct column *column)
{
    unsigned char *index = (unsigned char *)buf_reserve(&shaper->memory->index, column->rows);
    uint32_t row = 0;

    for (;;) {
        struct field field;
        int number;

        row = shapes_take(&shaper->shapes, column, row, index, shaper->next);
        if (row == column->rows)
            return true;
        field = column_field(column, row);
        number = take_field(shaper, &field) ? note_shape(shaper) : CHOICES_NONE;
        if (number == CHOICES_NONE)
            return false;
        index[row++] = (unsigned char)number;
    }
}

static void put_slots(struct shaper *shaper, struct buf *out)
{
    for (unsigned slot = 0; slot < shaper->slots; slot++) {
        uint64_t *values = (uint64_t *)(void *)shaper->memory->slots[slot].data;

        numbers_encode(values, (size_t)(shaper->next[slot] - values), out, &shaper->memory->cuts);
    }
}

bool transform_template_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    struct shaper shaper;

    shaper.memory = memory;
    shaper.rows = column->rows;
    shaper.slots = 0;
    choices_begin(&shaper.choices, &memory->text);
    shapes_begin(&shaper.shapes, &memory->text);
    buf_reset(&memory->index);
    if (!take_fields(&shaper, column))
        return false;
    buf_add_u8(out, (uint8_t)(shaper.choices.count - 1));
    buf_add(out, memory->text.data, memory->text.used);
    cuts_add(&memory->cuts, out->used);
    if (shaper.choices.count > 1)
        buf_add(out, memory->index.data, column->rows);
    cuts_add(&memory->cuts, out->used);
    put_slots(&shaper, out);
    return true;
}
