/*
 * Decoding templates: shapes are cut into parts (text, then perhaps a number), numbers are read slot by slot, then each
 * row is put together. Nothing is believed: a shape is checked when it is cut, the room for each part before it is
 * written, and there cannot be more numbers than bytes to be written.
 */
#include "base/arena.h"
#include "codec/numbers.h"
#include "codec/scan.h"
#include "codec/template.h"
#include "codec/transform_each.h"
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MOST = 20 }; /* digits of a 64-bit number */

struct shape {
    struct template_part parts[TRANSFORM_SLOTS_MOST + 1];
    unsigned slots;
    uint32_t rows; /* that have it */
};

struct filler {
    struct shape *shapes;
    unsigned count;
    const unsigned char *index;
    const uint64_t *next[TRANSFORM_SLOTS_MOST]; /* number of each slot */
};

/* text: a shape that ends at `stop`. */
static bool cut_shape(struct shape *shape, const char *text, const char *stop)
{
    struct template_part *part = shape->parts;

    shape->slots = 0;
    shape->rows = 0;
    for (;; part++) {
        if (!template_cut(&text, stop, part))
            return false;
        if (part->width == TEMPLATE_PART_LAST)
            return true;
        if (shape->slots++ == TRANSFORM_SLOTS_MOST)
            return false;
    }
}

static bool take_shapes(struct bytes *in, struct filler *filler)
{
    for (unsigned i = 0; i < filler->count; i++) {
        const char *at = (const char *)in->next;
        const char *stop = bytes_left(in) ? memchr(at, '\n', bytes_left(in)) : NULL;

        if (!stop || !cut_shape(&filler->shapes[i], at, stop))
            return false;
        bytes_take(in, (size_t)(stop - at) + 1);
    }
    return true;
}

static bool take_index(struct bytes *in, uint32_t rows, struct filler *filler)
{
    if (filler->count == 1) {
        filler->shapes[0].rows = rows;
        return true;
    }
    filler->index = (const unsigned char *)bytes_take(in, rows);
    if (in->failed)
        return false;
    for (uint32_t row = 0; row < rows; row++) {
        if (filler->index[row] >= filler->count)
            return false;
        filler->shapes[filler->index[row]].rows++;
    }
    return true;
}

/* How many numbers a slot has: one for each row whose shape has that slot. */
static uint64_t count_numbers(const struct filler *filler, unsigned slot)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < filler->count; i++)
        count += filler->shapes[i].slots > slot ? filler->shapes[i].rows : 0;
    return count;
}

static bool take_numbers(struct bytes *in, struct filler *filler, struct transform_memory *memory, size_t room)
{
    uint64_t total = 0;

    for (unsigned slot = 0; slot < TRANSFORM_SLOTS_MOST; slot++) {
        uint64_t count = count_numbers(filler, slot);
        uint64_t *values;

        total += count;
        if (total > room) /* each makes a digit at least */
            return false;
        buf_reset(&memory->slots[slot]);
        values = (uint64_t *)(void *)buf_reserve(&memory->slots[slot], count * sizeof *values);
        if (!numbers_decode(in, count, values))
            return false;
        filler->next[slot] = values;
    }
    return true;
}

static const char two_digits[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                                 "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                                 "8081828384858687888990919293949596979899";

/* Writes the digits before `end`, at least one; returns where they begin. */
static inline char *put_digits(char *end, uint64_t number)
{
    for (; number >= 100; number /= 100)
        memcpy(end -= 2, two_digits + number % 100 * 2, 2);
    if (number < 10)
        *--end = (char)('0' + number);
    else
        memcpy(end -= 2, two_digits + number * 2, 2);
    return end;
}

/* The slack after the target is room enough for any number. NULL: the number is wider than its width. */
static inline char *put_number(char *out, uint64_t number, int width)
{
    char digits[NUMBER_MOST + SCAN_WIDTH];
    char *end = digits + NUMBER_MOST, *begin;

    if (width == TEMPLATE_PART_FREE && number < 10) {
        *out = (char)('0' + number);
        return out + 1;
    }
    if (width == 2 && number < 100) {
        memcpy(out, two_digits + number * 2, 2);
        return out + 2;
    }
    if (width != TEMPLATE_PART_FREE)
        memset(digits, '0', NUMBER_MOST);
    begin = put_digits(end, number);
    if (width != TEMPLATE_PART_FREE) {
        if (end - begin > width)
            return NULL;
        begin = end - width;
    }
    scan_copy(out, begin);
    if (end - begin > SCAN_WIDTH)
        memcpy(out + SCAN_WIDTH, begin + SCAN_WIDTH, NUMBER_MOST - SCAN_WIDTH);
    return out + (end - begin);
}

static bool fill_row(struct filler *filler, const struct shape *shape, struct transform_target *target)
{
    char *out = target->next;

    for (unsigned slot = 0;; slot++) {
        const struct template_part *part = &shape->parts[slot];

        if ((size_t)(target->end - out) < part->length)
            return false;
        scan_copy(out, part->text);
        if (part->length > SCAN_WIDTH)
            memcpy(out, part->text, part->length);
        out += part->length;
        if (part->width == TEMPLATE_PART_LAST)
            break;
        out = put_number(out, *filler->next[slot]++, part->width);
        if (!out || out > target->end)
            return false;
    }
    if (out == target->end)
        return false;
    *out++ = '\n';
    target->next = out;
    return true;
}

static bool take_rows(struct bytes *in, uint32_t rows, struct transform_memory *memory, struct transform_target *target,
                      struct filler *filler)
{
    if (!take_shapes(in, filler) || !take_index(in, rows, filler) ||
        !take_numbers(in, filler, memory, (size_t)(target->end - target->next)))
        return false;
    for (uint32_t row = 0; row < rows; row++)
        if (!fill_row(filler, &filler->shapes[filler->count == 1 ? 0 : filler->index[row]], target))
            return false;
    return true;
}

bool transform_template_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                               struct transform_target *target)
{
    struct filler filler = {.count = bytes_take_u8(in) + 1U};
    bool good;

    filler.shapes = mem_alloc(filler.count * sizeof *filler.shapes);
    good = take_rows(in, rows, memory, target, &filler);
    free(filler.shapes);
    return good;
}
