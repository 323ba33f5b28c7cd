/*
 * Most fields of a column have a shape that was there before, often that of the field before. So shapes are kept as a tree
 * of their parts, and a field is taken by walking down: at each node the part's text is compared and its number is read.
 * A column of one shape is a tree without branches, and costs a comparison and a number for each part.
 *
 * Where shapes part, alternatives are tried one after the other, the last successful one first, and only a few: beyond
 * them the caller, who finds shapes by their hash, is quicker.
 *
 * Short fields (numbers, dates, times) need no walk. A shape with at most one number of free width has everything in its
 * place once the length of the field is known: all its text and all its digits are checked at once. Such shapes are kept by
 * length, made when a walk has found the first field of that shape and length.
 *
 * That a field is recognised only if decoding gives the same bytes is what the tests in read_number and take_rigid are for.
 */
#include "codec/shapes.h"
#include "codec/digits.h"
#include "codec/scan.h"
#include "codec/template.h"
#include <stdbool.h>
#include <string.h>

enum { TRIES_MOST = 8, NOBODY = 0 };

void shapes_begin(struct shapes *shapes, const struct buf *texts)
{
    shapes->texts = texts;
    shapes->first = NOBODY;
    shapes->count = 1;
    memset(shapes->ways, 0, sizeof shapes->ways);
}

/* Has the node this part? */
static bool is_part(const struct shapes *shapes, const struct shapes_node *node, const struct template_part *part)
{
    return node->length == part->length && node->width == part->width &&
           memcmp(shapes->texts->data + node->text, part->text, part->length) == 0;
}

/* The node for the part among the alternatives that begin at *link, made if need be; NULL: there is no room. */
static struct shapes_node *find_or_make(struct shapes *shapes, uint16_t *link, const struct template_part *part)
{
    size_t starts = part->length < SCAN_WIDTH ? part->length : SCAN_WIDTH;
    struct shapes_node *node;

    for (; *link != NOBODY; link = &shapes->nodes[*link].sibling)
        if (is_part(shapes, &shapes->nodes[*link], part))
            return &shapes->nodes[*link];
    if (shapes->count == SHAPES_PARTS_MOST || part->length > UINT16_MAX)
        return NULL;
    *link = shapes->count++;
    node = &shapes->nodes[*link];
    *node = (struct shapes_node){.text = (uint32_t)(part->text - shapes->texts->data),
                                 .same = (1U << starts) - 1,
                                 .length = (uint16_t)part->length,
                                 .width = part->width};
    memcpy(node->start, part->text, starts);
    return node;
}

void shapes_add(struct shapes *shapes, size_t begin, uint16_t length, unsigned number)
{
    const char *text = shapes->texts->data + begin, *stop = text + length;
    uint16_t *link = &shapes->first;
    struct template_part part;
    struct shapes_node *node;
    unsigned slots = 0, free = 0;

    do {
        node = template_cut(&text, stop, &part) ? find_or_make(shapes, link, &part) : NULL;
        if (!node)
            return;
        slots += part.width != TEMPLATE_PART_LAST;
        free += part.width == TEMPLATE_PART_FREE;
        link = &node->child;
    } while (part.width != TEMPLATE_PART_LAST);
    node->shape = (unsigned char)number;
    node->whole = (uint32_t)begin;
    node->whole_length = length;
    node->becomes_rigid = free <= 1 && slots <= SHAPES_RIGID_SLOTS;
}

/* The digits that the shape's number of free width has in a field of that length. */
static size_t free_width(const char *text, const char *stop, size_t length)
{
    struct template_part part;

    do {
        template_cut(&text, stop, &part);
        length -= part.length + (part.width > 0 ? (size_t)part.width : 0);
    } while (part.width != TEMPLATE_PART_LAST);
    return length;
}

/* Adds the number at `place` to the rigid shape. */
static void add_number(struct shapes_rigid *rigid, size_t place, size_t width, bool *gathers)
{
    memset(rigid->text + place, '0', width);
    memset(rigid->most + place, 9, width);
    rigid->places[rigid->slots] = (unsigned char)place;
    rigid->widths[rigid->slots++] = (unsigned char)width;
    *gathers = *gathers && gather_add(&rigid->gather, place, width);
}

/* Of the shape whose last part the node is, for fields of that length, of which there is one. */
static struct shapes_rigid make_rigid(const struct shapes *shapes, const struct shapes_node *node, size_t length)
{
    const char *text = shapes->texts->data + node->whole, *stop = text + node->whole_length;
    size_t free = free_width(text, stop, length), place = 0;
    struct shapes_rigid rigid = {.shape = node->shape};
    struct template_part part;
    bool gathers = true;

    memset(rigid.most, 0xff, sizeof rigid.most);
    for (;;) {
        template_cut(&text, stop, &part);
        memcpy(rigid.text + place, part.text, part.length);
        memset(rigid.most + place, 0, part.length);
        place += part.length;
        if (part.width == TEMPLATE_PART_LAST)
            break;
        if (part.width == TEMPLATE_PART_FREE) {
            part.width = (int16_t)free;
            rigid.has_free = free > 1;
            rigid.free = (unsigned char)place;
        }
        add_number(&rigid, place, (size_t)part.width, &gathers);
        place += (size_t)part.width;
    }
    if (!gathers)
        rigid.gather.numbers = 0;
    return rigid;
}

/* Whether a field at `at` whose length fits has that shape. Reads SHAPES_RIGID_LENGTH. */
static inline bool is_rigid(const struct shapes_rigid *rigid, const char *at, size_t length)
{
    bool good = !(rigid->has_free & (at[rigid->free] == '0')) && scan_within(at, rigid->text, rigid->most);

    return good &&
           (length <= SCAN_WIDTH || scan_within(at + SCAN_WIDTH, rigid->text + SCAN_WIDTH, rigid->most + SCAN_WIDTH));
}

/* The numbers of a field of that shape go to where `next` points. */
static inline void read_numbers(const struct shapes_rigid *rigid, const char *at, uint64_t **next)
{
    for (unsigned slot = 0; slot < rigid->slots; slot++) {
        const char *number = at + rigid->places[slot];

        *next[slot]++ = rigid->widths[slot] == 2 ? (uint64_t)((number[0] - '0') * 10 + number[1] - '0')
                                                 : digits_number(number, rigid->widths[slot]);
    }
}

/* No text holds a separator, so what is equal lies inside the field. */
static inline bool has_text(const struct shapes *shapes, const struct shapes_node *node, const char *at,
                            const char *end)
{
    if (node->same & ~scan_equal(at, node->start))
        return false;
    return node->length <= SCAN_WIDTH ||
           (node->length <= end - at && memcmp(at, shapes->texts->data + node->text, node->length) == 0);
}

/* The digits at `at`, if the node's number would be written with just these; else 0. Branches only where fields are alike. */
static inline size_t read_number(const struct shapes_node *node, const char *at)
{
    size_t digits = digits_count(at);
    bool written_so = node->width == TEMPLATE_PART_FREE
                          ? (digits <= TEMPLATE_DIGITS_MOST) & ((digits == 1) | (*at != '0'))
                          : digits == (size_t)node->width;

    return written_so ? digits : 0;
}

/* Where the part at `at` ends if it is the node's, else NULL. end: of the field. */
static inline const char *match(const struct shapes *shapes, const struct shapes_node *node, const char *at,
                                const char *end, uint64_t *number)
{
    size_t digits;

    if (!has_text(shapes, node, at, end))
        return NULL;
    at += node->length;
    if (node->width == TEMPLATE_PART_LAST)
        return at == end ? at : NULL;
    digits = read_number(node, at);
    if (!digits)
        return NULL;
    *number = digits_number(at, digits);
    return at + digits;
}

/* Like match, for all alternatives that begin at *link; the one found becomes the first of them. */
static inline const char *match_any(struct shapes *shapes, uint16_t *link, const char *at, const char *end,
                                    uint64_t *number)
{
    uint16_t *first = link;

    for (unsigned tries = 0; *link != NOBODY && tries < TRIES_MOST; tries++) {
        uint16_t found = *link;
        struct shapes_node *node = &shapes->nodes[found];
        const char *stop = match(shapes, node, at, end, number);

        if (!stop) {
            link = &node->sibling;
            continue;
        }
        if (link != first) {
            *link = node->sibling;
            node->sibling = *first;
            *first = found;
        }
        return stop;
    }
    return NULL;
}

/* The last part of the field's shape, or NULL. Its numbers are put where `next` points. */
static inline const struct shapes_node *walk(struct shapes *shapes, const struct field *field, uint64_t *const *next,
                                             unsigned *slots)
{
    const char *at = field->at, *end = at + field->length;
    uint16_t *link = &shapes->first;
    uint64_t number = 0;

    for (*slots = 0;; ++*slots) {
        const struct shapes_node *node;

        at = match_any(shapes, link, at, end, &number);
        if (!at)
            return NULL;
        node = &shapes->nodes[*link];
        if (node->width == TEMPLATE_PART_LAST)
            return node;
        *next[*slots] = number;
        link = &shapes->nodes[*link].child;
    }
}

static bool take_by_walk(struct shapes *shapes, const struct field *field, unsigned char *shape, uint64_t **next)
{
    unsigned slots;
    const struct shapes_node *node = walk(shapes, field, next, &slots);

    if (!node)
        return false;
    for (unsigned slot = 0; slot < slots; slot++)
        next[slot]++;
    *shape = node->shape;
    if (field->length <= SHAPES_RIGID_LENGTH && node->becomes_rigid &&
        shapes->ways[field->length] < SHAPES_RIGID_WAYS) {
        unsigned way = shapes->ways[field->length]++;

        shapes->rigids[field->length][way] = make_rigid(shapes, node, field->length);
    }
    return true;
}

/* The rigid shape of the field, or NULL. */
static inline const struct shapes_rigid *find_rigid(const struct shapes *shapes, const struct field *field)
{
    if (field->length > SHAPES_RIGID_LENGTH)
        return NULL;
    for (unsigned way = 0; way < shapes->ways[field->length]; way++)
        if (is_rigid(&shapes->rigids[field->length][way], field->at, field->length))
            return &shapes->rigids[field->length][way];
    return NULL;
}

static uint32_t take_plain(struct shapes *shapes, const struct column *column, uint32_t row, unsigned char *index,
                           uint64_t **next)
{
    for (; row < column->rows; row++) {
        struct field field = column_field(column, row);
        const struct shapes_rigid *rigid = find_rigid(shapes, &field);

        if (rigid) {
            index[row] = rigid->shape;
            read_numbers(rigid, field.at, next);
        } else if (!take_by_walk(shapes, &field, &index[row], next)) {
            break;
        }
    }
    return row;
}

/* The same where numbers can be gathered. */
GATHER_TARGET static uint32_t take_gathering(struct shapes *shapes, const struct column *column, uint32_t row,
                                             unsigned char *index, uint64_t **next)
{
    for (; row < column->rows; row++) {
        struct field field = column_field(column, row);
        const struct shapes_rigid *rigid = find_rigid(shapes, &field);

        if (rigid) {
            index[row] = rigid->shape;
            if (rigid->gather.numbers)
                gather_numbers(&rigid->gather, field.at, next);
            else
                read_numbers(rigid, field.at, next);
        } else if (!take_by_walk(shapes, &field, &index[row], next)) {
            break;
        }
    }
    return row;
}

uint32_t shapes_take(struct shapes *shapes, const struct column *column, uint32_t row, unsigned char *index,
                     uint64_t **next)
{
    return gather_is_possible() ? take_gathering(shapes, column, row, index, next)
                                : take_plain(shapes, column, row, index, next);
}
