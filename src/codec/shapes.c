/*
 * Most fields of a column have a shape that was there before, often that of the field before. So shapes are kept as a tree
 * of their parts, and a field is taken by walking down: at each node the part's text is compared and its number is read.
 * A column of one shape is a tree without branches, and costs a comparison and a number for each part.
 *
 * Where shapes part, alternatives are tried one after the other, the last successful one first, and only a few: beyond
 * them the caller, who finds shapes by their hash, is quicker.
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
    struct shapes_node *node;

    for (; *link != NOBODY; link = &shapes->nodes[*link].sibling)
        if (is_part(shapes, &shapes->nodes[*link], part))
            return &shapes->nodes[*link];
    if (shapes->count == SHAPES_PARTS_MOST || part->length > UINT16_MAX)
        return NULL;
    *link = shapes->count++;
    node = &shapes->nodes[*link];
    *node = (struct shapes_node){
        .text = (uint32_t)(part->text - shapes->texts->data), .length = (uint16_t)part->length, .width = part->width};
    return node;
}

void shapes_add(struct shapes *shapes, size_t begin, size_t length, unsigned number)
{
    const char *text = shapes->texts->data + begin, *stop = text + length;
    uint16_t *link = &shapes->first;
    struct template_part part;

    do {
        struct shapes_node *node = template_cut(&text, stop, &part) ? find_or_make(shapes, link, &part) : NULL;

        if (!node)
            return;
        node->shape = (unsigned char)number;
        link = &node->child;
    } while (part.width != TEMPLATE_PART_LAST);
}

/* No text holds a '\n', so what is equal lies inside the field. */
static inline bool has_text(const struct shapes *shapes, const struct shapes_node *node, const char *at,
                            const char *end)
{
    return (node->length <= SCAN_WIDTH || node->length <= end - at) &&
           scan_same(at, shapes->texts->data + node->text, node->length);
}

/* The digits at `at`, if the node's number would be written with just these; else 0. */
static inline size_t read_number(const struct shapes_node *node, const char *at)
{
    size_t digits = digits_count(at);

    if (node->width != TEMPLATE_PART_FREE)
        return digits == (size_t)node->width ? digits : 0;
    return digits <= TEMPLATE_DIGITS_MOST && (digits == 1 || *at != '0') ? digits : 0;
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

uint32_t shapes_take(struct shapes *shapes, const char **at, const char *end, uint32_t rows, unsigned char *index,
                     uint64_t **next)
{
    for (uint32_t row = 0; row < rows; row++) {
        const struct shapes_node *node;
        unsigned slots;
        const char *stop = walk(shapes, *at, end, next, &slots, &node);

        if (!stop)
            return row;
        for (unsigned slot = 0; slot < slots; slot++)
            next[slot]++;
        index[row] = node->shape;
        *at = stop;
    }
    return rows;
}
