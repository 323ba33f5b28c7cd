/*
 * Most fields of a column have a shape that was there before, often that of the field before. So shapes are kept as a tree
 * of their parts, and a field is taken by walking down: at each node the part's text is compared and its number is read.
 * A column of one shape is a tree without branches, and costs a comparison and a number for each part.
 *
 * Where shapes part, alternatives are tried one after the other, the last successful one first, and only a few: beyond
 * them the caller, who finds shapes by their hash, is quicker.
 *
 * A shape in which everything has its place (dates, times) needs no walk: all its text and all its digits are checked at
 * once. That is tried when the field before had one.
 *
 * That a field is recognised only if decoding gives the same bytes is what the tests in read_number are for.
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
    shapes->rigid_count = 0;
    shapes->expected = 0;
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

/* Adds the part to the rigid shape that is `*length` bytes long so far; false when it has no room or no width. */
static bool add_rigid(struct shapes_rigid *rigid, const struct template_part *part, size_t *length)
{
    bool last = part->width == TEMPLATE_PART_LAST;
    size_t width = last ? 1 : (size_t)part->width, place = *length + part->length;

    if (part->width == TEMPLATE_PART_FREE || place + width > SHAPES_RIGID_LENGTH)
        return false;
    memcpy(rigid->text + *length, part->text, part->length);
    for (; *length < place; ++*length)
        rigid->literal |= 1U << *length;
    if (last) {
        rigid->text[place] = '\n';
        rigid->literal |= 1U << place;
        return true;
    }
    if (rigid->slots == SHAPES_RIGID_SLOTS)
        return false;
    rigid->places[rigid->slots] = (unsigned char)place;
    rigid->widths[rigid->slots++] = (unsigned char)width;
    for (; *length < place + width; ++*length)
        rigid->digits |= 1U << *length;
    return true;
}

void shapes_add(struct shapes *shapes, size_t begin, size_t length, unsigned number)
{
    const char *text = shapes->texts->data + begin, *stop = text + length;
    struct shapes_rigid rigid = {.shape = (unsigned char)number};
    bool is_rigid = shapes->rigid_count < SHAPES_RIGID_MOST;
    uint16_t *link = &shapes->first;
    struct template_part part;
    struct shapes_node *node;
    size_t rigid_length = 0;

    do {
        node = template_cut(&text, stop, &part) ? find_or_make(shapes, link, &part) : NULL;
        if (!node)
            return;
        is_rigid = is_rigid && add_rigid(&rigid, &part, &rigid_length);
        link = &node->child;
    } while (part.width != TEMPLATE_PART_LAST);
    node->shape = (unsigned char)number;
    if (is_rigid && rigid.slots > 0) {
        shapes->rigids[shapes->rigid_count] = rigid;
        node->rigid = (unsigned char)++shapes->rigid_count;
    }
}

/* The numbers of a field of that shape go to where `next` points; NULL: it has another one. Reads SHAPES_RIGID_LENGTH. */
static inline const char *take_rigid(const struct shapes_rigid *rigid, const char *at, uint64_t **next)
{
    unsigned literal = scan_equal(at, rigid->text) | scan_equal(at + SCAN_WIDTH, rigid->text + SCAN_WIDTH)
                                                         << SCAN_WIDTH;
    unsigned digits = scan_digits(at) | scan_digits(at + SCAN_WIDTH) << SCAN_WIDTH;

    if (rigid->literal & ~literal || rigid->digits & ~digits)
        return NULL;
    for (unsigned slot = 0; slot < rigid->slots; slot++) {
        const char *number = at + rigid->places[slot];

        *next[slot]++ = rigid->widths[slot] == 2 ? (uint64_t)((number[0] - '0') * 10 + number[1] - '0')
                                                 : digits_number(number, rigid->widths[slot]);
    }
    return at + (SHAPES_RIGID_LENGTH - (unsigned)__builtin_clz(rigid->literal));
}

/* No text holds a '\n', so what is equal lies inside the field. */
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

/* Where the part at `at` ends if it is the node's, else NULL. */
static inline const char *match(const struct shapes *shapes, const struct shapes_node *node, const char *at,
                                const char *end, uint64_t *number)
{
    size_t digits;

    if (!has_text(shapes, node, at, end))
        return NULL;
    at += node->length;
    if (node->width == TEMPLATE_PART_LAST)
        return *at == '\n' ? at + 1 : NULL;
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

/* The end of the field, '\n' included, or NULL; *node: the last of its parts. Its numbers are put where `next` points. */
static inline const char *walk(struct shapes *shapes, const char *at, const char *end, uint64_t *const *next,
                               unsigned *slots, const struct shapes_node **node)
{
    uint16_t *link = &shapes->first;
    uint64_t number = 0;

    for (*slots = 0;; ++*slots) {
        at = match_any(shapes, link, at, end, &number);
        if (!at)
            return NULL;
        *node = &shapes->nodes[*link];
        if ((*node)->width == TEMPLATE_PART_LAST)
            return at;
        *next[*slots] = number;
        link = &shapes->nodes[*link].child;
    }
}

/* The end of the field, or NULL. */
static inline const char *take(struct shapes *shapes, const char *at, const char *end, unsigned char *shape,
                               uint64_t **next)
{
    const struct shapes_node *node;
    unsigned slots;

    if (shapes->expected) {
        const struct shapes_rigid *rigid = &shapes->rigids[shapes->expected - 1];
        const char *stop = take_rigid(rigid, at, next);

        *shape = rigid->shape;
        if (stop)
            return stop;
    }
    at = walk(shapes, at, end, next, &slots, &node);
    if (!at)
        return NULL;
    for (unsigned slot = 0; slot < slots; slot++)
        next[slot]++;
    *shape = node->shape;
    shapes->expected = node->rigid;
    return at;
}

uint32_t shapes_take(struct shapes *shapes, const char **at, const char *end, uint32_t rows, unsigned char *index,
                     uint64_t **next)
{
    for (uint32_t row = 0; row < rows; row++) {
        const char *stop = take(shapes, *at, end, &index[row], next);

        if (!stop)
            return row;
        *at = stop;
    }
    return rows;
}
