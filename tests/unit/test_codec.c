#include "codec/codec.h"
#include "codec/columns.h"
#include "unit.h"
#include <stdio.h>
#include <string.h>

static struct codec *codec;

static void setup(void)
{
    codec = codec_new(CODEC_LEVEL_DEFAULT);
    srandom(20261123);
}

static void teardown(void)
{
    codec_free(codec);
}

/* Encodes, decodes and compares; returns what was made of it. The input has exactly the slack that it must have. */
static struct encoded round_trip(const void *data, size_t length, uint32_t rows, enum codec_layout layout)
{
    struct err err = ERR_INIT;
    struct encoded encoded;
    char *exact = calloc(1, length + (rows > 1 ? CODEC_SLACK : 1)), *out = malloc(length ? length : 1), *stored;

    memcpy(exact, data, length);
    ck_assert_msg(codec_encode(codec, exact, length, rows, layout, &encoded, &err), "%s", err.message);
    ck_assert_uint_le(encoded.length, length);
    stored = malloc(encoded.length ? encoded.length : 1);
    memcpy(stored, encoded.bytes, encoded.length);
    ck_assert_msg(codec_decode(codec, encoded.codec, encoded.layout, encoded.columns, rows, stored, encoded.length, out,
                               length, &err),
                  "%s", err.message);
    ck_assert(memcmp(out, data, length) == 0);
    free(exact);
    free(out);
    free(stored);
    return encoded;
}

/* Rows of `fields` fields of 0 to `most` bytes each, with escapes and NULLs among them. */
static void add_rows(struct buf *data, uint32_t rows, unsigned fields, unsigned most)
{
    static const char *const special[] = {"", "\\N", "\\t", "\\\\", "\\n", "\xc3\xa9", "x"};

    for (uint32_t row = 0; row < rows; row++)
        for (unsigned field = 0; field < fields; field++) {
            unsigned length = most ? (unsigned)random() % (most + 1) : 0;

            if (random() % 4 == 0)
                buf_add_text(data, special[(size_t)random() % 7]);
            for (unsigned i = 0; i < length; i++)
                buf_add_char(data, (char)('a' + random() % 8));
            buf_add_char(data, field + 1 == fields ? '\n' : '\t');
        }
}

START_TEST(random_rows_come_back)
{
    static const unsigned widths[] = {0, 1, 5, 15, 16, 17, 40, 300};
    struct buf data = {0};

    for (unsigned fields = 1; fields <= 40; fields += fields < 6 ? 1 : 7)
        for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
            uint32_t rows = 1 + (uint32_t)random() % 200;

            buf_reset(&data);
            add_rows(&data, rows, fields, widths[i]);
            round_trip(data.data, data.used, rows, LAYOUT_COLUMNS);
            round_trip(data.data, data.used, rows, LAYOUT_TRY);
            round_trip(data.data, data.used, rows, LAYOUT_ROWS);
        }
    buf_free(&data);
}
END_TEST

START_TEST(columns_are_used_where_asked)
{
    struct buf data = {0};
    struct encoded encoded;

    add_rows(&data, 500, 7, 20);
    encoded = round_trip(data.data, data.used, 500, LAYOUT_COLUMNS);
    ck_assert_int_eq(encoded.layout, LAYOUT_COLUMNS);
    ck_assert_uint_eq(encoded.columns, 7);
    encoded = round_trip(data.data, data.used, 500, LAYOUT_ROWS);
    ck_assert_int_eq(encoded.layout, LAYOUT_ROWS);
    ck_assert_uint_eq(encoded.columns, 0);
    buf_free(&data);
}
END_TEST

START_TEST(try_keeps_the_smaller)
{
    struct buf data = {0};
    struct encoded rows, columns, tried;

    for (unsigned i = 0; i < 4000; i++)
        buf_printf(&data, "%u\t2026-11-%02u\t%s\t%u.%02u\n", i, i % 28 + 1, i % 3 ? "open" : "closed", i * 37 % 500,
                   i % 100);
    rows = round_trip(data.data, data.used, 4000, LAYOUT_ROWS);
    columns = round_trip(data.data, data.used, 4000, LAYOUT_COLUMNS);
    tried = round_trip(data.data, data.used, 4000, LAYOUT_TRY);
    ck_assert_uint_lt(columns.length, rows.length);
    ck_assert_uint_lt(tried.length, columns.length);
    ck_assert_int_eq(tried.layout, LAYOUT_TRANSFORMED);
    ck_assert_uint_eq(tried.columns, 4);
    buf_free(&data);
}
END_TEST

START_TEST(most_columns)
{
    struct buf data = {0};
    struct encoded encoded;

    add_rows(&data, 9, COLUMNS_MOST, 3);
    encoded = round_trip(data.data, data.used, 9, LAYOUT_COLUMNS);
    ck_assert_uint_eq(encoded.columns, COLUMNS_MOST);
    buf_reset(&data);
    add_rows(&data, 9, COLUMNS_MOST + 1, 3);
    encoded = round_trip(data.data, data.used, 9, LAYOUT_COLUMNS);
    ck_assert_int_eq(encoded.layout, LAYOUT_ROWS);
    buf_free(&data);
}
END_TEST

static void falls_back(const char *text, uint32_t rows)
{
    struct buf data = {0};
    struct encoded encoded;

    for (unsigned i = 0; i < 100; i++)
        buf_add_text(&data, text);
    encoded = round_trip(data.data, data.used, rows * 100, LAYOUT_COLUMNS);
    ck_assert_int_eq(encoded.layout, LAYOUT_ROWS);
    buf_free(&data);
}

START_TEST(what_has_no_columns_stays_rows)
{
    falls_back("a\tb\nc\n", 2);       /* ragged: fewer */
    falls_back("a\tb\nc\td\te\n", 2); /* ragged: more */
    falls_back("\n", 1);              /* no columns at all */
    falls_back("one field only\n", 1);
    falls_back("a\tb\n", 2);             /* fewer rows than announced */
    falls_back("a\tb\nc\td\ne\tf\n", 2); /* more */
    falls_back("not a row", 1);
}
END_TEST

START_TEST(nothing_and_little)
{
    struct encoded encoded = round_trip("", 0, 0, LAYOUT_TRY);

    ck_assert_int_eq(encoded.codec, CODEC_STORED);
    encoded = round_trip("a\tb\n", 4, 1, LAYOUT_TRY);
    ck_assert_int_eq(encoded.codec, CODEC_STORED);
    ck_assert_uint_eq(encoded.length, 4);
}
END_TEST

START_TEST(level_none_stores)
{
    struct codec *plain = codec_new(CODEC_LEVEL_NONE);
    struct err err = ERR_INIT;
    struct encoded encoded;
    char data[4000];

    memset(data, 'x', sizeof data);
    ck_assert(codec_encode(plain, data, sizeof data, 0, LAYOUT_TRY, &encoded, &err));
    ck_assert_int_eq(encoded.codec, CODEC_STORED);
    ck_assert_ptr_eq(encoded.bytes, data);
    codec_free(plain);
}
END_TEST

/* Tries to join exactly these bytes; out has exactly as many. */
static bool joins(const char *data, size_t length, uint32_t rows, uint16_t columns)
{
    char *exact = calloc(1, length + COLUMNS_SLACK), *out = malloc(length ? length : 1);
    bool good;

    memcpy(exact, data, length);
    good = columns_join(exact, length, rows, columns, out);
    free(exact);
    free(out);
    return good;
}

START_TEST(join_refuses_what_is_not_columns)
{
    char long_data[64];

    ck_assert(joins("a\nb\nc\nd\n", 8, 2, 2));
    ck_assert(!joins("a\nb\nc\nd\n", 8, 2, 3));
    ck_assert(!joins("a\nb\nc\nd\n", 8, 3, 2));
    ck_assert(!joins("a\nb\nc\nd\n", 8, 1, 2));
    ck_assert(!joins("a\nb\nc\nd\n", 8, 0, 2));
    ck_assert(!joins("a\nb\nc\nd\n", 8, 2, 0));
    ck_assert(!joins("a\nb\nc\nd\n", 8, 4, 1));
    ck_assert(!joins("a\nb\nc\nd", 7, 2, 2));
    ck_assert(!joins("a\nb\tc\nd\n", 8, 2, 2));
    ck_assert(!joins("a\nb\nc\nd\ne", 9, 2, 2));
    ck_assert(!joins("a\nb\nc\nd\n", 8, UINT32_MAX, UINT16_MAX));
    ck_assert(!joins("a\nb\nc\nd\n", 8, UINT32_MAX, 2));
    ck_assert(!joins("", 0, 1, 2));
    /* the same beyond the first sixteen bytes */
    memset(long_data, 'x', sizeof long_data);
    long_data[20] = long_data[40] = long_data[50] = long_data[63] = '\n';
    ck_assert(joins(long_data, 64, 2, 2));
    long_data[60] = '\t';
    ck_assert(!joins(long_data, 64, 2, 2));
    long_data[60] = '\n';
    ck_assert(!joins(long_data, 64, 2, 2));
}
END_TEST

START_TEST(join_survives_any_change)
{
    struct buf data = {0}, gathered = {0};
    struct split split = {.data = NULL};
    char *laid_out, *out;

    add_rows(&data, 20, 5, 12);
    laid_out = calloc(1, data.used + COLUMNS_SLACK);
    out = malloc(data.used);
    memset(buf_reserve(&data, COLUMN_SLACK), 0, COLUMN_SLACK);
    ck_assert(columns_find(&split, data.data, data.used, 20));
    ck_assert_uint_eq(split.columns, 5);
    for (uint16_t i = 0; i < split.columns; i++) {
        struct column column = columns_of(&split, i);

        columns_gather(&column, &gathered);
    }
    ck_assert_uint_eq(gathered.used, data.used);
    memcpy(laid_out, gathered.data, gathered.used);
    ck_assert(columns_join(laid_out, data.used, 20, split.columns, out));
    ck_assert(memcmp(out, data.data, data.used) == 0);
    for (size_t i = 0; i < data.used; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bool separates = laid_out[i] == '\n';

            laid_out[i] = (char)(laid_out[i] ^ (1 << bit));
            if (separates || laid_out[i] == '\n' || laid_out[i] == '\t')
                ck_assert(!columns_join(laid_out, data.used, 20, split.columns, out));
            laid_out[i] = (char)(laid_out[i] ^ (1 << bit));
        }
    free(laid_out);
    free(out);
    buf_free(&data);
    buf_free(&gathered);
    columns_free(&split);
}
END_TEST

static bool decodes(enum codec_id id, enum codec_layout layout, uint16_t columns, uint32_t rows, const void *bytes,
                    size_t length, size_t raw_length)
{
    struct err err = ERR_INIT;
    char *out = malloc(raw_length ? raw_length : 1);
    bool good = codec_decode(codec, id, layout, columns, rows, bytes, length, out, raw_length, &err);

    ck_assert(good || err.code == ERR_DAMAGED);
    free(out);
    return good;
}

START_TEST(decode_refuses_hostile_arguments)
{
    struct err err = ERR_INIT;
    struct encoded encoded;
    struct buf data = {0}, twice = {0};

    add_rows(&data, 300, 4, 10);
    ck_assert(codec_encode(codec, data.data, data.used, 300, LAYOUT_ROWS, &encoded, &err));
    buf_add(&twice, encoded.bytes, encoded.length);
    ck_assert(decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 300, twice.data, twice.used, data.used - 1));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 300, twice.data, twice.used, data.used + 1));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 300, twice.data, twice.used - 1, data.used));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 4, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_COLUMNS, 4, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_TRY, 4, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_STORED, LAYOUT_ROWS, 0, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_STORED, LAYOUT_COLUMNS, 2, 1, "a\nb\n", 4, 4));
    ck_assert(!decodes((enum codec_id)9, LAYOUT_ROWS, 0, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 300, "", 0, 1));
    /* two frames, or a skippable frame of zstd's own after the one, are not one frame */
    buf_add(&twice, "\x50\x2a\x4d\x18\0\0\0\0", 8);
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 300, twice.data, twice.used, data.used));
    ck_assert(!decodes(CODEC_ZSTD, LAYOUT_ROWS, 0, 0, "\x50\x2a\x4d\x18\0\0\0\0", 8, 0));
    buf_free(&data);
    buf_free(&twice);
}
END_TEST

START_TEST(decode_survives_any_change)
{
    struct err err = ERR_INIT;
    struct encoded encoded;
    struct buf data = {0}, stored = {0};

    add_rows(&data, 60, 4, 10);
    memset(buf_reserve(&data, CODEC_SLACK), 0, CODEC_SLACK);
    ck_assert(codec_encode(codec, data.data, data.used, 60, LAYOUT_COLUMNS, &encoded, &err));
    buf_add(&stored, encoded.bytes, encoded.length);
    for (size_t i = 0; i < stored.used; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            stored.data[i] = (char)(stored.data[i] ^ (1 << bit));
            decodes(CODEC_ZSTD, LAYOUT_COLUMNS, encoded.columns, 60, stored.data, stored.used, data.used);
            stored.data[i] = (char)(stored.data[i] ^ (1 << bit));
        }
    ck_assert(decodes(CODEC_ZSTD, LAYOUT_COLUMNS, encoded.columns, 60, stored.data, stored.used, data.used));
    buf_free(&data);
    buf_free(&stored);
}
END_TEST

UNIT_MAIN_AROUND("codec", setup, teardown, random_rows_come_back, columns_are_used_where_asked, try_keeps_the_smaller,
                 most_columns, what_has_no_columns_stays_rows, nothing_and_little, level_none_stores,
                 join_refuses_what_is_not_columns, join_survives_any_change, decode_refuses_hostile_arguments,
                 decode_survives_any_change)
