/*
 * codec.h - rows to stored bytes and back: columns, transforms of columns, then zstd. One context per lane; no locks.
 *
 * The layouts and codecs, byte for byte, are in man/pgsnap-format.5. Whatever codec_decode is given, it writes only
 * inside its output and fails with ERR_DAMAGED when the bytes are not what codec_encode could have made.
 */
#ifndef PGSNAP_CODEC_H
#define PGSNAP_CODEC_H

#include "base/buf.h"
#include <pgsnap/err.h>
#include <stdint.h>

enum codec_id { CODEC_STORED = 0, CODEC_ZSTD = 1 }; /* values are in the archive */
/* TRY: look for the transforms that suit, encode the columns so and the rows as they are, keep the smaller. */
enum codec_layout { LAYOUT_ROWS = 0, LAYOUT_COLUMNS = 1, LAYOUT_TRANSFORMED = 2, LAYOUT_TRY = 255 };

enum { CODEC_SLACK = 32 };
enum { CODEC_LEVEL_NONE = 0, CODEC_LEVEL_DEFAULT = 1, CODEC_LEVEL_MOST = 19 };

struct codec; /* a lane's context: zstd contexts and scratch memory */

struct codec *codec_new(int level); /* CODEC_LEVEL_NONE stores; level only matters for encoding */
void codec_set_level(struct codec *codec, int level);
void codec_free(struct codec *codec);

struct encoded {
    enum codec_id codec;
    enum codec_layout layout; /* what was used */
    uint16_t columns;         /* LAYOUT_COLUMNS, LAYOUT_TRANSFORMED: fields per row; else 0 */
    const void *bytes;        /* in the codec's memory (or the input itself): valid until its next call */
    size_t length;            /* never more than the input's length */
};

/*
 * rows > 0: data is that many whole COPY rows, and the other layouts may be used as `layout` allows (it falls back to
 * rows when fields per row differ or exceed 1600). rows > 1: CODEC_SLACK bytes after data may be read. rows == 0: any bytes, LAYOUT_ROWS. LAYOUT_TRANSFORMED goes on with
 * the transforms that the last LAYOUT_TRY has found, where the rows have as many fields as those had.
 */
bool codec_encode(struct codec *codec, const void *data, size_t length, uint32_t rows, enum codec_layout layout,
                  struct encoded *out, struct err *err);

/* Writes exactly raw_length bytes to out, in row order. */
bool codec_decode(struct codec *codec, enum codec_id id, enum codec_layout layout, uint16_t columns, uint32_t rows,
                  const void *bytes, size_t length, char *out, size_t raw_length, struct err *err);

#endif
