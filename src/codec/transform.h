/*
 * transform.h - columns of a block made easier for zstd, each by the transform that suits it, and back, bit by bit.
 *
 * How to add a transform: a number in enum transform_id, a file transform_NAME.c with its two functions, a row in the
 * table of transform.c (where it stands among the others there says which is preferred when they do equally well), a
 * paragraph in man/pgsnap-format.5, cases in tests/unit/test_transform.c. That there are as many fields as rows, none with a
 * tab, is for the transform to see: best once for what is repeated. Numbers are in archives: they never change.
 */
#ifndef PGSNAP_TRANSFORM_H
#define PGSNAP_TRANSFORM_H

#include "base/buf.h"
#include "base/bytes.h"
#include "codec/column.h"
#include "codec/cuts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transform_id {
    TRANSFORM_TEXT = 0,       /* as it is */
    TRANSFORM_DICTIONARY = 1, /* few values: each once, then a byte for each row */
    TRANSFORM_TEMPLATE = 2,   /* few shapes: each once, the numbers in them apart */
    TRANSFORM_UUID = 3,       /* 16 bytes for 36 characters */
    TRANSFORM_HEX = 4         /* a byte for two hexadecimal digits */
};

enum {
    /* Bytes that may be read after what is decoded, and written (with anything) after the column that comes of it. */
    TRANSFORM_SLACK = 32,
    TRANSFORM_SLOTS_MOST = 32,   /* of a template */
    TRANSFORM_CHOICES_MOST = 256 /* values of a dictionary, shapes of a template */
};

/* What a transform works with; kept from call to call to save allocating. Zero-initialise. */
struct transform_memory {
    struct buf text;                        /* of dictionaries and shapes */
    struct buf index;                       /* a byte for each row */
    struct buf slots[TRANSFORM_SLOTS_MOST]; /* of uint64_t */
    struct buf values;                      /* of uint64_t */
    struct cuts cuts;                       /* in what transform_encode appends to; the caller empties them */
};
void transform_memory_free(struct transform_memory *memory);

/* Appends the column to out. False, with anything appended, when the column is not one for this transform. */
bool transform_encode(enum transform_id id, const struct column *column, struct transform_memory *memory,
                      struct buf *out);
/*
 * From untrusted bytes, all of which must be used; TRANSFORM_SLACK bytes after them may be read, too. Writes the fields to
 * out[0 .. room - 1] and perhaps to the slack after it; *used says how many bytes they have. False when the bytes are wrong,
 * the fields are larger than room, or not `rows` fields, each ended by '\n' and free of '\t'.
 */
bool transform_decode(unsigned id, const void *bytes, size_t length, uint32_t rows, struct transform_memory *memory,
                      char *out, size_t room, size_t *used);

/* The transforms beside TRANSFORM_TEXT, the preferred first; TRANSFORM_TEXT ends the list. */
const enum transform_id *transform_candidates(void);

#endif
