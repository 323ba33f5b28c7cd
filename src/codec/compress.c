#include "codec/compress.h"
#include "base/arena.h"
#include "base/bytes.h"
#include <stdlib.h>
#include <zstd.h>

struct compress {
    int level;
    ZSTD_CCtx *packer;
    ZSTD_DCtx *unpacker;
};

struct compress *compress_new(int level)
{
    struct compress *compress = mem_calloc(1, sizeof *compress);

    compress->level = level;
    return compress;
}

void compress_set_level(struct compress *compress, int level)
{
    compress->level = level;
    if (compress->packer)
        ZSTD_CCtx_setParameter(compress->packer, ZSTD_c_compressionLevel, level);
}

void compress_free(struct compress *compress)
{
    if (!compress)
        return;
    ZSTD_freeCCtx(compress->packer);
    ZSTD_freeDCtx(compress->unpacker);
    free(compress);
}

/* The frame header has the length and a checksum already: zstd need not store them again. */
static ZSTD_CCtx *make_packer(int level)
{
    ZSTD_CCtx *packer = ZSTD_createCCtx();

    if (!packer)
        abort();
    ZSTD_CCtx_setParameter(packer, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(packer, ZSTD_c_checksumFlag, 0);
    return packer;
}

/* Bytes between two cuts that are worth a block of zstd's own, whose codes take about a hundred bytes. */
enum { PIECE_LEAST = 3072 };

static size_t feed(struct compress *compress, ZSTD_outBuffer *output, const char *data, size_t length,
                   ZSTD_EndDirective directive)
{
    ZSTD_inBuffer input = {data, length, 0};
    size_t left;

    do
        left = ZSTD_compressStream2(compress->packer, output, &input, directive);
    while (!ZSTD_isError(left) && (left || input.pos < input.size));
    return left;
}

/* A frame whose blocks end at the cuts. */
static size_t pack_pieces(struct compress *compress, ZSTD_outBuffer *output, const char *data, size_t length,
                          const struct cuts *cuts)
{
    size_t done = 0;

    ZSTD_CCtx_reset(compress->packer, ZSTD_reset_session_only);
    ZSTD_CCtx_setPledgedSrcSize(compress->packer, length);
    for (size_t i = 0; i < cuts->count; i++) {
        size_t at = cuts->at[i], left;

        if (at < done + PIECE_LEAST || length - at < PIECE_LEAST)
            continue;
        left = feed(compress, output, data + done, at - done, ZSTD_e_flush);
        if (ZSTD_isError(left))
            return left;
        done = at;
    }
    return feed(compress, output, data + done, length - done, ZSTD_e_end);
}

bool compress_pack(struct compress *compress, const void *data, size_t length, const struct cuts *cuts, struct buf *out,
                   struct err *err)
{
    size_t pieces = cuts ? length / PIECE_LEAST : 0;
    size_t room = ZSTD_compressBound(length) + pieces * 64, got;
    ZSTD_outBuffer output;

    if (!compress->packer)
        compress->packer = make_packer(compress->level);
    buf_reset(out);
    output = (ZSTD_outBuffer){buf_reserve(out, room), room, 0};
    if (cuts)
        got = pack_pieces(compress, &output, data, length, cuts);
    else
        output.pos = got = ZSTD_compress2(compress->packer, out->data, room, data, length);
    if (ZSTD_isError(got))
        return err_set(err, ERR_FAILED, "could not compress: %s", ZSTD_getErrorName(got));
    out->used = output.pos;
    return true;
}

bool compress_unpack_most(struct compress *compress, const void *bytes, size_t length, char *out, size_t room,
                          size_t *got, struct err *err)
{
    if (!compress->unpacker && !(compress->unpacker = ZSTD_createDCtx()))
        abort();
    /* ZSTD_decompressDCtx takes several frames in a row, and skippable ones of any content; an archive has neither */
    if (length < sizeof(uint32_t) || bytes_get_u32(bytes) != ZSTD_MAGICNUMBER ||
        ZSTD_findFrameCompressedSize(bytes, length) != length)
        return err_set(err, ERR_DAMAGED, "the compressed bytes are not one zstd frame");
    *got = ZSTD_decompressDCtx(compress->unpacker, out, room, bytes, length);
    if (ZSTD_isError(*got))
        return err_set(err, ERR_DAMAGED, "the compressed bytes are damaged: %s", ZSTD_getErrorName(*got));
    return true;
}

bool compress_unpack(struct compress *compress, const void *bytes, size_t length, char *out, size_t raw_length,
                     struct err *err)
{
    size_t got;

    if (!compress_unpack_most(compress, bytes, length, out, raw_length, &got, err))
        return false;
    if (got != raw_length)
        return err_set(err, ERR_DAMAGED, "%zu bytes were stored, but %zu were announced", got, raw_length);
    return true;
}
