#include "archive/reader_tail.h"
#include "archive/fetch.h"
#include "base/hash.h"
#include <inttypes.h>
#include <string.h>

/* The first INDEX frame, or a trailer without any: every entry must have come to its end. */
static enum step begin_index(struct reader *reader, struct reader_lane *lane, struct err *err)
{
    uint32_t missing = index_missing(&reader->seen);
    struct reader_lane place = *lane;

    reader->in_index = true;
    reader->index_offset = lane->offset;
    index_encode(&reader->seen, &reader->index_bytes);
    if (!step_is_whole(reader))
        return STEP_NEXT;
    if (reader->seen.continued)
        return step_complain(reader, lane, "comes in the middle of a row", err);
    place.frame.entry = missing;
    return missing ? step_complain(reader, &place, "comes before the end of this entry", err) : STEP_NEXT;
}

enum step reader_tail_index(struct reader *reader, struct reader_lane *lane, struct err *err)
{
    size_t left;
    struct buf raw = {0};
    bool equal;

    if (!reader->in_index && begin_index(reader, lane, err) == STEP_FAILED)
        return STEP_FAILED;
    left = reader->index_bytes.used - reader->index_at;
    if (!step_read_checked(reader, lane, err) || !fetch_decode(reader, lane, &raw, err)) {
        buf_free(&raw);
        return step_payload_failed(reader, lane, err);
    }
    equal = lane->frame.sequence == reader->index_chunks++ && raw.used <= left &&
            memcmp(raw.data, reader->index_bytes.data + reader->index_at, raw.used) == 0;
    reader->index_at += equal ? raw.used : 0;
    buf_free(&raw);
    if (equal || !step_is_whole(reader))
        return STEP_NEXT;
    return step_complain(reader, lane, "does not agree with the frames before it", err);
}

static bool trailer_agrees(struct reader *reader, const struct reader_lane *lane, uint64_t frames, uint64_t chain)
{
    struct trailer trailer;

    trailer_decode((const unsigned char *)lane->stored.data, &trailer);
    return reader->index_at == reader->index_bytes.used && trailer.index_offset == reader->index_offset &&
           trailer.index_length == reader->index_bytes.used && trailer.frames == frames &&
           trailer.length == reader->offset && trailer.front_chain == reader->front_chain &&
           trailer.index_hash == hash_bytes(buf_text(&reader->index_bytes), reader->index_bytes.used) &&
           trailer.chain == chain;
}

static enum step check_nothing_follows(struct reader *reader, struct err *err)
{
    size_t got;
    char byte;

    if (!fetch_some(reader, reader->offset, &byte, 1, &got, err)) {
        reader->failed = true;
        return STEP_FAILED;
    }
    if (!got)
        return STEP_DONE;
    err_set(err, ERR_DAMAGED, "%s: is followed by bytes that do not belong to it, from byte %" PRIu64,
            store_name(reader->store), reader->offset);
    return step_forgive(reader, 0, reader->offset, err) == STEP_FAILED ? STEP_FAILED : STEP_DONE;
}

enum step reader_tail_trailer(struct reader *reader, struct reader_lane *lane, uint64_t chain, struct err *err)
{
    uint64_t frames = reader->frames - 1;

    if (!reader->in_index && begin_index(reader, lane, err) == STEP_FAILED)
        return STEP_FAILED;
    if (!step_read_checked(reader, lane, err)) {
        if (step_payload_failed(reader, lane, err) == STEP_FAILED)
            return STEP_FAILED;
    } else if (step_is_whole(reader) && !trailer_agrees(reader, lane, frames, chain)) {
        if (step_complain(reader, lane, "does not agree with the frames before it", err) == STEP_FAILED)
            return STEP_FAILED;
    }
    reader->done = true;
    return check_nothing_follows(reader, err);
}
