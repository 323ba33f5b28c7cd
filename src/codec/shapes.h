/*
 * shapes.h - the shapes (template.h) that a column has shown so far, and quick recognition of fields that have one of them.
 */
#ifndef PGSNAP_SHAPES_H
#define PGSNAP_SHAPES_H

#include "base/buf.h"
#include "codec/transform.h"
#include <stddef.h>
#include <stdint.h>

enum { SHAPES_PARTS_MOST = 1024, SHAPES_RIGID_MOST = 4, SHAPES_RIGID_LENGTH = 32, SHAPES_RIGID_SLOTS = 8 };

/* A part of one or more shapes that begin alike; what may follow it are its children. 0: no node. */
struct shapes_node {
    char start[16]; /* of the text */
    uint32_t same;  /* a bit for each byte of start that a field must have, too */
    uint32_t text;  /* where it begins in the buffer of texts */
    uint16_t length;
    int16_t width;    /* as in struct template_part */
    uint16_t child;   /* the first one */
    uint16_t sibling; /* the next alternative to this node */
    unsigned char shape;
    unsigned char rigid; /* of the last part: number of the shape's shapes_rigid + 1, or 0 */
};

/* A short shape whose numbers all have a width, so that everything in it has its place: a date, a time. */
struct shapes_rigid {
    char text[SHAPES_RIGID_LENGTH]; /* with '\n' */
    uint32_t literal;               /* a bit for each byte that is as in the text */
    uint32_t digits;                /* for each that is a digit */
    unsigned slots;
    unsigned char places[SHAPES_RIGID_SLOTS]; /* of the numbers */
    unsigned char widths[SHAPES_RIGID_SLOTS];
    unsigned char shape;
};

struct shapes {
    const struct buf *texts; /* the caller's */
    uint16_t first;          /* child of the root */
    uint16_t count;
    unsigned rigid_count;
    unsigned expected; /* the rigid shape that the last field had + 1, or 0 */
    struct shapes_rigid rigids[SHAPES_RIGID_MOST];
    struct shapes_node nodes[SHAPES_PARTS_MOST]; /* [0] is not used */
};

/* texts: where the texts of shapes will be; it may grow, but what is in it stays in its place. */
void shapes_begin(struct shapes *shapes, const struct buf *texts);
/* The text of shape number `number` is texts[begin .. begin + length - 1]. When there is no room, it is not recognised. */
void shapes_add(struct shapes *shapes, size_t begin, size_t length, unsigned number);

/*
 * Takes fields from *at, which moves on, until one is not recognised or `rows` were taken; returns how many were. The
 * number of each one's shape goes to index, its numbers to next[0], next[1] and so on, which move on. A field lies before
 * `end` and is ended by '\n'; TRANSFORM_SLACK bytes after `end`, and after the texts, can be read.
 */
uint32_t shapes_take(struct shapes *shapes, const char **at, const char *end, uint32_t rows, unsigned char *index,
                     uint64_t **next);

#endif
