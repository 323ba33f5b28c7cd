/*
 * The table of contents, the header and the index as bytes: what comes back, and what is refused.
 */
#include "archive/header.h"
#include "archive/index.h"
#include "archive/toc.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "sample.h"
#include "unit.h"
#include <string.h>

static struct sample sample;
static struct buf bytes;
static uint32_t numbers[SAMPLE_ENTRIES];

static void setup(void)
{
    sample_init(&sample);
    buf_init(&bytes);
}

static void teardown(void)
{
    sample_free(&sample);
    buf_free(&bytes);
}

/* In portions of this size. The toc's memory is freed: only the verdict is wanted. */
static bool decodes(const void *data, size_t length, size_t expected, size_t portion)
{
    struct toc toc = {.arena = arena_new()};
    struct toc_decoder decoder;
    struct err err = ERR_INIT;
    bool good = true;

    toc_decoder_init(&decoder, toc.arena, expected);
    for (size_t at = 0; good && at < length; at += portion) {
        size_t size = length - at < portion ? length - at : portion;
        char *exact = malloc(size);

        memcpy(exact, (const char *)data + at, size);
        good = toc_take(&decoder, exact, size, &err);
        free(exact);
    }
    good = good && toc_finish(&decoder, &toc, &err);
    ck_assert(good || (err.code == ERR_DAMAGED && err.message[0]));
    toc_decoder_free(&decoder);
    arena_free(toc.arena);
    return good;
}

static void encode(void)
{
    struct err err = ERR_INIT;
    uint32_t count;

    ck_assert_msg(toc_encode(&sample.toc, numbers, &count, &bytes, &err), "%s", err.message);
    ck_assert_uint_eq(count, SAMPLE_ENTRIES);
}

START_TEST(any_portions_will_do)
{
    encode();
    for (size_t portion = 1; portion < 200; portion += 13)
        ck_assert(decodes(bytes.data, bytes.used, SAMPLE_ENTRIES, portion));
}
END_TEST

START_TEST(any_change_is_survived)
{
    encode();
    for (size_t at = 0; at < bytes.used; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[at] = (char)(bytes.data[at] ^ (1 << bit));
            decodes(bytes.data, bytes.used, SAMPLE_ENTRIES, SIZE_MAX / 2);
            bytes.data[at] = (char)(bytes.data[at] ^ (1 << bit));
        }
    for (size_t length = 0; length < bytes.used; length++)
        ck_assert(!decodes(bytes.data, length, SAMPLE_ENTRIES, SIZE_MAX / 2));
    ck_assert(!decodes(bytes.data, bytes.used, SAMPLE_ENTRIES - 1, SIZE_MAX / 2));
    ck_assert(!decodes(bytes.data, bytes.used, SAMPLE_ENTRIES + 1, SIZE_MAX / 2));
}
END_TEST

/* A record made by hand, field by field. */
static void begin_record(void)
{
    buf_reset(&bytes);
    buf_add_u32(&bytes, 0);
}

static void field(uint8_t tag, const void *value, size_t length)
{
    buf_add_u8(&bytes, tag);
    buf_add_u32(&bytes, (uint32_t)length);
    buf_add(&bytes, value, length);
}

static void required_fields(void)
{
    begin_record();
    field(1, "\1\0\0\0", 4);
    field(2, "TABLE", 5);
    field(3, "\2", 1);
    field(4, "\1", 1);
}

static bool record_is_good(void)
{
    bytes_put_u32(bytes.data, (uint32_t)bytes.used - 4);
    return decodes(bytes.data, bytes.used, 1, SIZE_MAX / 2);
}

START_TEST(fields_are_judged)
{
    required_fields();
    ck_assert(record_is_good());
    required_fields();
    field(7, "t", 1);
    ck_assert(record_is_good());
    required_fields();
    field(7, "a\0b", 3); /* NUL */
    ck_assert(!record_is_good());
    required_fields();
    field(7, "", 0); /* empty text is left out, never written */
    ck_assert(!record_is_good());
    required_fields();
    field(7, "t", 1);
    field(6, "s", 1); /* order */
    ck_assert(!record_is_good());
    required_fields();
    field(7, "t", 1);
    field(7, "t", 1); /* twice */
    ck_assert(!record_is_good());
    required_fields();
    field(16, "x", 1); /* unknown */
    ck_assert(!record_is_good());
    required_fields();
    field(0x90, "x", 1); /* unknown, to be passed over */
    ck_assert(record_is_good());
    required_fields();
    field(5, "\1\0\0", 3); /* a number of a wrong length */
    ck_assert(!record_is_good());
    required_fields();
    field(5, "\1\0\0\0", 4); /* rows, but no way to load them */
    ck_assert(!record_is_good());
    required_fields();
    field(5, "\0\x80\0\0", 4); /* a property that must be known */
    ck_assert(!record_is_good());
    required_fields();
    field(5, "\x80\0\0\0", 4); /* planner statistics: the last one that is known */
    ck_assert(record_is_good());
    required_fields();
    field(5, "\0\0\x80\0", 4); /* one that need not be */
    ck_assert(record_is_good());
    required_fields();
    field(13, "\1\0\0\0", 4); /* part of itself */
    ck_assert(!record_is_good());
    required_fields();
    field(13, "\2\0\0\0", 4); /* part of nothing */
    ck_assert(!record_is_good());
    required_fields();
    field(14, "\1\0\0\0", 4); /* needs itself */
    ck_assert(!record_is_good());
    required_fields();
    field(14, "\0\0\0", 3);
    ck_assert(!record_is_good());
}
END_TEST

static bool kind_is_good(const char *kind)
{
    begin_record();
    field(1, "\1\0\0\0", 4);
    field(2, kind, strlen(kind));
    field(3, "\2", 1);
    return record_is_good();
}

START_TEST(kinds_are_judged)
{
    ck_assert(kind_is_good("TABLE"));
    ck_assert(kind_is_good("SOMETHING NEW"));
    ck_assert(!kind_is_good("TABLE\nDROP"));
    ck_assert(!kind_is_good("table"));
    ck_assert(!kind_is_good("A--B"));
    ck_assert(!kind_is_good(" TABLE"));
    ck_assert(!kind_is_good("ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCD"));
}
END_TEST

START_TEST(loops_of_parents_are_refused)
{
    struct entry *entries = sample.toc.entries;

    entries[1].parent = 5; /* a parent may come later */
    encode();
    ck_assert(decodes(bytes.data, bytes.used, SAMPLE_ENTRIES, SIZE_MAX / 2));
    entries[4].parent = 3;
    entries[2].parent = 2;
    buf_reset(&bytes);
    encode();
    ck_assert(!decodes(bytes.data, bytes.used, SAMPLE_ENTRIES, SIZE_MAX / 2));
}
END_TEST

static bool header_is_good(const char *data, size_t length, const char *says)
{
    struct toc toc = {.arena = arena_new()};
    struct err err = ERR_INIT;
    struct header header;
    char *exact = malloc(length ? length : 1);
    bool good;

    memcpy(exact, data, length);
    good = header_decode(exact, length, &header, &toc, &err);
    ck_assert(good || (says ? strstr(err.message, says) != NULL : err.code == ERR_DAMAGED));
    free(exact);
    arena_free(toc.arena);
    return good;
}

START_TEST(headers_are_judged)
{
    struct header header = {.major = 1, .open_entries = 2, .toc_length = 100, .entries = 3};

    header_encode(&header, sample.toc.facts, sample.toc.facts_count, &bytes);
    ck_assert(header_is_good(bytes.data, bytes.used, NULL));
    for (size_t length = 0; length < bytes.used; length++)
        ck_assert(!header_is_good(bytes.data, length, NULL));
    buf_add_char(&bytes, 'x');
    ck_assert(!header_is_good(bytes.data, bytes.used, NULL));
    bytes.used--;
    bytes.data[0] = 2;
    ck_assert(!header_is_good(bytes.data, bytes.used, "is from a newer pgsnap (format 2); this one reads up to 1"));
    ck_assert(!header_is_good(bytes.data, 4, "newer"));
    bytes.data[0] = 0;
    ck_assert(!header_is_good(bytes.data, bytes.used, NULL));
    bytes.data[0] = 1;
    bytes.data[2] = 9; /* a newer minor */
    ck_assert(header_is_good(bytes.data, bytes.used, NULL));
    bytes.data[9] = 1;
    ck_assert(!header_is_good(bytes.data, bytes.used, "uses features that this pgsnap does not know (bits 100)"));
    bytes.data[9] = 0;
    bytes_put_u64(bytes.data + 16, UINT64_C(1) << 31);
    ck_assert(!header_is_good(bytes.data, bytes.used, "more than an archive can hold"));
    bytes_put_u64(bytes.data + 16, 100);
    bytes_put_u32(bytes.data + 28, UINT32_MAX); /* facts */
    ck_assert(!header_is_good(bytes.data, bytes.used, NULL));
}
END_TEST

enum { INDEX_ENTRIES = 3, INDEX_LIMIT = 100000 };

static void expect(struct index *index)
{
    index_init(index, INDEX_ENTRIES);
    index_expect(index, 2);
    index_expect(index, 3);
}

static void fill(struct index *index)
{
    struct frame data = {.entry = 2, .stored = 300, .raw = 4000, .rows = 20};
    struct frame piece = {.entry = 3, .stored = 5, .raw = 5, .flags = FRAME_CONTINUES};
    struct frame end = {.entry = 2, .sequence = 1, .stored = FRAME_END_SIZE};
    struct counts counts = {.blocks = 1, .rows = 20, .bytes = 4000, .digest = {7, 9}};

    expect(index);
    ck_assert_ptr_null(index_add_data(index, &data, 1000));
    ck_assert_ptr_null(index_add_data(index, &piece, 1348));
    piece.flags = FRAME_CONTINUED;
    piece.rows = piece.sequence = 1;
    ck_assert_ptr_null(index_add_data(index, &piece, 1401));
    ck_assert_ptr_null(index_add_end(index, &end, 50000, &counts));
    ck_assert_uint_eq(index_missing(index), 3);
    end.entry = 3;
    end.sequence = 2;
    counts = (struct counts){.blocks = 1, .rows = 1, .bytes = 10};
    ck_assert_ptr_null(index_add_end(index, &end, 60000, &counts));
    ck_assert_uint_eq(index_missing(index), 0);
}

static bool index_is_good(const char *data, size_t length, struct index *copy)
{
    char *exact = malloc(length ? length : 1);
    bool good;

    memcpy(exact, data, length);
    expect(copy);
    good = index_decode(copy, exact, length, INDEX_LIMIT);
    free(exact);
    return good;
}

START_TEST(an_index_comes_back)
{
    struct index index, copy;

    fill(&index);
    index_encode(&index, &bytes);
    ck_assert(index_is_good(bytes.data, bytes.used, &copy));
    ck_assert_uint_eq(copy.count, index.count);
    ck_assert(memcmp(copy.frames, index.frames, index.count * sizeof *index.frames) == 0);
    for (size_t i = 0; i < INDEX_ENTRIES; i++) {
        ck_assert(memcmp(&copy.entries[i].counts, &index.entries[i].counts, sizeof(struct counts)) == 0);
        ck_assert_uint_eq(copy.entries[i].stored, index.entries[i].stored);
        ck_assert_uint_eq(copy.entries[i].frames, index.entries[i].frames);
        ck_assert_int_eq(copy.entries[i].ended, index.entries[i].ended);
    }
    index_free(&index);
    index_free(&copy);
}
END_TEST

/* What is taken has one form: encoded again it gives the same bytes. */
START_TEST(an_index_has_one_form)
{
    struct index index, copy;
    struct buf again = {0};

    fill(&index);
    index_encode(&index, &bytes);
    for (size_t at = 0; at < bytes.used; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[at] = (char)(bytes.data[at] ^ (1 << bit));
            if (index_is_good(bytes.data, bytes.used, &copy)) {
                buf_reset(&again);
                index_encode(&copy, &again);
                ck_assert_uint_eq(again.used, bytes.used);
                ck_assert(memcmp(again.data, bytes.data, bytes.used) == 0);
            }
            index_free(&copy);
            bytes.data[at] = (char)(bytes.data[at] ^ (1 << bit));
        }
    buf_free(&again);
    index_free(&index);
}
END_TEST

START_TEST(an_index_refuses_disorder)
{
    struct frame data = {.entry = 2, .stored = 3, .raw = 4, .rows = 2};
    struct frame end = {.entry = 2, .sequence = 1};
    struct counts counts = {.blocks = 1, .rows = 2, .bytes = 4};
    struct index index;

    expect(&index);
    data.entry = 1; /* has no rows */
    ck_assert_ptr_nonnull(index_add_data(&index, &data, 0));
    data.entry = 4; /* is not there */
    ck_assert_ptr_nonnull(index_add_data(&index, &data, 0));
    data.entry = 2;
    data.sequence = 1; /* not the first */
    ck_assert_ptr_nonnull(index_add_data(&index, &data, 0));
    index_free(&index);
    expect(&index);
    data.sequence = 0;
    data.flags = FRAME_CONTINUED; /* of nothing */
    ck_assert_ptr_nonnull(index_add_data(&index, &data, 0));
    index_free(&index);
    expect(&index);
    data.flags = 0;
    ck_assert_ptr_null(index_add_data(&index, &data, 0));
    counts.rows = 3; /* not what came */
    ck_assert_ptr_nonnull(index_add_end(&index, &end, 0, &counts));
    data.sequence = 1; /* after the end */
    ck_assert_ptr_nonnull(index_add_data(&index, &data, 0));
    ck_assert_ptr_nonnull(index_add_end(&index, &end, 0, &counts));
    index_free(&index);
}
END_TEST

UNIT_MAIN_AROUND("toc", setup, teardown, any_portions_will_do, any_change_is_survived, fields_are_judged,
                 kinds_are_judged, loops_of_parents_are_refused, headers_are_judged, an_index_comes_back,
                 an_index_has_one_form, an_index_refuses_disorder)
