#include "archive/fetch.h"
#include "base/arena.h"
#include "base/hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fetch_some(struct reader *reader, uint64_t offset, void *bytes, size_t length, size_t *got, struct err *err)
{
    if (atomic_load(&reader->cancelled)) {
        err_set(err, ERR_FAILED, "%s: cancelled", store_name(reader->store));
        err->cancelled = true;
        return false;
    }
    if (store_can_seek(reader->store))
        return store_read_at(reader->store, offset, bytes, length, got, err);
    return store_read(reader->store, bytes, length, got, err);
}

bool fetch_bytes(struct reader *reader, uint64_t offset, void *bytes, size_t length, struct err *err)
{
    size_t got;

    if (!fetch_some(reader, offset, bytes, length, &got, err))
        return false;
    if (got == length)
        return true;
    err_set(err, ERR_DAMAGED, "%s: incomplete: it ends at byte %" PRIu64 ", in the middle", store_name(reader->store),
            offset + got);
    return err_hint(err, "the dump did not finish, or the file was cut short on its way: take another copy");
}

bool fetch_damaged(struct reader *reader, uint32_t entry, uint64_t offset, const char *wrong, struct err *err)
{
    const struct entry *found = entry_find(&reader->toc, entry);
    char name[512] = "";

    if (found)
        entry_describe(found, name, sizeof name);
    return err_set(err, ERR_DAMAGED, "%s: %s%sthe frame at %" PRIu64 " %s", store_name(reader->store), name,
                   found ? ": " : "", offset, wrong);
}

bool fetch_head(struct reader *reader, uint64_t offset, struct frame *frame, uint64_t *hash, bool *damaged,
                struct err *err)
{
    unsigned char head[FRAME_HEAD_SIZE];
    const char *wrong;

    if (damaged)
        *damaged = false;
    if (!fetch_bytes(reader, offset, head, sizeof head, err))
        return false;
    wrong = frame_decode(head, offset, frame, hash);
    if (!wrong)
        return true;
    if (damaged)
        *damaged = true;
    return fetch_damaged(reader, 0, offset, wrong, err);
}

bool fetch_payload(struct reader *reader, uint64_t offset, const struct frame *frame, struct buf *into, struct err *err)
{
    buf_reset(into);
    if (!fetch_bytes(reader, offset + FRAME_HEAD_SIZE, buf_reserve(into, frame->stored), frame->stored, err))
        return false;
    into->used = frame->stored;
    return true;
}

bool fetch_check(struct reader *reader, uint64_t offset, const struct frame *frame, const struct buf *stored,
                 struct err *err)
{
    if (hash_bytes(stored->data, stored->used) == frame->payload_hash)
        return true;
    return fetch_damaged(reader, frame->entry, offset, "has a payload with a wrong checksum", err);
}

static bool decode(struct reader *reader, struct reader_lane *lane, char *out, struct err *err)
{
    const struct frame *frame = &lane->frame;
    struct err cause = ERR_INIT;

    if (codec_decode(lane->codec, frame->codec, frame->layout, frame->columns, frame->rows, lane->stored.data,
                     lane->stored.used, out, frame->raw, &cause))
        return true;
    char wrong[256];

    snprintf(wrong, sizeof wrong, "cannot be decoded: %.200s", cause.message);
    return fetch_damaged(reader, frame->entry, lane->offset, wrong, err);
}

bool fetch_decode(struct reader *reader, struct reader_lane *lane, struct buf *out, struct err *err)
{
    buf_reset(out);
    if (!decode(reader, lane, buf_reserve(out, lane->frame.raw), err))
        return false;
    out->used = lane->frame.raw;
    return true;
}

bool fetch_decode_rows(struct reader *reader, struct reader_lane *lane, struct block *block, struct err *err)
{
    if (lane->frame.raw > FRAME_ROW_MOST - block->used)
        return fetch_damaged(reader, lane->frame.entry, lane->offset, "belongs to a row that is too large", err);
    if (!decode(reader, lane, block_reserve(block, lane->frame.raw), err))
        return false;
    block->used += lane->frame.raw;
    return true;
}

bool fetch_finish_block(struct reader *reader, uint64_t offset, uint32_t rows, struct block *block, struct err *err)
{
    if (hash_add_rows(&block->digest, block->data, block->used) != rows)
        return fetch_damaged(reader, block->entry, offset, "does not hold as many rows as it should", err);
    block->rows = rows;
    return true;
}

/* Looks through one window of the file; true when found. */
static bool search_window(const unsigned char *window, size_t length, uint64_t start, uint64_t *found)
{
    static const unsigned char mark[4] = {'P', 'G', 'S', 'F'};
    const unsigned char *at = window;

    while (length >= FRAME_HEAD_SIZE) {
        const unsigned char *next = memmem(at, length - (FRAME_HEAD_SIZE - sizeof mark), mark, sizeof mark);

        if (!next)
            return false;
        *found = start + (uint64_t)(next - window);
        if (frame_is_at(next, *found))
            return true;
        length -= (size_t)(next + 1 - at);
        at = next + 1;
    }
    return false;
}

bool fetch_search(struct reader *reader, uint64_t offset, uint64_t *found, struct err *err)
{
    enum { WINDOW = 1 << 20 };
    unsigned char *window = mem_alloc(WINDOW);
    bool good = true, hit = false;
    size_t got = WINDOW;

    /* windows overlap by a header less a byte: one that lies across their border is whole in the next */
    for (offset++; good && !hit && got == WINDOW; offset += WINDOW - FRAME_HEAD_SIZE + 1) {
        good = fetch_some(reader, offset, window, WINDOW, &got, err);
        hit = good && search_window(window, got, offset, found);
    }
    if (!hit)
        *found = store_size(reader->store);
    free(window);
    return good;
}
