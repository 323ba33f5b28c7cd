/*
 * reader_state.h - what the files of the reader share; nobody else includes it.
 *
 * reader.c makes and frees it, reader_open.c fills the first part, reader_stream.c and reader_seek.c give the blocks,
 * fetch.c reads single frames for all of them.
 */
#ifndef PGSNAP_READER_STATE_H
#define PGSNAP_READER_STATE_H

#include "archive/frame.h"
#include "archive/header.h"
#include "archive/index.h"
#include "archive/reader.h"
#include "archive/trailer.h"
#include "codec/codec.h"
#include <pthread.h>
#include <stdatomic.h>

struct reader_lane {
    struct codec *codec;
    struct buf stored; /* the payload of `frame` */
    struct frame frame;
    uint64_t offset;  /* of that frame */
    size_t next, end; /* READER_SEEK, by_table: the part of `order` that this lane reads */
};

/* READER_SEEK, by_table: the frames of one entry. */
struct reader_group {
    size_t first, end; /* in `order` */
    uint64_t stored;   /* bytes of the entry */
    bool configures;   /* it does (pgsnap/entry.h) */
};

/* Of one entry, READER_STREAM: the mutex. */
struct reader_progress {
    uint64_t handed;  /* blocks given out */
    uint32_t pending; /* frames that lanes have read and not yet decoded */
    bool lost;        /* damage was found in it: what was given out is not all of it */
    bool told;        /* SOURCE_END was given */
};

struct reader {
    struct source source;
    struct store *store;
    struct reader_options options;
    atomic_bool cancelled;

    /* written by open only */
    struct reader_lane *lanes;
    unsigned lanes_count;
    struct toc toc;
    struct header header;
    bool has_index; /* trailer and listed are filled */
    struct trailer trailer;
    struct index listed; /* from the archive's INDEX frames */
    uint64_t front_chain;

    pthread_mutex_t mutex;  /* for all below, while lanes run */
    pthread_cond_t settled; /* some entry's pending became 0 */

    /* READER_STREAM */
    uint64_t offset; /* of the next frame */
    uint64_t chain;
    uint64_t frames;
    bool failed; /* a lane met an error: the others stop */
    bool done;
    struct index seen;
    struct reader_progress *progress; /* by id - 1 */
    bool in_index;                    /* an INDEX frame has been seen */
    uint64_t index_offset;
    uint32_t index_chunks;
    size_t index_at;        /* bytes of index_bytes compared so far */
    struct buf index_bytes; /* as `seen` makes them */
    size_t untold;          /* entries before this one have been told at the end (keep_going) */

    struct reader_damage *damages;
    size_t damages_count, damages_size;

    /* READER_SEEK: frames of `listed` in the order of reading, by position */
    uint32_t *order;
    size_t order_count, order_next;
    struct reader_group *groups; /* by_table: what configures first, then the largest */
    size_t groups_count, groups_next;
};

static inline struct reader *reader_of(struct source *source)
{
    return (struct reader *)source;
}

#endif
