/*
 * Encoding: whole rows are laid out in columns where that may be smaller, then compressed. What does not get smaller
 * is stored as it came. Decoding believes nothing but its arguments' lengths.
 */
#include "codec/codec.h"
#include "base/arena.h"
#include "codec/columns.h"
#include "codec/compress.h"
#include <stdlib.h>
#include <string.h>

struct codec {
    int level;
    struct compress *compress;
    struct buf split;     /* the column layout, before or after zstd */
    struct buf ends;      /* columns_split's scratch */
    struct buf packed[2]; /* of rows, of columns */
};

struct codec *codec_new(int level)
{
    struct codec *codec = mem_calloc(1, sizeof *codec);

    codec->level = level;
    codec->compress = compress_new(level);
    return codec;
}

void codec_free(struct codec *codec)
{
    if (!codec)
        return;
    compress_free(codec->compress);
    buf_free(&codec->split);
    buf_free(&codec->ends);
    buf_free(&codec->packed[0]);
    buf_free(&codec->packed[1]);
    free(codec);
}

/* Packs data and makes it *out when it is smaller than what *out has. */
static bool pack_if_smaller(struct codec *codec, const void *data, size_t length, uint16_t columns, struct encoded *out,
                            struct err *err)
{
    struct buf *packed = &codec->packed[columns ? 1 : 0];

    if (!compress_pack(codec->compress, data, length, packed, err))
        return false;
    if (packed->used >= out->length)
        return true;
    out->codec = CODEC_ZSTD;
    out->layout = columns ? LAYOUT_COLUMNS : LAYOUT_ROWS;
    out->columns = columns;
    out->bytes = packed->data;
    out->length = packed->used;
    return true;
}

static uint16_t split(struct codec *codec, const void *data, size_t length, uint32_t rows)
{
    buf_reset(&codec->split);
    return columns_split(data, length, rows, &codec->ends, buf_reserve(&codec->split, length));
}

bool codec_encode(struct codec *codec, const void *data, size_t length, uint32_t rows, enum codec_layout layout,
                  struct encoded *out, struct err *err)
{
    uint16_t columns = 0;

    *out = (struct encoded){.codec = CODEC_STORED, .layout = LAYOUT_ROWS, .bytes = data, .length = length};
    if (codec->level == CODEC_LEVEL_NONE || !length)
        return true;
    if (rows && layout != LAYOUT_ROWS)
        columns = split(codec, data, length, rows);
    if (columns && !pack_if_smaller(codec, codec->split.data, length, columns, out, err))
        return false;
    if (columns && layout == LAYOUT_COLUMNS)
        return true;
    return pack_if_smaller(codec, data, length, 0, out, err);
}

static bool decode_columns(struct codec *codec, uint16_t columns, uint32_t rows, const void *bytes, size_t length,
                           char *out, size_t raw_length, struct err *err)
{
    char *laid_out;

    buf_reset(&codec->split);
    laid_out = buf_reserve(&codec->split, raw_length);
    if (!compress_unpack(codec->compress, bytes, length, laid_out, raw_length, err))
        return false;
    if (!columns_join(laid_out, raw_length, rows, columns, out))
        return err_set(err, ERR_DAMAGED, "the columns do not make %u rows of %u fields", rows, columns);
    return true;
}

bool codec_decode(struct codec *codec, enum codec_id id, enum codec_layout layout, uint16_t columns, uint32_t rows,
                  const void *bytes, size_t length, char *out, size_t raw_length, struct err *err)
{
    if (id == CODEC_ZSTD && layout == LAYOUT_COLUMNS)
        return decode_columns(codec, columns, rows, bytes, length, out, raw_length, err);
    if (layout != LAYOUT_ROWS || columns)
        return err_set(err, ERR_DAMAGED, "the layout (%d, %u columns) is not one that is ever written", (int)layout,
                       columns);
    if (id == CODEC_ZSTD)
        return compress_unpack(codec->compress, bytes, length, out, raw_length, err);
    if (id != CODEC_STORED)
        return err_set(err, ERR_DAMAGED, "the codec %d is unknown", (int)id);
    if (length != raw_length)
        return err_set(err, ERR_DAMAGED, "%zu bytes were stored, but %zu were announced", length, raw_length);
    if (length)
        memcpy(out, bytes, length);
    return true;
}
