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

bool compress_pack(struct compress *compress, const void *data, size_t length, struct buf *out, struct err *err)
{
    size_t room = ZSTD_compressBound(length), got;

    if (!compress->packer)
        compress->packer = make_packer(compress->level);
    buf_reset(out);
    got = ZSTD_compress2(compress->packer, buf_reserve(out, room), room, data, length);
    if (ZSTD_isError(got))
        return err_set(err, ERR_FAILED, "could not compress: %s", ZSTD_getErrorName(got));
    out->used = got;
    return true;
}

bool compress_unpack(struct compress *compress, const void *bytes, size_t length, char *out, size_t raw_length,
                     struct err *err)
{
    size_t got;

    if (!compress->unpacker && !(compress->unpacker = ZSTD_createDCtx()))
        abort();
    /* ZSTD_decompressDCtx takes several frames in a row, and skippable ones of any content; an archive has neither */
    if (length < sizeof(uint32_t) || bytes_get_u32(bytes) != ZSTD_MAGICNUMBER ||
        ZSTD_findFrameCompressedSize(bytes, length) != length)
        return err_set(err, ERR_DAMAGED, "the compressed bytes are not one zstd frame");
    got = ZSTD_decompressDCtx(compress->unpacker, out, raw_length, bytes, length);
    if (ZSTD_isError(got))
        return err_set(err, ERR_DAMAGED, "the compressed bytes are damaged: %s", ZSTD_getErrorName(got));
    if (got != raw_length)
        return err_set(err, ERR_DAMAGED, "%zu bytes were stored, but %zu were announced", got, raw_length);
    return true;
}
