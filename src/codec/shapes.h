/*
 * shapes.h - the shapes (template.h) that a column has shown so far, and quick recognition of fields that have one of them.
 */
#ifndef PGSNAP_SHAPES_H
#define PGSNAP_SHAPES_H

#include "base/buf.h"
#include "codec/transform.h"
#include <stddef.h>
#include <stdint.h>

enum { SHAPES_PARTS_MOST = 1024 };

/* A part of one or more shapes that begin alike; what may follow it are its children. 0: no node. */
struct shapes_node {
    uint32_t text; /* where it begins in the buffer of texts */
    uint16_t length;
    int16_t width;    /* as in struct template_part */
    uint16_t child;   /* the first one */
    uint16_t sibling; /* the next alternative to this node */
    unsigned char shape;
};

struct shapes {
    const struct buf *texts; /* the caller's */
    uint16_t first;          /* child of the root */
    uint16_t count;
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
