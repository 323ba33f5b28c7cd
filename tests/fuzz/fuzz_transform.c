/*
 * Transforms in both directions. The first bytes choose transform and rows; the rest is decoded as it is, and, as a
 * column, must come back from encoding.
 */
#include "codec/columns.h"
#include "codec/transform.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 16, IDS = TRANSFORM_HEX + 1 };

static char *with_slack(const void *bytes, size_t length)
{
    char *copy = calloc(1, length + TRANSFORM_SLACK);

    memcpy(copy, bytes, length);
    return copy;
}

static void round_trip(struct transform_memory *memory, enum transform_id id, const char *text, size_t length)
{
    struct split split = {.data = NULL};
    struct column column;
    struct buf out = {0};
    uint32_t rows = 0;
    size_t used;

    for (size_t i = 0; i < length; i++)
        rows += text[i] == '\n';
    memory->cuts.count = 0;
    if (!memchr(text, '\t', length) && columns_find(&split, text, length, rows) &&
        (column = columns_of(&split, 0), transform_encode(id, &column, memory, &out))) {
        char *bytes = with_slack(buf_text(&out), out.used), *back = malloc(length + TRANSFORM_SLACK);

        if (!transform_decode(id, bytes, out.used, rows, memory, back, length, &used) || used != length ||
            memcmp(back, text, length) != 0)
            abort();
        free(bytes);
        free(back);
    }
    columns_free(&split);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct transform_memory memory = {.text = {0}};
    char *bytes, *out;
    size_t used;

    if (size < 3)
        return 0;
    bytes = with_slack(data + 3, size - 3);
    out = malloc(ROOM + TRANSFORM_SLACK);
    transform_decode(data[0] % IDS, bytes, size - 3, (uint32_t)(data[1] | data[2] << 8), &memory, out, ROOM, &used);
    round_trip(&memory, (enum transform_id)(data[0] % IDS), bytes, size - 3);
    free(bytes);
    free(out);
    transform_memory_free(&memory);
    return 0;
}
