/*
 * Encoding: whole rows are laid out in columns where that may be smaller, columns are transformed (transformed.h), then
 * all is compressed. What does not get smaller is stored as it came. Decoding believes nothing but its arguments' lengths.
 */
#include "codec/codec.h"
#include "base/arena.h"
#include "codec/columns.h"
#include "codec/compress.h"
#include "codec/transformed.h"
#include <stdlib.h>
#include <string.h>

struct codec {
    int level;
    struct compress *compress;
    struct split split;
    struct buf laid_out;  /* one row; decoding: the column layout */
    struct buf changed;   /* the column layout or the transformed one, to be packed or unpacked */
    struct buf packed[2]; /* of rows, of columns */
    struct transformed transformed;
};

struct codec *codec_new(int level)
{
    struct codec *codec = mem_calloc(1, sizeof *codec);

    codec->level = level;
    codec->compress = compress_new(level);
    return codec;
}

void codec_set_level(struct codec *codec, int level)
{
    codec->level = level;
    compress_set_level(codec->compress, level);
}

void codec_free(struct codec *codec)
{
    if (!codec)
        return;
    compress_free(codec->compress);
    transformed_free(&codec->transformed);
    columns_free(&codec->split);
    buf_free(&codec->laid_out);
    buf_free(&codec->changed);
    buf_free(&codec->packed[0]);
    buf_free(&codec->packed[1]);
    free(codec);
}

/* What lies in a layout, ready for zstd. */
struct candidate {
    enum codec_layout layout;
    uint16_t columns;
    const void *data;
    size_t length;
    const struct cuts *cuts;
};

/* Packs the candidate and makes it *out when it is smaller than what *out has. */
static bool pack_if_smaller(struct codec *codec, const struct candidate *candidate, struct encoded *out,
                            struct err *err)
{
    struct buf *packed = &codec->packed[candidate->columns ? 1 : 0];

    if (!compress_pack(codec->compress, candidate->data, candidate->length, candidate->cuts, packed, err))
        return false;
    if (packed->used >= out->length)
        return true;
    out->codec = CODEC_ZSTD;
    out->layout = candidate->layout;
    out->columns = candidate->columns;
    out->bytes = packed->data;
    out->length = packed->used;
    return true;
}

/* With slack, all of it set: transforms read beyond the end. */
static char *reserve_laid_out(struct codec *codec, size_t length)
{
    char *room;

    buf_reset(&codec->laid_out);
    room = buf_reserve(&codec->laid_out, length + TRANSFORM_SLACK);
    memset(room + length, 0, TRANSFORM_SLACK);
    return room;
}

/* What fields are found in: a single row, which may be large and come from anywhere, is copied to where there is slack. */
static bool find_columns(struct codec *codec, const char *data, size_t length, uint32_t rows)
{
    if (rows == 1)
        data = memcpy(reserve_laid_out(codec, length), data, length);
    return columns_find(&codec->split, data, length, rows);
}

/* The columns as they are, one after the other, with a cut after each. */
static void lay_out(struct codec *codec, struct candidate *candidate)
{
    struct cuts *cuts = &codec->transformed.memory.cuts;

    cuts->count = 0;
    buf_reset(&codec->changed);
    buf_reserve(&codec->changed, candidate->length + COLUMNS_SLACK);
    for (uint16_t i = 0; i < candidate->columns; i++) {
        struct column column = columns_of(&codec->split, i);

        columns_gather(&column, &codec->changed);
        cuts_add(cuts, codec->changed.used);
    }
    candidate->layout = LAYOUT_COLUMNS;
    candidate->data = codec->changed.data;
    candidate->length = codec->changed.used;
}

/* Whether that makes them no longer. */
static bool transform(struct codec *codec, struct candidate *candidate)
{
    transformed_encode(&codec->transformed, &codec->split, &codec->changed);
    if (codec->changed.used > candidate->length)
        return false;
    candidate->layout = LAYOUT_TRANSFORMED;
    candidate->data = codec->changed.data;
    candidate->length = codec->changed.used;
    return true;
}

static bool encode_columns(struct codec *codec, size_t length, enum codec_layout layout, struct encoded *out,
                           struct err *err)
{
    struct transformed *transformed = &codec->transformed;
    struct candidate candidate = {.columns = codec->split.columns, .length = length};

    if (layout != LAYOUT_COLUMNS && (layout == LAYOUT_TRY || transformed->columns != candidate.columns) &&
        !transformed_choose(transformed, codec->compress, &codec->split, err))
        return false;
    if (layout == LAYOUT_COLUMNS || !transformed->useful || !transform(codec, &candidate)) {
        if (candidate.columns < COLUMNS_LEAST)
            return true;
        lay_out(codec, &candidate);
    }
    candidate.cuts = &transformed->memory.cuts;
    return pack_if_smaller(codec, &candidate, out, err);
}

bool codec_encode(struct codec *codec, const void *data, size_t length, uint32_t rows, enum codec_layout layout,
                  struct encoded *out, struct err *err)
{
    struct candidate as_rows = {.layout = LAYOUT_ROWS, .data = data, .length = length};

    *out = (struct encoded){.codec = CODEC_STORED, .layout = LAYOUT_ROWS, .bytes = data, .length = length};
    if (codec->level == CODEC_LEVEL_NONE || !length)
        return true;
    if (rows && layout != LAYOUT_ROWS && find_columns(codec, data, length, rows) &&
        !encode_columns(codec, length, layout, out, err))
        return false;
    if (out->columns && layout != LAYOUT_TRY)
        return true;
    return pack_if_smaller(codec, &as_rows, out, err);
}

static bool damaged_columns(uint16_t columns, uint32_t rows, struct err *err)
{
    return err_set(err, ERR_DAMAGED, "the columns do not make %u rows of %u fields", rows, columns);
}

static bool decode_columns(struct codec *codec, uint16_t columns, uint32_t rows, const void *bytes, size_t length,
                           char *out, size_t raw_length, struct err *err)
{
    char *laid_out = reserve_laid_out(codec, raw_length);

    if (!compress_unpack(codec->compress, bytes, length, laid_out, raw_length, err))
        return false;
    return columns_join(laid_out, raw_length, rows, columns, out) || damaged_columns(columns, rows, err);
}

static bool decode_transformed(struct codec *codec, uint16_t columns, uint32_t rows, const void *bytes, size_t length,
                               char *out, size_t raw_length, struct err *err)
{
    char *laid_out = reserve_laid_out(codec, raw_length), *changed;
    const char *starts[COLUMNS_MOST];
    size_t size;

    buf_reset(&codec->changed);
    changed = buf_reserve(&codec->changed, raw_length + TRANSFORM_SLACK);
    if (!compress_unpack_most(codec->compress, bytes, length, changed, raw_length, &size, err))
        return false;
    if (!transformed_decode(&codec->transformed, changed, size, columns, rows, laid_out, raw_length, starts))
        return err_set(err, ERR_DAMAGED, "the transformed columns are damaged");
    columns_join_at(starts, rows, columns, out, raw_length);
    return true;
}

bool codec_decode(struct codec *codec, enum codec_id id, enum codec_layout layout, uint16_t columns, uint32_t rows,
                  const void *bytes, size_t length, char *out, size_t raw_length, struct err *err)
{
    if (id == CODEC_ZSTD && layout == LAYOUT_COLUMNS)
        return decode_columns(codec, columns, rows, bytes, length, out, raw_length, err);
    if (id == CODEC_ZSTD && layout == LAYOUT_TRANSFORMED && rows && columns && columns <= COLUMNS_MOST &&
        rows <= raw_length / columns)
        return decode_transformed(codec, columns, rows, bytes, length, out, raw_length, err);
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
