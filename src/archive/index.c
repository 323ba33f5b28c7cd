/*
 * As bytes the index is a record per frame, in file order. All numbers are variable-length (seven bits a byte, the
 * lowest first, no superfluous bytes), so that one index has one form:
 *
 *   gap             from the end of the frame before (from 0 for the first) to this frame's offset
 *   entry * 2 + e   e = 1: an END frame
 *   DATA: stored length, raw length, rows
 *   END:  the digest, 16 bytes: everything else of its payload is the sum of the entry's DATA frames
 */
#include "archive/index.h"
#include "base/arena.h"
#include "base/bytes.h"
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MOST = 10 }; /* bytes of the longest number */

void index_init(struct index *index, size_t entries)
{
    *index = (struct index){.entries_count = entries};
    index->entries = mem_calloc(entries ? entries : 1, sizeof *index->entries);
}

void index_free(struct index *index)
{
    free(index->frames);
    free(index->entries);
    *index = (struct index){0};
}

void index_expect(struct index *index, uint32_t entry)
{
    index->entries[entry - 1].expected = true;
}

static void add(struct index *index, struct index_frame frame)
{
    if (index->count == index->size) {
        index->size = index->size ? index->size * 2 : 256;
        index->frames = mem_resize(index->frames, index->size, sizeof *index->frames);
    }
    index->frames[index->count++] = frame;
}

/* *entry: whose frame it is. */
static const char *find_entry(struct index *index, const struct frame *frame, struct index_entry **entry)
{
    if (frame->entry == 0 || frame->entry > index->entries_count || !index->entries[frame->entry - 1].expected)
        return "belongs to an entry that has no rows";
    *entry = &index->entries[frame->entry - 1];
    if ((*entry)->ended)
        return "comes after the end of its entry";
    return NULL;
}

const char *index_add_data(struct index *index, const struct frame *frame, uint64_t offset)
{
    struct index_entry *entry;
    uint32_t continued = frame->flags & FRAME_CONTINUED ? frame->entry : 0;
    const char *wrong = find_entry(index, frame, &entry);

    if (wrong)
        return wrong;
    if (frame->sequence != entry->frames)
        wrong = "comes after a frame of its entry that is missing";
    else if (continued != index->continued)
        wrong = "does not go on with the row before it";
    entry->frames = frame->sequence + 1;
    entry->stored += frame->stored;
    entry->counts.blocks += frame->rows != 0;
    entry->counts.rows += frame->rows;
    entry->counts.bytes += frame->raw;
    index->continued = frame->flags & FRAME_CONTINUES ? frame->entry : 0;
    add(index, (struct index_frame){offset, frame->entry, frame->stored, frame->raw, frame->rows});
    return wrong;
}

const char *index_add_end(struct index *index, const struct frame *frame, uint64_t offset, const struct counts *counts)
{
    struct index_entry *entry;
    const char *wrong = find_entry(index, frame, &entry);

    if (wrong)
        return wrong;
    if (index->continued)
        wrong = "does not go on with the row before it";
    else if (frame->sequence != entry->frames || counts->blocks != entry->counts.blocks ||
             counts->rows != entry->counts.rows || counts->bytes != entry->counts.bytes)
        wrong = "does not agree with the frames of its entry";
    index->continued = 0;
    entry->counts.digest = counts->digest;
    entry->ended = true;
    add(index, (struct index_frame){.offset = offset, .entry = frame->entry, .stored = frame->stored});
    return wrong;
}

uint32_t index_missing(const struct index *index)
{
    for (size_t i = 0; i < index->entries_count; i++)
        if (index->entries[i].expected && !index->entries[i].ended)
            return (uint32_t)(i + 1);
    return 0;
}

static void put_number(struct buf *out, uint64_t value)
{
    for (; value > 0x7f; value >>= 7)
        buf_add_u8(out, (uint8_t)(value | 0x80));
    buf_add_u8(out, (uint8_t)value);
}

/* Only the shortest form is taken. */
static uint64_t take_number(struct bytes *bytes)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < NUMBER_MOST; i++) {
        uint64_t byte = bytes_take_u8(bytes);

        value |= (byte & 0x7f) << (7 * i);
        if (byte & 0x80)
            continue;
        if ((byte == 0 && i > 0) || (i == NUMBER_MOST - 1 && byte > 1))
            bytes->failed = true;
        return value;
    }
    bytes->failed = true;
    return 0;
}

static uint32_t take_number_up_to(struct bytes *bytes, uint32_t most)
{
    uint64_t value = take_number(bytes);

    if (value > most)
        bytes->failed = true;
    return bytes->failed ? 0 : (uint32_t)value;
}

void index_encode(const struct index *index, struct buf *out)
{
    uint64_t position = 0;

    for (size_t i = 0; i < index->count; i++) {
        const struct index_frame *frame = &index->frames[i];
        const struct index_entry *entry = &index->entries[frame->entry - 1];

        put_number(out, frame->offset - position);
        put_number(out, (uint64_t)frame->entry * 2 + !frame->raw);
        if (frame->raw) {
            put_number(out, frame->stored);
            put_number(out, frame->raw);
            put_number(out, frame->rows);
        } else {
            buf_add_u64(out, entry->counts.digest.low);
            buf_add_u64(out, entry->counts.digest.high);
        }
        position = frame->offset + FRAME_HEAD_SIZE + frame->stored;
    }
}

static bool decode_data(struct index *index, struct bytes *bytes, struct frame *frame, uint64_t offset)
{
    const struct index_entry *entry = &index->entries[frame->entry - 1];

    frame->stored = take_number_up_to(bytes, FRAME_RAW_MOST);
    frame->raw = take_number_up_to(bytes, FRAME_RAW_MOST);
    frame->rows = take_number_up_to(bytes, FRAME_RAW_MOST);
    frame->sequence = entry->frames;
    frame->flags = frame->rows ? 0 : FRAME_CONTINUES;
    if (index->continued)
        frame->flags |= FRAME_CONTINUED;
    return frame->stored && frame->stored <= frame->raw && frame->rows <= frame->raw &&
           !index_add_data(index, frame, offset);
}

static bool decode_end(struct index *index, struct bytes *bytes, struct frame *frame, uint64_t offset)
{
    const struct index_entry *entry = &index->entries[frame->entry - 1];
    struct counts counts = entry->counts;

    frame->stored = FRAME_END_SIZE;
    frame->sequence = entry->frames;
    counts.digest.low = bytes_take_u64(bytes);
    counts.digest.high = bytes_take_u64(bytes);
    return !index_add_end(index, frame, offset, &counts);
}

bool index_decode(struct index *index, const void *data, size_t length, uint64_t limit)
{
    struct bytes bytes = bytes_of(data, length);
    uint64_t position = 0;

    while (bytes_left(&bytes)) {
        uint64_t gap = take_number(&bytes);
        uint64_t key = take_number(&bytes);
        struct frame frame = {.entry = (uint32_t)(key / 2)};

        /* limit is a file's length, far from overflow */
        if (bytes.failed || gap > limit - position || key / 2 == 0 || key / 2 > index->entries_count ||
            index->count == UINT32_MAX)
            return false;
        position += gap;
        if (!(key & 1 ? decode_end : decode_data)(index, &bytes, &frame, position))
            return false;
        position += FRAME_HEAD_SIZE + frame.stored;
        if (bytes.failed || position > limit)
            return false;
    }
    return !bytes.failed && !index->continued;
}

void index_put_counts(const struct counts *counts, unsigned char bytes[FRAME_END_SIZE])
{
    bytes_put_u64(bytes, counts->blocks);
    bytes_put_u64(bytes + 8, counts->rows);
    bytes_put_u64(bytes + 16, counts->bytes);
    bytes_put_u64(bytes + 24, counts->digest.low);
    bytes_put_u64(bytes + 32, counts->digest.high);
}

void index_get_counts(const unsigned char bytes[FRAME_END_SIZE], struct counts *counts)
{
    *counts = (struct counts){
        .blocks = bytes_get_u64(bytes),
        .rows = bytes_get_u64(bytes + 8),
        .bytes = bytes_get_u64(bytes + 16),
        .digest = {.low = bytes_get_u64(bytes + 24), .high = bytes_get_u64(bytes + 32)},
    };
}
