/*
 * index.h - which frames an archive has: noted while it is written or read, and kept at its end.
 *
 * The writer notes every DATA and END frame; so does who reads in file order. Both then have the same index, and its
 * bytes are the same, which is how a reader finds that nothing is missing. Who seeks takes it from the INDEX frames.
 *
 * One thread at a time.
 */
#ifndef PGSNAP_INDEX_H
#define PGSNAP_INDEX_H

#include "archive/frame.h"
#include "base/buf.h"
#include <pgsnap/block.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A DATA or END frame; in file order. */
struct index_frame {
    uint64_t offset;
    uint32_t entry;
    uint32_t stored;
    uint32_t raw;  /* 0: an END frame */
    uint32_t rows; /* 0 in DATA: the row goes on in the next frame */
};

struct index_entry {
    struct counts counts; /* of the frames so far; the digest comes with the END frame */
    uint64_t stored;      /* bytes of their payloads */
    uint32_t frames;      /* DATA frames so far */
    bool expected;        /* has rows, so that frames may come and an END frame must */
    bool ended;
};

struct index {
    struct index_frame *frames;
    size_t count, size;
    struct index_entry *entries; /* index id - 1 */
    size_t entries_count;
    uint32_t continued; /* the entry whose row goes on in the next frame; 0: none */
};

void index_init(struct index *index, size_t entries);
void index_free(struct index *index);
/* The entry has rows. */
void index_expect(struct index *index, uint32_t entry);

/*
 * NULL, or what is wrong with the frame's place among the others ("the frame at OFFSET ..."). A frame that only lacks
 * a predecessor is noted all the same, so that a reader who goes on after damage can go on here too.
 */
const char *index_add_data(struct index *index, const struct frame *frame, uint64_t offset);
const char *index_add_end(struct index *index, const struct frame *frame, uint64_t offset, const struct counts *counts);

/* The first entry that must have an END frame and has none; 0: none. */
uint32_t index_missing(const struct index *index);

void index_encode(const struct index *index, struct buf *out);
/* Into an index that expects its entries and has no frames. limit: no frame reaches beyond this offset. */
bool index_decode(struct index *index, const void *bytes, size_t length, uint64_t limit);

/* The payload of an END frame. */
void index_put_counts(const struct counts *counts, unsigned char bytes[FRAME_END_SIZE]);
void index_get_counts(const unsigned char bytes[FRAME_END_SIZE], struct counts *counts);

#endif
