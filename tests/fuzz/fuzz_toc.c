/* The table of contents, the header's payload and the index, without the frames around them. */
#include "archive/header.h"
#include "archive/index.h"
#include "archive/toc.h"
#include "base/arena.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_toc(const uint8_t *data, size_t size, size_t entries)
{
    struct toc toc = {.arena = arena_new()};
    struct toc_decoder decoder;
    struct err err = ERR_INIT;
    struct buf again = {0};
    uint32_t *numbers, count;

    toc_decoder_init(&decoder, toc.arena, entries);
    if (toc_take(&decoder, data, size / 2, &err) && toc_take(&decoder, data + size / 2, size - size / 2, &err) &&
        toc_finish(&decoder, &toc, &err)) {
        /* what a reader takes a writer can write */
        numbers = calloc(toc.count + 1, sizeof *numbers);
        if (!toc_encode(&toc, numbers, &count, &again, &err) || count != toc.count)
            abort();
        free(numbers);
    }
    buf_free(&again);
    toc_decoder_free(&decoder);
    arena_free(toc.arena);
}

static void take_header(const uint8_t *data, size_t size)
{
    struct toc toc = {.arena = arena_new()};
    struct err err = ERR_INIT;
    struct header header;

    header_decode(data, size, &header, &toc, &err);
    arena_free(toc.arena);
}

static void take_index(const uint8_t *data, size_t size, size_t entries)
{
    struct index index;
    struct buf again = {0};

    index_init(&index, entries);
    for (size_t i = 0; i < entries; i++)
        index_expect(&index, (uint32_t)(i + 1));
    if (index_decode(&index, data, size, UINT32_MAX)) {
        index_encode(&index, &again);
        if (again.used != size || (size && memcmp(again.data, data, size) != 0))
            abort();
    }
    buf_free(&again);
    index_free(&index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    take_toc(data + 1, size - 1, data[0]);
    take_header(data + 1, size - 1);
    take_index(data + 1, size - 1, data[0]);
    return 0;
}
