/*
 * Opening: magic, HEADER and TOC are read in order. From a file the trailer is asked for before the TOC, so that an
 * archive that was cut short is called incomplete, whatever else is wrong with it. keep_going passes over a bad end:
 * reading in file order will come to it and list it.
 */
#include "archive/reader_open.h"
#include "archive/fetch.h"
#include "archive/mistaken.h"
#include "archive/toc.h"
#include "base/bytes.h"
#include "base/hash.h"
#include <inttypes.h>
#include <string.h>

enum { TRAILER_AT_END = FRAME_HEAD_SIZE + FRAME_TRAILER_SIZE };

/* The next frame, whose payload is then in lane 0; moves on and notes it in the chain. */
static bool next_frame(struct reader *reader, struct err *err)
{
    struct reader_lane *lane = &reader->lanes[0];
    uint64_t hash;

    lane->offset = reader->offset;
    if (!fetch_head(reader, reader->offset, &lane->frame, &hash, NULL, err) ||
        !fetch_payload(reader, reader->offset, &lane->frame, &lane->stored, err) ||
        !fetch_check(reader, reader->offset, &lane->frame, &lane->stored, err))
        return false;
    reader->offset += FRAME_HEAD_SIZE + lane->frame.stored;
    reader->chain = frame_chain(reader->chain, hash);
    reader->frames++;
    return true;
}

/* The next frame that may not be passed over; it must be of this type and have this number. */
static bool next_of_type(struct reader *reader, enum frame_type type, uint32_t sequence, struct err *err)
{
    const struct reader_lane *lane = &reader->lanes[0];

    do {
        if (!next_frame(reader, err))
            return false;
    } while (lane->frame.type & FRAME_SKIPPABLE);
    if (lane->frame.type != type || lane->frame.sequence != sequence)
        return fetch_damaged(reader, 0, lane->offset, "is not the one that must come here", err);
    return true;
}

static bool read_magic(struct reader *reader, struct err *err)
{
    unsigned char bytes[MISTAKEN_SIZE];
    size_t got, more = 0;

    if (!fetch_some(reader, 0, bytes, FRAME_MAGIC_SIZE, &got, err))
        return false;
    if (got == FRAME_MAGIC_SIZE && memcmp(bytes, FRAME_MAGIC, FRAME_MAGIC_SIZE) == 0) {
        reader->offset = FRAME_MAGIC_SIZE;
        return true;
    }
    if (got == FRAME_MAGIC_SIZE && !fetch_some(reader, got, bytes + got, sizeof bytes - got, &more, err))
        return false;
    return mistaken_explain(store_name(reader->store), bytes, got + more, err);
}

static bool read_header(struct reader *reader, struct err *err)
{
    const struct reader_lane *lane = &reader->lanes[0];
    struct err cause = ERR_INIT;

    if (!next_frame(reader, err))
        return false;
    if (lane->frame.type != FRAME_HEADER)
        return fetch_damaged(reader, 0, lane->offset, "is not the one that must come first", err);
    if (header_decode(lane->stored.data, lane->stored.used, &reader->header, &reader->toc, &cause))
        return true;
    err_set(err, cause.code, "%s %s", store_name(reader->store), cause.message);
    return cause.hint[0] ? err_hint(err, "%s", cause.hint) : false;
}

static bool read_toc(struct reader *reader, struct err *err)
{
    struct toc_decoder decoder;
    struct buf raw = {0};
    uint64_t left = reader->header.toc_length;
    struct err cause = ERR_INIT;
    bool good = true;

    toc_decoder_init(&decoder, reader->toc.arena, reader->header.entries);
    for (uint32_t sequence = 0; good && left; sequence++) {
        good = next_of_type(reader, FRAME_TOC, sequence, err) && fetch_decode(reader, &reader->lanes[0], &raw, err);
        if (good && raw.used > left)
            good = fetch_damaged(reader, 0, reader->lanes[0].offset, "makes the table of contents too long", err);
        if (good)
            good = toc_take(&decoder, raw.data, raw.used, &cause);
        left -= good ? raw.used : 0;
    }
    if (good)
        good = toc_finish(&decoder, &reader->toc, &cause);
    if (err_is_set(&cause))
        err_set(err, cause.code, "%s: %s", store_name(reader->store), cause.message);
    buf_free(&raw);
    toc_decoder_free(&decoder);
    reader->front_chain = reader->chain;
    return good;
}

/* There is no good trailer where the archive ends. Why? */
static bool explain_end(struct reader *reader, const unsigned char *end, struct err *err)
{
    uint64_t size = store_size(reader->store), start = size > (1 << 16) ? size - (1 << 16) : 0, at = start;
    const char *name = store_name(reader->store);
    struct trailer trailer;
    struct frame frame;
    uint64_t hash;

    trailer_decode(end + FRAME_HEAD_SIZE, &trailer);
    if (bytes_get_u64(end + 32) == hash_bytes(end + FRAME_HEAD_SIZE, FRAME_TRAILER_SIZE) && trailer.length != size)
        return err_set(err, ERR_DAMAGED, "%s: has %" PRIu64 " bytes, but was written with %" PRIu64, name, size,
                       trailer.length);
    if (trailer.length == size || (memcmp(end, "PGSF", 4) == 0 && end[4] == FRAME_TRAILER))
        return err_set(err, ERR_DAMAGED, "%s: its last frame (the trailer) is damaged", name);
    /* a trailer that is not at the end: something was appended */
    while (fetch_search(reader, at, &at, err) && at < size) {
        struct err ignored = ERR_INIT;

        if (fetch_head(reader, at, &frame, &hash, NULL, &ignored) && frame.type == FRAME_TRAILER &&
            at + TRAILER_AT_END < size)
            return err_set(err, ERR_DAMAGED, "%s: is followed by %" PRIu64 " bytes that do not belong to it", name,
                           size - at - TRAILER_AT_END);
    }
    err_set(err, ERR_DAMAGED, "%s: incomplete: it ends at byte %" PRIu64 " without a trailer", name, size);
    return err_hint(err, "the dump did not finish, or the file was cut short on its way: take another copy");
}

static bool read_trailer(struct reader *reader, struct err *err)
{
    uint64_t size = store_size(reader->store), hash;
    struct reader_lane *lane = &reader->lanes[0];
    unsigned char end[TRAILER_AT_END] = {0};

    if (size < reader->offset + TRAILER_AT_END) {
        err_set(err, ERR_DAMAGED, "%s: incomplete: it ends at byte %" PRIu64 " without a trailer",
                store_name(reader->store), size);
        return err_hint(err, "the dump did not finish, or the file was cut short on its way: take another copy");
    }
    lane->offset = size - TRAILER_AT_END;
    if (!fetch_bytes(reader, lane->offset, end, sizeof end, err))
        return false;
    if (frame_decode(end, lane->offset, &lane->frame, &hash) || lane->frame.type != FRAME_TRAILER)
        return explain_end(reader, end, err);
    if (hash_bytes(end + FRAME_HEAD_SIZE, FRAME_TRAILER_SIZE) != lane->frame.payload_hash)
        return fetch_damaged(reader, 0, lane->offset, "has a payload with a wrong checksum", err);
    trailer_decode(end + FRAME_HEAD_SIZE, &reader->trailer);
    if (reader->trailer.length != size || reader->trailer.index_offset > lane->offset ||
        reader->trailer.index_length > reader->trailer.index_offset)
        return fetch_damaged(reader, 0, lane->offset, "does not fit the archive", err);
    return true;
}

/* The INDEX frames' content; it may not be longer than the trailer says, nor the file than it was. */
static bool read_index_bytes(struct reader *reader, struct buf *bytes, struct err *err)
{
    struct buf raw = {0};
    bool good = true;

    for (uint32_t sequence = 0; good && bytes->used < reader->trailer.index_length; sequence++) {
        good = next_of_type(reader, FRAME_INDEX, sequence, err) && fetch_decode(reader, &reader->lanes[0], &raw, err);
        if (good)
            buf_add(bytes, raw.data, raw.used);
    }
    buf_free(&raw);
    return good;
}

static void expect_rows(const struct toc *toc, struct index *index)
{
    index_init(index, toc->count);
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].flags & ENTRY_ROWS)
            index_expect(index, toc->entries[i].id);
}

static bool read_index(struct reader *reader, struct err *err)
{
    const struct trailer *trailer = &reader->trailer;
    struct buf bytes = {0};
    bool good;

    expect_rows(&reader->toc, &reader->listed);
    if (trailer->front_chain != reader->front_chain || trailer->index_offset < reader->offset)
        return err_set(err, ERR_DAMAGED, "%s: its front is not the one that its end belongs to",
                       store_name(reader->store));
    reader->offset = trailer->index_offset;
    good = read_index_bytes(reader, &bytes, err);
    if (good &&
        (bytes.used != trailer->index_length || hash_bytes(buf_text(&bytes), bytes.used) != trailer->index_hash ||
         !index_decode(&reader->listed, bytes.data, bytes.used, trailer->index_offset) ||
         index_missing(&reader->listed)))
        good = err_set(err, ERR_DAMAGED, "%s: its index is damaged", store_name(reader->store));
    buf_free(&bytes);
    return good;
}

static void keep_counts(struct reader *reader)
{
    for (size_t i = 0; i < reader->toc.count; i++)
        if (reader->listed.entries[i].expected) {
            reader->toc.entries[i].counts = reader->listed.entries[i].counts;
            reader->toc.entries[i].counts_known = true;
        }
}

/* Reading the index has moved the place; the frames between it and the front come first. */
static bool read_end(struct reader *reader, struct err *err)
{
    uint64_t offset = reader->offset, chain = reader->chain, frames = reader->frames;
    bool good = read_index(reader, err);

    reader->offset = offset;
    reader->chain = chain;
    reader->frames = frames;
    reader->has_index = good;
    if (good)
        keep_counts(reader);
    return good;
}

bool reader_open_all(struct reader *reader, struct err *err)
{
    struct err cause = ERR_INIT;
    bool seekable = store_can_seek(reader->store), has_trailer;

    if (!read_magic(reader, err) || !read_header(reader, err))
        return false;
    has_trailer = seekable && read_trailer(reader, &cause);
    if (seekable && !has_trailer && !(reader->options.keep_going && cause.code == ERR_DAMAGED)) {
        *err = cause;
        return false;
    }
    if (!read_toc(reader, err))
        return false;
    err_clear(&cause);
    if (has_trailer && !read_end(reader, &cause) && !(reader->options.keep_going && cause.code == ERR_DAMAGED)) {
        *err = cause;
        return false;
    }
    expect_rows(&reader->toc, &reader->seen);
    return true;
}
