/*
 * append.h - frames at the end of an archive that is being written, and what must be known of them at the end.
 */
#ifndef PGSNAP_APPEND_H
#define PGSNAP_APPEND_H

#include "archive/frame.h"
#include "archive/index.h"
#include "base/buf.h"
#include "codec/codec.h"
#include "store/store.h"
#include <pgsnap/err.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct append {
    struct store *store;
    pthread_mutex_t mutex; /* for all below and for writing to the store, while lanes run */
    bool failed;           /* a write failed: the archive ends with half a frame */
    struct index index;    /* DATA and END frames */
    uint64_t chain;        /* frame_chain over all frames */
    uint64_t frames;
};

/* Takes the store over. */
void append_open(struct append *out, struct store *store);
void append_close(struct append *out);

/* A frame with lengths and payload hash filled in, other fields 0; no lock is needed. */
struct frame append_frame_of(enum frame_type type, const void *payload, size_t length);
struct frame append_frame_of_encoded(enum frame_type type, const struct encoded *encoded, size_t raw);

/* The others are called under the mutex, or while no lane runs. */
bool append_frame(struct append *out, const struct frame *frame, const void *payload, struct err *err);
/* TOC, INDEX: one stream of bytes in frames of bounded size. */
bool append_chunks(struct append *out, struct codec *codec, enum frame_type type, const struct buf *bytes,
                   struct err *err);
/* DATA: gives the frame its number and notes it in the index. */
bool append_data(struct append *out, struct frame *frame, const void *payload, struct err *err);

#endif
