/*
 * A whole archive whose checksums are made right before it is read: what a forger could write. The input is an archive;
 * every frame that can be found by its lengths is signed anew.
 */
#include "archive/frame.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "sample.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bounds memory: a payload that really is as large as it says costs time, not insight. */
enum { RAW_MOST = 1 << 16 };

static void sign_all(uint8_t *bytes, size_t size)
{
    size_t at = FRAME_MAGIC_SIZE;
    uint64_t chain = 0;

    memcpy(bytes, FRAME_MAGIC, FRAME_MAGIC_SIZE);
    while (size - at >= FRAME_HEAD_SIZE) {
        uint8_t *head = bytes + at;
        size_t stored = bytes_get_u32(head + 24);

        if (stored > size - at - FRAME_HEAD_SIZE || bytes_get_u32(head + 28) > RAW_MOST)
            return;
        bytes_put_u32(head, FRAME_MARK);
        if (head[4] == FRAME_TRAILER && stored == FRAME_TRAILER_SIZE) {
            bytes_put_u64(head + FRAME_HEAD_SIZE + 24, size);
            bytes_put_u64(head + FRAME_HEAD_SIZE + 48, chain);
        }
        bytes_put_u64(head + 32, hash_bytes(head + FRAME_HEAD_SIZE, stored));
        bytes_put_u64(head + 40, hash_seeded(head, 40, at));
        chain = frame_chain(chain, bytes_get_u64(head + 40));
        at += FRAME_HEAD_SIZE + stored;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct reader_options ways[] = {
        {.mode = READER_STREAM},
        {.mode = READER_STREAM, .keep_going = true},
        {.mode = READER_SEEK, .by_entry = true},
    };
    struct reading reading;
    uint8_t *bytes;

    if (size < FRAME_MAGIC_SIZE + FRAME_HEAD_SIZE)
        return 0;
    bytes = malloc(size);
    memcpy(bytes, data, size);
    sign_all(bytes, size);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        sample_read(bytes, size, true, &ways[i], 1, 0, &reading);
    free(bytes);
    return 0;
}
