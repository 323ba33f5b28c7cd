#include "archive/frame.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "codec/codec.h"
#include "unit.h"
#include <string.h>

static const struct frame data_frame = {
    .type = FRAME_DATA,
    .codec = CODEC_ZSTD,
    .layout = LAYOUT_COLUMNS,
    .columns = 16,
    .entry = 7,
    .sequence = 3,
    .rows = 1000,
    .stored = 200000,
    .raw = 1 << 20,
    .payload_hash = UINT64_C(0x0123456789abcdef),
};
enum { OFFSET = 123456 };

START_TEST(comes_back)
{
    unsigned char head[FRAME_HEAD_SIZE];
    uint64_t written = frame_encode(&data_frame, OFFSET, head), hash;
    struct frame frame;

    memset(&frame, 0xee, sizeof frame);
    ck_assert_ptr_null(frame_decode(head, OFFSET, &frame, &hash));
    ck_assert_uint_eq(hash, written);
    ck_assert_uint_eq(frame.type, data_frame.type);
    ck_assert_uint_eq(frame.flags, data_frame.flags);
    ck_assert_uint_eq(frame.codec, data_frame.codec);
    ck_assert_uint_eq(frame.layout, data_frame.layout);
    ck_assert_uint_eq(frame.columns, data_frame.columns);
    ck_assert_uint_eq(frame.entry, data_frame.entry);
    ck_assert_uint_eq(frame.sequence, data_frame.sequence);
    ck_assert_uint_eq(frame.rows, data_frame.rows);
    ck_assert_uint_eq(frame.stored, data_frame.stored);
    ck_assert_uint_eq(frame.raw, data_frame.raw);
    ck_assert_uint_eq(frame.payload_hash, data_frame.payload_hash);
    ck_assert(frame_is_at(head, OFFSET));
}
END_TEST

/* The bytes are what the format document says, on every machine. */
START_TEST(has_its_bytes)
{
    static const unsigned char expected[40] = {
        'P',  'G', 'S', 'F', 3,    0,    1, 1, 16, 0, 0,    0, 7,    0,    0,    0,    3,    0,    0,    0,
        0xe8, 3,   0,   0,   0x40, 0x0d, 3, 0, 0,  0, 0x10, 0, 0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01};
    unsigned char head[FRAME_HEAD_SIZE];

    frame_encode(&data_frame, OFFSET, head);
    ck_assert(memcmp(head, expected, sizeof expected) == 0);
    ck_assert_uint_eq(bytes_get_u64(head + 40), hash_seeded(expected, sizeof expected, OFFSET));
}
END_TEST

START_TEST(every_bit_counts)
{
    unsigned char head[FRAME_HEAD_SIZE];
    struct frame frame;
    uint64_t hash;

    frame_encode(&data_frame, OFFSET, head);
    for (unsigned bit = 0; bit < 8 * FRAME_HEAD_SIZE; bit++) {
        head[bit / 8] ^= (unsigned char)(1 << bit % 8);
        ck_assert_ptr_nonnull(frame_decode(head, OFFSET, &frame, &hash));
        ck_assert(!frame_is_at(head, OFFSET));
        head[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}
END_TEST

START_TEST(is_bound_to_its_place)
{
    unsigned char head[FRAME_HEAD_SIZE];
    struct frame frame;
    uint64_t hash;

    frame_encode(&data_frame, OFFSET, head);
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t elsewhere = OFFSET ^ UINT64_C(1) << bit;

        ck_assert_ptr_nonnull(frame_decode(head, elsewhere, &frame, &hash));
        ck_assert(!frame_is_at(head, elsewhere));
    }
}
END_TEST

/* With a good checksum: what the header says is judged by itself. */
static const char *judge(struct frame frame)
{
    unsigned char head[FRAME_HEAD_SIZE];
    uint64_t hash;

    frame_encode(&frame, OFFSET, head);
    return frame_decode(head, OFFSET, &frame, &hash);
}

#define WITH(...)                                                                                                      \
    ({                                                                                                                 \
        struct frame f_ = data_frame;                                                                                  \
        struct frame *f = &f_;                                                                                         \
        __VA_ARGS__;                                                                                                   \
        f_;                                                                                                            \
    })

START_TEST(lies_are_refused)
{
    ck_assert_ptr_null(judge(data_frame));
    ck_assert_ptr_nonnull(judge(WITH(f->type = 0)));
    ck_assert_ptr_nonnull(judge(WITH(f->type = 7)));
    ck_assert_ptr_nonnull(judge(WITH(f->flags = 4)));
    ck_assert_ptr_nonnull(judge(WITH(f->flags = FRAME_CONTINUES)));
    ck_assert_ptr_nonnull(judge(WITH(f->flags = FRAME_CONTINUES, f->rows = 0)));
    ck_assert_ptr_nonnull(judge(WITH(f->codec = 2)));
    ck_assert_ptr_nonnull(judge(WITH(f->codec = CODEC_STORED)));
    ck_assert_ptr_nonnull(judge(WITH(f->codec = CODEC_STORED, f->stored = f->raw)));
    ck_assert_ptr_nonnull(judge(WITH(f->layout = 3)));
    ck_assert_ptr_nonnull(judge(WITH(f->layout = LAYOUT_ROWS)));
    ck_assert_ptr_null(judge(WITH(f->layout = LAYOUT_ROWS, f->columns = 0)));
    ck_assert_ptr_null(judge(WITH(f->layout = LAYOUT_TRANSFORMED)));
    ck_assert_ptr_null(judge(WITH(f->layout = LAYOUT_TRANSFORMED, f->columns = 1)));
    ck_assert_ptr_nonnull(judge(WITH(f->layout = LAYOUT_TRANSFORMED, f->columns = 0)));
    ck_assert_ptr_nonnull(judge(WITH(f->columns = 0)));
    ck_assert_ptr_nonnull(judge(WITH(f->columns = 1)));
    ck_assert_ptr_nonnull(judge(WITH(f->columns = 1601)));
    ck_assert_ptr_nonnull(judge(WITH(f->columns = 1600)));
    ck_assert_ptr_nonnull(judge(WITH(f->entry = 0)));
    ck_assert_ptr_nonnull(judge(WITH(f->rows = 0)));
    ck_assert_ptr_nonnull(judge(WITH(f->rows = UINT32_MAX)));
    ck_assert_ptr_nonnull(judge(WITH(f->stored = f->raw + 1)));
    ck_assert_ptr_nonnull(judge(WITH(f->raw = FRAME_RAW_MOST + 1)));
    ck_assert_ptr_null(judge(WITH(f->raw = FRAME_RAW_MOST)));
    ck_assert_ptr_nonnull(judge(WITH(f->raw = 0, f->stored = 0)));
}
END_TEST

START_TEST(other_types_are_judged)
{
    struct frame toc = {.type = FRAME_TOC, .codec = CODEC_ZSTD, .sequence = 4, .stored = 10, .raw = 20};
    struct frame end = {.type = FRAME_END, .entry = 4, .stored = FRAME_END_SIZE, .raw = FRAME_END_SIZE};
    struct frame piece = {
        .type = FRAME_DATA, .flags = FRAME_CONTINUES | FRAME_CONTINUED, .entry = 4, .stored = 9, .raw = 9};
    struct frame newer = {.type = 200, .flags = 255, .codec = 255, .layout = 255, .entry = 1, .stored = 5, .raw = 5};

    ck_assert_ptr_null(judge(toc));
    toc.raw = FRAME_CHUNK_MOST + 1;
    ck_assert_ptr_nonnull(judge(toc));
    toc.raw = 20;
    toc.entry = 1;
    ck_assert_ptr_nonnull(judge(toc));
    ck_assert_ptr_null(judge(end));
    end.raw = end.stored = FRAME_END_SIZE - 1;
    ck_assert_ptr_nonnull(judge(end));
    ck_assert_ptr_null(judge(piece));
    piece.flags = FRAME_CONTINUED;
    ck_assert_ptr_nonnull(judge(piece));
    piece.rows = 1;
    ck_assert_ptr_null(judge(piece));
    piece.rows = 2;
    ck_assert_ptr_nonnull(judge(piece));
    ck_assert_ptr_null(judge(newer));
    newer.raw = newer.stored = FRAME_RAW_MOST + 1;
    ck_assert_ptr_nonnull(judge(newer));
}
END_TEST

START_TEST(reserved_bytes_are_zero)
{
    unsigned char head[FRAME_HEAD_SIZE];
    struct frame frame;
    uint64_t hash;

    for (unsigned i = 10; i < 12; i++) {
        frame_encode(&data_frame, OFFSET, head);
        head[i] = 1;
        bytes_put_u64(head + 40, hash_seeded(head, 40, OFFSET));
        ck_assert_ptr_nonnull(frame_decode(head, OFFSET, &frame, &hash));
    }
}
END_TEST

UNIT_MAIN("frame", comes_back, has_its_bytes, every_bit_counts, is_bound_to_its_place, lies_are_refused,
          other_types_are_judged, reserved_bytes_are_zero)
