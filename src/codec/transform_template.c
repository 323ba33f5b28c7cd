/*
 * Encoding templates: every field becomes the number of its shape, and the numbers go to slots: the first number of
 * each field to the first slot, the second to the second. What is text and repeats is then stored once for the block;
 * what is left are numbers, as numbers. So dates, times, decimals, codes with a prefix and JSON need no code of their own.
 *
 * A number is of fixed width where it begins with a zero or looks like a part of a date, time or fraction; else 01 and
 * 10 would make two shapes.
 */
#include "codec/choices.h"
#include "codec/numbers.h"
#include "codec/scan.h"
#include "codec/template.h"
#include "codec/transform_each.h"
#include <string.h>

enum { FIELD_MOST = 2048, TEXT_MOST = 1 << 15 };

struct shaper {
    struct transform_memory *memory;
    uint32_t rows;
    unsigned slots;                                   /* in use */
    char shape[2 * FIELD_MOST + 2 * TRANSFORM_SLACK]; /* of the field in hand */
    size_t length;
    char last[2 * FIELD_MOST + 2 * TRANSFORM_SLACK]; /* the shape of the field before, and its number */
    size_t last_length;
    int last_number;
};

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* at: on a digit. The field's '\n' ends every run. */
static inline size_t count_digits(const char *at)
{
    size_t count = 0;

    for (;;) {
        unsigned others = ~scan_digits(at + count) & 0xffff;

        if (others)
            return count + (size_t)__builtin_ctz(others);
        count += SCAN_WIDTH;
    }
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

static inline uint64_t number_of(const char *run, size_t digits)
{
    uint64_t number = 0;

    for (; digits >= 4; digits -= 4, run += 4)
        number = number * 10000 +
                 (uint64_t)((run[0] - '0') * 1000 + (run[1] - '0') * 100 + (run[2] - '0') * 10 + (run[3] - '0'));
    for (; digits > 0; digits--)
        number = number * 10 + (uint64_t)(*run++ - '0');
    return number;
}

static inline void add_number(struct shaper *shaper, unsigned slot, uint64_t number)
{
    struct buf *values = &shaper->memory->slots[slot];

    if (slot == shaper->slots) {
        buf_reset(values);
        buf_reserve(values, shaper->rows * sizeof number);
        shaper->slots++;
    }
    memcpy(values->data + values->used, &number, sizeof number);
    values->used += sizeof number;
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

/* The first digit or the end of the field; false on a byte that shapes cannot hold. */
static inline const char *find_digit(const char *at, bool *good)
{
    for (;; at += SCAN_WIDTH) {
        unsigned stops = scan_digits(at) | scan_byte(at, '\n');
        unsigned marks = scan_either(at, TEMPLATE_FREE, TEMPLATE_WIDTH);

        if (stops) {
            unsigned first = (unsigned)__builtin_ctz(stops);

            *good &= (marks & ((1U << first) - 1)) == 0;
            return at + first;
        }
        *good &= marks == 0;
    }
}

/* Takes one field apart; returns its end, where its '\n' is, or NULL when it has a byte that shapes cannot hold. */
static const char *take_field(struct shaper *shaper, const char *field)
{
    const char *at = field;
    unsigned slot = 0;
    bool good = true;

    shaper->length = 0;
    for (;;) {
        const char *run = find_digit(at, &good);
        size_t digits;

        if (run - field > FIELD_MOST || !good)
            return NULL;
        add_text(shaper, at, (size_t)(run - at));
        if (*run == '\n')
            return run;
        digits = count_digits(run);
        at = run + digits;
        if (at - field > FIELD_MOST)
            return NULL;
        if (digits > TEMPLATE_DIGITS_MOST || slot == TRANSFORM_SLOTS_MOST) {
            add_text(shaper, run, digits);
            continue;
        }
        add_mark(shaper, has_fixed_width(field, run, digits) ? digits : 0);
        add_number(shaper, slot++, number_of(run, digits));
    }
}

/* Neighbours often have the same shape. */
static bool find_shape(struct shaper *shaper, struct choices *choices)
{
    if (shaper->length == shaper->last_length && scan_same(shaper->shape, shaper->last, shaper->length))
        return true;
    shaper->last_number = choices_find(choices, shaper->shape, shaper->length);
    memcpy(shaper->last, shaper->shape, shaper->length);
    shaper->last_length = shaper->length;
    return shaper->last_number != CHOICES_NONE && choices->text->used <= TEXT_MOST;
}

static bool take_fields(struct shaper *shaper, const struct column *column, struct choices *choices)
{
    unsigned char *index = (unsigned char *)buf_reserve(&shaper->memory->index, column->rows);
    const char *at = column->text;

    for (uint32_t row = 0; row < column->rows; row++) {
        at = take_field(shaper, at);
        if (!at || !find_shape(shaper, choices))
            return false;
        index[row] = (unsigned char)shaper->last_number;
        at++;
    }
    return true;
}

bool transform_template_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    struct shaper shaper;
    struct choices choices;

    shaper.memory = memory;
    shaper.rows = column->rows;
    shaper.slots = 0;
    shaper.last_length = SIZE_MAX;
    choices_begin(&choices, &memory->text);
    buf_reset(&memory->index);
    if (!take_fields(&shaper, column, &choices))
        return false;
    buf_add_u8(out, (uint8_t)(choices.count - 1));
    buf_add(out, memory->text.data, memory->text.used);
    cuts_add(&memory->cuts, out->used);
    if (choices.count > 1)
        buf_add(out, memory->index.data, column->rows);
    cuts_add(&memory->cuts, out->used);
    for (unsigned slot = 0; slot < shaper.slots; slot++)
        numbers_encode((const uint64_t *)(const void *)memory->slots[slot].data,
                       memory->slots[slot].used / sizeof(uint64_t), out, &memory->cuts);
    return true;
}
