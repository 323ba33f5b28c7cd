/*
 * The codec in both directions. The first bytes choose columns and rows; the rest is decoded as it is, joined as if it
 * were columns, and, as rows, must come back from encoding.
 */
#include "codec/codec.h"
#include "codec/columns.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(struct codec *codec, uint16_t columns, uint32_t rows, const uint8_t *data, size_t size, char *out)
{
    enum { ROOM = 1 << 16 };
    struct err err = ERR_INIT;

    codec_decode(codec, CODEC_ZSTD, LAYOUT_COLUMNS, columns, rows, data, size, out, ROOM, &err);
    err_clear(&err);
    codec_decode(codec, CODEC_ZSTD, LAYOUT_TRANSFORMED, columns, rows, data, size, out, ROOM, &err);
    err_clear(&err);
    codec_decode(codec, CODEC_ZSTD, LAYOUT_ROWS, 0, rows, data, size, out, ROOM, &err);
    if (size <= ROOM) {
        char *copy = calloc(1, size + COLUMNS_SLACK);

        memcpy(copy, data, size);
        columns_join(copy, size, rows, columns, out);
        free(copy);
    }
}

static void round_trip(struct codec *codec, enum codec_layout layout, const char *data, size_t size, char *out)
{
    struct err err = ERR_INIT;
    struct encoded encoded;
    uint32_t rows = 0;

    for (size_t i = 0; i < size; i++)
        rows += data[i] == '\n';
    if (!codec_encode(codec, data, size, rows, layout, &encoded, &err))
        abort();
    if (!codec_decode(codec, encoded.codec, encoded.layout, encoded.columns, rows,
                      memcpy(out + size, encoded.bytes, encoded.length), encoded.length, out, size, &err) ||
        memcmp(out, data, size) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct codec *codec = codec_new(1);
    char *out = malloc(2 * size + (1 << 16));
    uint16_t columns;
    uint32_t rows;
    char *text;

    if (size >= 4) {
        columns = (uint16_t)(data[0] | (data[1] & 7) << 8);
        rows = (uint32_t)(data[2] | data[3] << 8);
        decode(codec, columns, rows, data + 4, size - 4, out);
        text = calloc(1, size - 4 + CODEC_SLACK);
        memcpy(text, data + 4, size - 4);
        round_trip(codec, LAYOUT_COLUMNS, text, size - 4, out);
        round_trip(codec, LAYOUT_TRY, text, size - 4, out);
        free(text);
    }
    free(out);
    codec_free(codec);
    return 0;
}
