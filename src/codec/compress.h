/*
 * compress.h - one call in, one zstd frame out, and back. compress.c is the only file that sees zstd.h.
 */
#ifndef PGSNAP_COMPRESS_H
#define PGSNAP_COMPRESS_H

#include "base/buf.h"
#include "codec/cuts.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

struct compress; /* contexts, made when first needed; one thread at a time */

struct compress *compress_new(int level);
void compress_free(struct compress *compress); /* NULL is fine */
void compress_set_level(struct compress *compress, int level);

/* Replaces out's content. cuts: places in data (cuts.h); NULL for none. */
bool compress_pack(struct compress *compress, const void *data, size_t length, const struct cuts *cuts, struct buf *out,
                   struct err *err);

/* bytes are untrusted: true only when they are exactly one frame of exactly raw_length bytes, now in out. */
bool compress_unpack(struct compress *compress, const void *bytes, size_t length, char *out, size_t raw_length,
                     struct err *err);
/* The same for a frame of at most `room` bytes; *got: how many. */
bool compress_unpack_most(struct compress *compress, const void *bytes, size_t length, char *out, size_t room,
                          size_t *got, struct err *err);

#endif
