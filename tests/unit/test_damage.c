/*
 * Whatever happens to an archive must be found: every byte of a small one is changed, it is cut at every length, bytes
 * are appended, and frames are moved, repeated and dropped.
 */
#include "archive/frame.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "codec/codec.h"
#include "memory_store.h"
#include "sample.h"
#include "unit.h"
#include <string.h>

static struct sample sample;
static struct buf archive;

static void setup(void)
{
    sample_init(&sample);
    buf_init(&archive);
    sample_write(&sample, 1, 3, 12, 8, &archive);
}

static void teardown(void)
{
    sample_free(&sample);
    buf_free(&archive);
}

static const struct reader_options stream = {.mode = READER_STREAM};
static const struct reader_options quick = {.mode = READER_STREAM, .quick = true};
static const struct reader_options going = {.mode = READER_STREAM, .keep_going = true};
static const struct reader_options quick_going = {.mode = READER_STREAM, .quick = true, .keep_going = true};
static const struct reader_options seek = {.mode = READER_SEEK};

/* The bytes lie in memory of exactly their size, so that a sanitizer sees every step beyond. */
static struct reading read_exactly(const void *bytes, size_t length, bool seekable,
                                   const struct reader_options *options)
{
    struct reading reading;
    char *exact = malloc(length ? length : 1);

    memcpy(exact, bytes, length);
    sample_read(exact, length, seekable, options, 1, 0, &reading);
    free(exact);
    return reading;
}

static void found(const struct reading *reading, const char *what, size_t at)
{
    ck_assert_msg(!reading->good, "%s at %zu was not found", what, at);
    ck_assert_msg(reading->err.code == ERR_DAMAGED, "%s at %zu: %s", what, at, reading->err.message);
    ck_assert(!reading->err.cancelled);
}

static void found_or_noted(const struct reading *reading, const char *what, size_t at)
{
    if (reading->good)
        ck_assert_msg(reading->damages > 0, "%s at %zu was not found", what, at);
    else
        found(reading, what, at);
}

static void every_byte_is_guarded(void)
{
    static const unsigned char masks[] = {0x01, 0x80, 0xff, 0x20, 0x0a};

    for (size_t at = 0; at < archive.used; at++)
        for (size_t i = 0; i < sizeof masks; i++) {
            struct reading reading;

            archive.data[at] = (char)(archive.data[at] ^ masks[i]);
            reading = read_exactly(archive.data, archive.used, true, &stream);
            found(&reading, "a change in a file", at);
            reading = read_exactly(archive.data, archive.used, false, &stream);
            found(&reading, "a change in a pipe", at);
            reading = read_exactly(archive.data, archive.used, true, &quick);
            found(&reading, "a change (quick)", at);
            reading = read_exactly(archive.data, archive.used, true, &going);
            found_or_noted(&reading, "a change (keep going)", at);
            reading = read_exactly(archive.data, archive.used, true, &quick_going);
            found_or_noted(&reading, "a change (quick, keep going)", at);
            archive.data[at] = (char)(archive.data[at] ^ masks[i]);
        }
}

START_TEST(every_byte_changed)
{
    every_byte_is_guarded();
}
END_TEST

static unsigned count_layout(unsigned char layout)
{
    unsigned count = 0;

    for (size_t at = FRAME_MAGIC_SIZE; at < archive.used; at += FRAME_HEAD_SIZE + bytes_get_u32(archive.data + at + 24))
        count += archive.data[at + 7] == layout;
    return count;
}

START_TEST(every_byte_of_transformed_columns_changed)
{
    buf_reset(&archive);
    sample_write(&sample, 1, 1, 150, 1, &archive);
    ck_assert_uint_gt(count_layout(LAYOUT_TRANSFORMED), 0);
    every_byte_is_guarded();
}
END_TEST

/* Seeking passes over what it does not need; what it needs it checks. Here all entries are read. */
START_TEST(every_byte_changed_and_sought)
{
    struct reading whole = read_exactly(archive.data, archive.used, true, &seek);

    ck_assert(whole.good);
    for (size_t at = 0; at < archive.used; at++) {
        struct reading reading;

        archive.data[at] ^= 0x10;
        reading = read_exactly(archive.data, archive.used, true, &seek);
        if (reading.good) /* an END frame, whose counts came from the index */
            ck_assert(memcmp(reading.counts, whole.counts, sizeof whole.counts) == 0);
        else
            found(&reading, "a change", at);
        archive.data[at] ^= 0x10;
    }
}
END_TEST

START_TEST(every_length)
{
    for (size_t length = 0; length < archive.used; length++) {
        struct reading reading = read_exactly(archive.data, length, true, &stream);

        found(&reading, "a cut file", length);
        ck_assert_msg(strstr(reading.err.message, length ? "incomplete" : "empty"), "%zu: %s", length,
                      reading.err.message);
        reading = read_exactly(archive.data, length, false, &stream);
        found(&reading, "a cut pipe", length);
        ck_assert_msg(strstr(reading.err.message, length ? "incomplete" : "empty"), "%zu: %s", length,
                      reading.err.message);
        reading = read_exactly(archive.data, length, true, &quick);
        found(&reading, "a cut file (quick)", length);
        reading = read_exactly(archive.data, length, true, &seek);
        found(&reading, "a cut file (seek)", length);
        reading = read_exactly(archive.data, length, true, &going);
        found_or_noted(&reading, "a cut file (keep going)", length);
    }
}
END_TEST

START_TEST(bytes_appended)
{
    static const struct reader_options *const ways[] = {&stream, &quick, &seek};

    for (size_t more = 1; more < 300; more += more < 10 ? 1 : 48) {
        struct buf longer = {0};

        buf_add(&longer, archive.data, archive.used);
        for (size_t i = 0; i < more; i++)
            buf_add_char(&longer, (char)(more % 3 ? 0 : 'x'));
        for (size_t i = 0; i < 3; i++) {
            struct reading reading = read_exactly(longer.data, longer.used, true, ways[i]);

            found(&reading, "something appended", more);
            ck_assert_msg(strstr(reading.err.message, "is followed by"), "%s", reading.err.message);
        }
        struct reading reading = read_exactly(longer.data, longer.used, false, &stream);
        found(&reading, "something appended in a pipe", more);
        reading = read_exactly(longer.data, longer.used, true, &going);
        ck_assert_uint_eq(reading.damages, 1);
        buf_free(&longer);
    }
    /* an archive after an archive */
    struct buf twice = {0};
    buf_add(&twice, archive.data, archive.used);
    buf_add(&twice, archive.data, archive.used);
    struct reading reading = read_exactly(twice.data, twice.used, true, &stream);
    found(&reading, "an archive appended", 0);
    buf_free(&twice);
}
END_TEST

/* The nth frame of this type: where it begins and how long it is. */
static size_t find_frame(enum frame_type type, unsigned nth, size_t *length)
{
    size_t at = FRAME_MAGIC_SIZE;

    for (;;) {
        size_t size = FRAME_HEAD_SIZE + bytes_get_u32(archive.data + at + 24);

        ck_assert_uint_lt(at, archive.used);
        *length = size;
        if ((unsigned char)archive.data[at + 4] == type && nth-- == 0)
            return at;
        at += size;
    }
}

static void all_find(const struct buf *changed, const char *what)
{
    struct reading reading = read_exactly(changed->data, changed->used, true, &stream);

    found(&reading, what, 0);
    reading = read_exactly(changed->data, changed->used, false, &stream);
    found(&reading, what, 0);
    reading = read_exactly(changed->data, changed->used, true, &quick);
    found(&reading, what, 0);
    reading = read_exactly(changed->data, changed->used, true, &going);
    found_or_noted(&reading, what, 0);
}

START_TEST(frames_moved_repeated_dropped)
{
    size_t first_length, second_length;
    size_t first = find_frame(FRAME_DATA, 0, &first_length), second = find_frame(FRAME_DATA, 1, &second_length);
    struct buf changed = {0};

    ck_assert_uint_eq(second, first + first_length);
    /* exchanged */
    buf_add(&changed, archive.data, first);
    buf_add(&changed, archive.data + second, second_length);
    buf_add(&changed, archive.data + first, first_length);
    buf_add(&changed, archive.data + second + second_length, archive.used - second - second_length);
    all_find(&changed, "exchanged frames");
    /* dropped */
    buf_reset(&changed);
    buf_add(&changed, archive.data, first);
    buf_add(&changed, archive.data + second, archive.used - second);
    all_find(&changed, "a dropped frame");
    /* repeated */
    buf_reset(&changed);
    buf_add(&changed, archive.data, second);
    buf_add(&changed, archive.data + first, archive.used - first);
    all_find(&changed, "a repeated frame");
    buf_free(&changed);
}
END_TEST

/* Puts a good checksum on a header that was changed, as somebody would who wants to deceive. */
static void sign_again(size_t at)
{
    bytes_put_u64(archive.data + at + 40, hash_seeded(archive.data + at, 40, at));
}

/* Rows from another archive at the same place, signed as the archive's own. */
START_TEST(rows_exchanged_and_signed)
{
    size_t length, at;
    struct reading reading;
    char *payload;

    buf_reset(&archive);
    sample_write(&sample, 0, 3, 12, 8, &archive); /* not compressed: rows can be changed */
    at = find_frame(FRAME_DATA, 1, &length);
    payload = archive.data + at + FRAME_HEAD_SIZE;
    payload[0] = payload[0] == '9' ? '8' : '9';
    bytes_put_u64(archive.data + at + 32, hash_bytes(payload, length - FRAME_HEAD_SIZE));
    sign_again(at);
    all_find(&archive, "an exchanged row");
    /* even who seeks, past the trailer's checksum over all headers, finds it by the entry's digest */
    reading = read_exactly(archive.data, archive.used, true, &seek);
    found(&reading, "an exchanged row (seek)", at);
}
END_TEST

START_TEST(goes_on_after_a_bad_payload)
{
    size_t length, at = find_frame(FRAME_DATA, 1, &length);
    struct reading reading;

    archive.data[at + FRAME_HEAD_SIZE + 5] ^= 1;
    reading = read_exactly(archive.data, archive.used, true, &going);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    ck_assert_uint_eq(reading.damages, 1);
    ck_assert_uint_eq(reading.first.entry, SAMPLE_PARTS);
    ck_assert_uint_eq(reading.first.offset, at);
    ck_assert_int_eq(strncmp(reading.first.message, "the frame at ", 13), 0);
    ck_assert(reading.unstated[SAMPLE_PARTS - 1]);
    ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 2);
    ck_assert(!reading.unstated[SAMPLE_LOG - 1]);
    ck_assert_uint_eq(reading.counts[SAMPLE_LOG - 1].blocks, 3);
    ck_assert_uint_eq(reading.ends[SAMPLE_EMPTY - 1], 1);
}
END_TEST

START_TEST(goes_on_after_a_bad_header)
{
    size_t length, at = find_frame(FRAME_DATA, 1, &length);
    struct reading reading;

    archive.data[at + 13] ^= 1;
    reading = read_exactly(archive.data, archive.used, true, &going);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    ck_assert_uint_eq(reading.first.offset, at);
    ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 2);
    ck_assert_uint_eq(reading.counts[SAMPLE_LOG - 1].blocks, 3);
    ck_assert(reading.unstated[SAMPLE_PARTS - 1]);
    for (uint32_t id = SAMPLE_PARTS; id <= SAMPLE_EMPTY; id++)
        ck_assert_uint_eq(reading.ends[id - 1], 1);
}
END_TEST

START_TEST(goes_on_without_an_end_frame)
{
    size_t length, at = find_frame(FRAME_END, 0, &length);
    struct reading reading;

    memset(archive.data + at, 0, length);
    reading = read_exactly(archive.data, archive.used, true, &going);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    for (uint32_t id = SAMPLE_PARTS; id <= SAMPLE_EMPTY; id++) {
        ck_assert_uint_eq(reading.ends[id - 1], 1);
        ck_assert_int_eq(reading.unstated[id - 1], id == SAMPLE_PARTS);
    }
    ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 3);
}
END_TEST

START_TEST(goes_on_in_a_large_row)
{
    size_t length, at;
    struct reading reading;

    buf_reset(&archive);
    sample_write(&sample, 1, 2, 1, 30 << 20, &archive);
    for (unsigned nth = 0; nth < 4; nth++)
        for (unsigned place = 0; place < 2; place++) {
            at = find_frame(FRAME_DATA, nth, &length) + place * (FRAME_HEAD_SIZE + 3);
            archive.data[at] ^= 4;
            sample_read(archive.data, archive.used, true, &going, 2, 0, &reading);
            ck_assert_msg(reading.good, "%s", reading.err.message);
            ck_assert_uint_ge(reading.damages, 1);
            ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 1);
            ck_assert_uint_eq(reading.counts[SAMPLE_LOG - 1].blocks, 2);
            ck_assert(reading.unstated[SAMPLE_PARTS - 1]);
            archive.data[at] ^= 4;
        }
}
END_TEST

START_TEST(lanes_go_on_together)
{
    size_t length;
    struct reading reading;

    buf_reset(&archive);
    sample_write(&sample, 1, 60, 40, 60, &archive);
    for (unsigned nth = 0; nth < 50; nth += 5)
        archive.data[find_frame(FRAME_DATA, nth, &length) + FRAME_HEAD_SIZE] ^= 1;
    sample_read(archive.data, archive.used, true, &going, 4, 0, &reading);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    ck_assert_uint_eq(reading.damages, 10);
    ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 50);
    ck_assert_uint_eq(reading.counts[SAMPLE_LOG - 1].blocks, 60);
}
END_TEST

/* An archive of a later minor version: a frame that this reader does not know and may pass over. */
START_TEST(skippable_frames_are_passed_over)
{
    size_t length, at = find_frame(FRAME_TRAILER, 0, &length);
    struct buf longer = {0};
    struct frame frame = {.type = FRAME_SKIPPABLE | 5, .flags = 9, .codec = 77, .entry = 12345, .stored = 3, .raw = 3};
    unsigned char head[FRAME_HEAD_SIZE];
    struct reading reading;
    uint64_t chain, hash;

    frame.payload_hash = hash_bytes("new", 3);
    hash = frame_encode(&frame, at, head);
    buf_add(&longer, archive.data, at);
    buf_add(&longer, head, sizeof head);
    buf_add(&longer, "new", 3);
    buf_add(&longer, archive.data + at, length);
    at += FRAME_HEAD_SIZE + 3;
    char *payload = longer.data + at + FRAME_HEAD_SIZE;
    chain = bytes_get_u64(payload + 48);
    bytes_put_u64(payload + 16, bytes_get_u64(payload + 16) + 1);
    bytes_put_u64(payload + 24, longer.used);
    bytes_put_u64(payload + 48, frame_chain(chain, hash));
    bytes_put_u64(longer.data + at + 32, hash_bytes(payload, FRAME_TRAILER_SIZE));
    bytes_put_u64(longer.data + at + 40, hash_seeded(longer.data + at, 40, at));
    reading = read_exactly(longer.data, longer.used, true, &stream);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    reading = read_exactly(longer.data, longer.used, false, &stream);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    reading = read_exactly(longer.data, longer.used, true, &seek);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    buf_free(&longer);
}
END_TEST

UNIT_MAIN_AROUND("damage", setup, teardown, every_byte_changed, every_byte_of_transformed_columns_changed,
                 every_byte_changed_and_sought, every_length, bytes_appended, frames_moved_repeated_dropped,
                 rows_exchanged_and_signed, goes_on_after_a_bad_payload, goes_on_after_a_bad_header,
                 goes_on_without_an_end_frame, goes_on_in_a_large_row, lanes_go_on_together,
                 skippable_frames_are_passed_over)
