/*
 * Decoding templates: shapes are cut into parts (text, then perhaps a number), numbers are read slot by slot, then each
 * row is put together. Nothing is believed: a shape is checked when it is cut, the room for each part before it is
 * written, and there cannot be more numbers than bytes to be written.
 *
 * Where all rows have one shape and all its numbers a width, as dates do, every field is as long as the first: then the
 * first row is put together, the others are copies of it, and the numbers are put in their places slot by slot.
 */
#include "base/arena.h"
#include "codec/digits.h"
#include "codec/numbers.h"
#include "codec/scan.h"
#include "codec/template.h"
#include "codec/transform_each.h"
#include <stdlib.h>
#include <string.h>

struct shape {
    struct template_part parts[TRANSFORM_SLOTS_MOST + 1];
    unsigned slots;
    uint32_t rows; /* that have it */
    bool rigid;    /* all numbers have a width */
    size_t most;   /* bytes of a row at most, '\n' included */
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

    *shape = (struct shape){.rigid = true, .most = 1};
    for (;; part++) {
        if (!template_cut(&text, stop, part))
            return false;
        shape->most += part->length + DIGITS_ROOM;
        if (part->width == TEMPLATE_PART_LAST)
            return true;
        shape->rigid &= part->width != TEMPLATE_PART_FREE;
        if (shape->slots++ == TRANSFORM_SLOTS_MOST)
            return false;
    }
}

static bool take_shapes(struct bytes *in, struct filler *filler)
{
    for (unsigned i = 0; i < filler->count; i++) {
        const char *at = (const char *)in->next;
        const char *stop = bytes_left(in) ? memchr(at, '\n', bytes_left(in)) : NULL;

        if (!stop || memchr(at, '\t', (size_t)(stop - at)) || !cut_shape(&filler->shapes[i], at, stop))
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

/* checked: there may be less room than shape->most. */
static inline bool fill_row(struct filler *filler, const struct shape *shape, struct transform_target *target,
                            bool checked)
{
    char *out = target->next;

    for (unsigned slot = 0;; slot++) {
        const struct template_part *part = &shape->parts[slot];

        if (checked && (size_t)(target->end - out) < part->length)
            return false;
        scan_copy(out, part->text);
        if (part->length > SCAN_WIDTH)
            memcpy(out, part->text, part->length);
        out += part->length;
        if (part->width == TEMPLATE_PART_LAST)
            break;
        out = digits_put(out, *filler->next[slot]++, (size_t)part->width);
        if (!out || (checked && out > target->end))
            return false;
    }
    if (checked && out == target->end)
        return false;
    *out++ = '\n';
    target->next = out;
    return true;
}

static bool fill_any(struct filler *filler, uint32_t rows, struct transform_target *target)
{
    for (uint32_t row = 0; row < rows; row++) {
        const struct shape *shape = &filler->shapes[filler->count == 1 ? 0 : filler->index[row]];
        bool roomy = (size_t)(target->end - target->next) >= shape->most;

        if (!(roomy ? fill_row(filler, shape, target, false) : fill_row(filler, shape, target, true)))
            return false;
    }
    return true;
}

/* Puts the numbers to out, out + stride, ...; false when one is wider than `width`. */
static bool put_numbers(char *out, size_t stride, const uint64_t *numbers, uint32_t count, size_t width)
{
    bool good = true;

    if (width == 2)
        for (uint32_t i = 0; i < count; i++, out += stride) {
            good &= numbers[i] < 100;
            memcpy(out, digits_pairs + (numbers[i] & 0xff) * 2, 2);
        }
    else if (width == 4)
        for (uint32_t i = 0; i < count; i++, out += stride) {
            uint32_t number = (uint32_t)numbers[i] & 0x3fff;

            good &= numbers[i] < 10000;
            memcpy(out, digits_pairs + number / 100 * 2, 2);
            memcpy(out + 2, digits_pairs + number % 100 * 2, 2);
        }
    else
        for (uint32_t i = 0; i < count && good; i++, out += stride)
            good = digits_put_any(out, numbers[i], width) != NULL;
    return good;
}

static bool fill_rigid(struct filler *filler, uint32_t rows, struct buf *memory, struct transform_target *target)
{
    const struct shape *shape = &filler->shapes[0];
    char *first = target->next, *next;
    size_t length, place = 0;

    if (!fill_row(filler, shape, target, true))
        return false;
    next = target->next;
    length = (size_t)(next - first);
    if ((uint64_t)(rows - 1) * length > (size_t)(target->end - next))
        return false;
    buf_reset(memory);
    buf_reserve(memory, length + TRANSFORM_SLACK);
    buf_add(memory, first, length);
    for (; next < first + rows * length; next += length)
        for (size_t at = 0; at < length; at += SCAN_WIDTH)
            scan_copy(next + at, memory->data + at);
    for (unsigned slot = 0; slot < shape->slots; slot++) {
        size_t width = (size_t)shape->parts[slot].width;

        place += shape->parts[slot].length;
        if (!put_numbers(target->next + place, length, filler->next[slot], rows - 1, width))
            return false;
        place += width;
    }
    target->next = next;
    return true;
}

static bool take_rows(struct bytes *in, uint32_t rows, struct transform_memory *memory, struct transform_target *target,
                      struct filler *filler)
{
    if (!take_shapes(in, filler) || !take_index(in, rows, filler) ||
        !take_numbers(in, filler, memory, (size_t)(target->end - target->next)))
        return false;
    return rows > 0 && filler->count == 1 && filler->shapes[0].rigid ? fill_rigid(filler, rows, &memory->text, target)
                                                                     : fill_any(filler, rows, target);
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
