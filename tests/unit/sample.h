/*
 * sample.h - small archives for tests, and a reader's loop that checks what comes out.
 */
#ifndef PGSNAP_SAMPLE_H
#define PGSNAP_SAMPLE_H

#include "archive/reader.h"
#include "base/buf.h"
#include <pgsnap/ends.h>

/*
 * A database of its own invention: a schema, three tables with rows (one of them has none), an index, a comment. Free
 * with sample_free.
 */
struct sample {
    struct toc toc;
};
enum { SAMPLE_ENTRIES = 9, SAMPLE_PARTS = 6, SAMPLE_LOG = 7, SAMPLE_EMPTY = 8 }; /* ids of the entries with rows */

void sample_init(struct sample *sample);
void sample_free(struct sample *sample);

/* Row `number` of the entry, with its '\n', appended to the block; `width`: bytes of filling in it. */
void sample_add_row(struct block *block, uint32_t entry, uint64_t number, size_t width);

/* `blocks` blocks of `rows` rows in each of the two tables that have any, through one lane. */
void sample_write(const struct sample *sample, int level, unsigned blocks, unsigned rows, size_t width,
                  struct buf *archive);

/* What came out of a reader. */
struct reading {
    bool opened, good;
    struct err err;
    struct counts counts[SAMPLE_ENTRIES]; /* by id - 1: of the blocks */
    unsigned ends[SAMPLE_ENTRIES];
    bool unstated[SAMPLE_ENTRIES]; /* the end came without counts */
    size_t damages;
    struct reader_damage first; /* damage */
};

/*
 * Reads an archive to its end, `lanes` lanes in a thread each, and compares every end with its blocks, as the relay
 * does: a difference is ERR_DAMAGED. skip: this entry is not selected (0: all are).
 */
void sample_read(const void *archive, size_t length, bool seekable, const struct reader_options *options,
                 unsigned lanes, uint32_t skip, struct reading *reading);

#endif
