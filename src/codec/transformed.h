/*
 * transformed.h - the transformed layout: a directory, then the columns, each as its transform made it.
 *
 * Which transform a column gets is found out by trying all on its first rows, with zstd, and kept for later blocks.
 */
#ifndef PGSNAP_TRANSFORMED_H
#define PGSNAP_TRANSFORMED_H

#include "codec/columns.h"
#include "codec/compress.h"
#include "codec/transform.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of the columns of the last blocks. Zero-initialise. */
struct transformed {
    uint16_t columns;                /* 0: nothing yet */
    bool useful;                     /* a transform was chosen for one of them at least */
    unsigned char ids[COLUMNS_MOST]; /* enum transform_id */
    struct transform_memory memory;
    struct buf trial, packed; /* scratch */
};
void transformed_free(struct transformed *transformed);

/* From what columns_find has found. */
bool transformed_choose(struct transformed *transformed, struct compress *compress, const struct split *split,
                        struct err *err);
/* Replaces out's content; the cuts are in transformed->memory. A column that its transform does not take stays text. */
void transformed_encode(struct transformed *transformed, const struct split *split, struct buf *out);
/*
 * The inverse; the bytes are untrusted; TRANSFORM_SLACK bytes after them may be read, too. starts: where each column is
 * then: in `bytes` where it is text, else in out[0 .. length - 1], after which TRANSFORM_SLACK bytes may be written, too.
 * False unless they are `length` bytes together, and each is `rows` fields, ended by '\n' and free of '\t'.
 */
bool transformed_decode(struct transformed *transformed, const void *bytes, size_t size, uint16_t columns,
                        uint32_t rows, char *out, size_t length, const char **starts);

#endif
