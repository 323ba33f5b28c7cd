/*
 * shapes.h - the shapes (template.h) that a column has shown so far, and quick recognition of fields that have one of them.
 */
#ifndef PGSNAP_SHAPES_H
#define PGSNAP_SHAPES_H

#include "base/buf.h"
#include "codec/column.h"
#include "codec/gather.h"
#include "codec/transform.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SHAPES_PARTS_MOST = 1024,
    SHAPES_RIGID_LENGTH = 32, /* of a field that is looked up by its length */
    SHAPES_RIGID_SLOTS = 8,
    SHAPES_RIGID_WAYS = 2 /* shapes for fields of one length */
};

/* A part of one or more shapes that begin alike; what may follow it are its children. 0: no node. */
struct shapes_node {
    char start[16]; /* of the text */
    uint32_t same;  /* a bit for each byte of start that a field must have, too */
    uint32_t text;  /* where it begins in the buffer of texts */
    uint16_t length;
    int16_t width;    /* as in struct template_part */
    uint16_t child;   /* the first one */
    uint16_t sibling; /* the next alternative to this node */
    /* of the last part */
    uint32_t whole; /* where the text of the shape begins, and its length */
    uint16_t whole_length;
    unsigned char shape;
    bool becomes_rigid; /* for a field whose length is known */
};

/* A short shape and a length of fields that leaves everything in its place: a date, a number of five digits. */
struct shapes_rigid {
    /* a field's bytes, each XORed with that of the text, which has '0' for digits, are no larger than those of `most` */
    unsigned char text[SHAPES_RIGID_LENGTH];
    unsigned char most[SHAPES_RIGID_LENGTH];
    unsigned char slots;                      /* numbers */
    unsigned char places[SHAPES_RIGID_SLOTS]; /* where they are */
    unsigned char widths[SHAPES_RIGID_SLOTS];
    bool has_free; /* a number of several digits without leading zeros: its first is at `free` */
    unsigned char free;
    unsigned char shape;
    struct gather gather;
};

struct shapes {
    const struct buf *texts; /* the caller's */
    uint16_t first;          /* child of the root */
    uint16_t count;
    unsigned char ways[SHAPES_RIGID_LENGTH + 1]; /* how many of rigids, by the field's length */
    struct shapes_rigid rigids[SHAPES_RIGID_LENGTH + 1][SHAPES_RIGID_WAYS];
    struct shapes_node nodes[SHAPES_PARTS_MOST]; /* [0] is not used */
};

/* texts: where the texts of shapes will be; it may grow, but what is in it stays in its place. */
void shapes_begin(struct shapes *shapes, const struct buf *texts);
/* The text of shape number `number` is texts[begin .. begin + length - 1]. When there is no room, it is not recognised. */
void shapes_add(struct shapes *shapes, size_t begin, uint16_t length, unsigned number);

/*
 * Takes the column's fields from `row` on until one is not recognised, and returns its row, or else column->rows. The
 * number of each one's shape goes to index[row], its numbers to next[0], next[1] and so on, which move on.
 * TRANSFORM_SLACK bytes after the texts can be read.
 */
uint32_t shapes_take(struct shapes *shapes, const struct column *column, uint32_t row, unsigned char *index,
                     uint64_t **next);

#endif
