#include "archive/frame.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "codec/codec.h"
#include <string.h>

enum { HASHED_SIZE = FRAME_HEAD_SIZE - 8 };

/* What a type's header may say. Add a row for a new type. */
struct rule {
    uint8_t type;
    uint8_t flags;  /* that may be set */
    bool coded;     /* the payload may be compressed */
    bool entry;     /* belongs to an entry */
    bool rows;      /* holds rows */
    bool counted;   /* has a sequence */
    uint32_t least; /* raw bytes */
    uint32_t most;
};
static const struct rule rules[] = {
    {FRAME_HEADER, 0, false, false, false, false, 1, FRAME_RAW_MOST},
    {FRAME_TOC, 0, true, false, false, true, 1, FRAME_CHUNK_MOST},
    {FRAME_DATA, FRAME_CONTINUES | FRAME_CONTINUED, true, true, true, true, 1, FRAME_RAW_MOST},
    {FRAME_END, 0, false, true, false, true, FRAME_END_SIZE, FRAME_END_SIZE},
    {FRAME_INDEX, 0, true, false, false, true, 1, FRAME_CHUNK_MOST},
    {FRAME_TRAILER, 0, false, false, false, false, FRAME_TRAILER_SIZE, FRAME_TRAILER_SIZE},
};

static uint64_t hash_head(const unsigned char *head, uint64_t offset)
{
    return hash_seeded(head, HASHED_SIZE, offset);
}

uint64_t frame_encode(const struct frame *frame, uint64_t offset, unsigned char head[FRAME_HEAD_SIZE])
{
    uint64_t hash;

    bytes_put_u32(head, FRAME_MARK);
    head[4] = frame->type;
    head[5] = frame->flags;
    head[6] = frame->codec;
    head[7] = frame->layout;
    bytes_put_u16(head + 8, frame->columns);
    bytes_put_u16(head + 10, 0);
    bytes_put_u32(head + 12, frame->entry);
    bytes_put_u32(head + 16, frame->sequence);
    bytes_put_u32(head + 20, frame->rows);
    bytes_put_u32(head + 24, frame->stored);
    bytes_put_u32(head + 28, frame->raw);
    bytes_put_u64(head + 32, frame->payload_hash);
    hash = hash_head(head, offset);
    bytes_put_u64(head + HASHED_SIZE, hash);
    return hash;
}

bool frame_is_at(const unsigned char head[FRAME_HEAD_SIZE], uint64_t offset)
{
    return bytes_get_u32(head) == FRAME_MARK && bytes_get_u64(head + HASHED_SIZE) == hash_head(head, offset);
}

uint64_t frame_chain(uint64_t chain, uint64_t hash)
{
    unsigned char bytes[8];

    bytes_put_u64(bytes, hash);
    return hash_seeded(bytes, sizeof bytes, chain);
}

static const char *check_rows(const struct frame *frame)
{
    bool continues = frame->flags & FRAME_CONTINUES;
    bool continued = frame->flags & FRAME_CONTINUED;

    if (continues ? frame->rows != 0 : frame->rows == 0 || (continued && frame->rows != 1))
        return "has a wrong number of rows";
    if (frame->rows > frame->raw)
        return "has more rows than bytes";
    if (frame->layout == LAYOUT_ROWS)
        return frame->columns ? "has columns in a layout without them" : NULL;
    if (frame->layout != LAYOUT_COLUMNS && frame->layout != LAYOUT_TRANSFORMED)
        return "has an unknown layout";
    if (frame->flags || frame->codec != CODEC_ZSTD || frame->columns < (frame->layout == LAYOUT_COLUMNS ? 2 : 1) ||
        frame->columns > FRAME_COLUMNS_MOST || (uint64_t)frame->rows * frame->columns > frame->raw)
        return "has impossible columns";
    return NULL;
}

static const char *check_rule(const struct frame *frame, const struct rule *rule)
{
    if (frame->flags & ~rule->flags)
        return "has unknown flags";
    if (frame->codec != CODEC_STORED && !(rule->coded && frame->codec == CODEC_ZSTD))
        return "has an unknown codec";
    if (frame->codec == CODEC_STORED && frame->stored != frame->raw)
        return "has two different lengths";
    if (frame->raw < rule->least || frame->raw > rule->most)
        return "has a length that its type cannot have";
    if (rule->entry ? frame->entry == 0 : frame->entry != 0)
        return "has a wrong entry";
    if (!rule->counted && frame->sequence)
        return "has a number that its type cannot have";
    if (rule->rows)
        return check_rows(frame);
    if (frame->rows || frame->columns || frame->layout)
        return "has rows that its type cannot have";
    return NULL;
}

static const char *check_type(const struct frame *frame)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].type == frame->type)
            return check_rule(frame, &rules[i]);
    return frame->type & FRAME_SKIPPABLE ? NULL : "has an unknown type (is it from a newer pgsnap?)";
}

const char *frame_decode(const unsigned char head[FRAME_HEAD_SIZE], uint64_t offset, struct frame *frame,
                         uint64_t *hash)
{
    if (bytes_get_u32(head) != FRAME_MARK)
        return "does not begin as a frame does";
    *hash = bytes_get_u64(head + HASHED_SIZE);
    if (*hash != hash_head(head, offset))
        return "has a header with a wrong checksum";
    if (bytes_get_u16(head + 10))
        return "has reserved bytes that are not zero";
    *frame = (struct frame){
        .type = head[4],
        .flags = head[5],
        .codec = head[6],
        .layout = head[7],
        .columns = bytes_get_u16(head + 8),
        .entry = bytes_get_u32(head + 12),
        .sequence = bytes_get_u32(head + 16),
        .rows = bytes_get_u32(head + 20),
        .stored = bytes_get_u32(head + 24),
        .raw = bytes_get_u32(head + 28),
        .payload_hash = bytes_get_u64(head + 32),
    };
    if (frame->raw > FRAME_RAW_MOST || frame->stored > frame->raw)
        return "has lengths beyond the limits";
    return check_type(frame);
}
