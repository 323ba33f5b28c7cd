/*
 * block.h - whole COPY rows of one entry: what moves between a source and a sink.
 *
 * A block holds one or more complete rows in PostgreSQL's COPY text format, each ended by '\n'. It is about
 * BLOCK_TARGET bytes; it grows beyond that only when a single row is larger, and then holds that row alone. Blocks of
 * an entry are independent of each other and may be loaded in any order by any lane.
 *
 * A block belongs to one lane (one thread) at a time and is reused: block_reset keeps its memory up to BLOCK_KEEP.
 */
#ifndef PGSNAP_BLOCK_H
#define PGSNAP_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BLOCK_TARGET = 1 << 20, /* a source closes a block when it has reached this size, in bytes */
    BLOCK_KEEP = 4 << 20,   /* block_reset frees memory beyond this, in bytes */
    BLOCK_SLACK = 32        /* bytes after several rows that can be read */
};

/*
 * The sum, modulo 2^128, of XXH3-128 (seed 0) over each row's bytes without its '\n'. A sum does not depend on the
 * order of rows, so the same rows give the same digest whatever the lanes, the blocks or the physical order.
 */
struct digest {
    uint64_t low;
    uint64_t high;
};

/* What a set of blocks holds. bytes counts rows with their '\n'. */
struct counts {
    uint64_t blocks;
    uint64_t rows;
    uint64_t bytes;
    struct digest digest;
};

struct block {
    uint32_t entry;       /* id of the entry whose rows these are */
    uint32_t sequence;    /* from an archive: a number that no other block of the entry has; else 0 */
    uint32_t rows;        /* number of rows in data */
    struct digest digest; /* of these rows; filled by the source */
    bool borrowed;        /* data belongs to the source, until its next call of next for the lane */
    char *data;           /* else it is owned by the block */
    size_t used;          /* bytes of data in use */
    size_t size;          /* bytes allocated */
};

void block_init(struct block *block);
void block_free(struct block *block);
/* Empties the block (rows, digest, used) and gives back memory beyond BLOCK_KEEP. */
void block_reset(struct block *block);
/* Makes an empty block one row in memory of the source: for a row so large that another copy of it would hurt. */
void block_borrow(struct block *block, const char *row, size_t length);
/* Not for a borrowed block. Makes room for `bytes` more after used; returns where they go. The caller then adds to used. */
char *block_reserve(struct block *block, size_t bytes);

void digest_add(struct digest *sum, const struct digest *digest);
/* Adds the block to the counts (blocks + 1). */
void counts_add_block(struct counts *counts, const struct block *block);
void counts_add(struct counts *sum, const struct counts *counts);

#endif
