#include "codec/codec.h"
#include "codec/columns.h"
#include "codec/transform.h"
#include "unit.h"
#include <stdio.h>
#include <string.h>

static struct transform_memory memory;

static void setup(void)
{
    srandom(20261123);
    memset(&memory, 0, sizeof memory);
}

static void teardown(void)
{
    transform_memory_free(&memory);
}

/* A copy with exactly the slack that is promised. */
static char *with_slack(const void *bytes, size_t length)
{
    char *copy = calloc(1, length + TRANSFORM_SLACK);

    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

static uint32_t count_rows(const struct buf *text)
{
    uint32_t rows = 0;

    for (size_t i = 0; i < text->used; i++)
        rows += text->data[i] == '\n';
    return rows;
}

/* Rows that have the lines of the text as their middle column, and digits around them, which are none of theirs. */
static void put_between(const struct buf *text, struct buf *rows)
{
    const char *at = text->data, *end = at + text->used;

    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));

        buf_add_text(rows, "17\t");
        buf_add(rows, at, (size_t)(stop - at));
        buf_add_text(rows, "\t0\n");
        at = stop + 1;
    }
}

static bool encode(enum transform_id id, const struct buf *text, struct buf *out)
{
    struct buf rows = {0};
    struct split split = {.data = NULL};
    struct column column;
    char *copy;
    bool good;

    put_between(text, &rows);
    copy = with_slack(rows.data, rows.used);
    ck_assert(columns_find(&split, copy, rows.used, count_rows(text)));
    ck_assert_uint_eq(split.columns, 3);
    column = columns_of(&split, 1);
    ck_assert_uint_eq(column.length, text->used);
    buf_reset(out);
    memory.cuts.count = 0;
    good = transform_encode(id, &column, &memory, out);
    for (size_t i = 0; good && i < memory.cuts.count; i++)
        ck_assert_uint_le(memory.cuts.at[i], out->used);
    columns_free(&split);
    buf_free(&rows);
    free(copy);
    return good;
}

static bool decode(unsigned id, const void *bytes, size_t length, uint32_t rows, size_t room, struct buf *text)
{
    char *copy = with_slack(bytes, length), *out = with_slack(NULL, 0);
    size_t used = 0;
    bool good;

    out = realloc(out, room + TRANSFORM_SLACK);
    good = transform_decode(id, copy, length, rows, &memory, out, room, &used);
    ck_assert(!good || used <= room);
    buf_reset(text);
    if (good)
        buf_add(text, out, used);
    free(copy);
    free(out);
    return good;
}

/* Whether the transform takes the text; if so, it must come back, also from a target without a byte to spare. */
static bool comes_back(enum transform_id id, const struct buf *text)
{
    struct buf out = {0}, back = {0};
    bool taken = encode(id, text, &out);

    if (taken) {
        ck_assert(decode(id, out.data, out.used, count_rows(text), text->used, &back));
        ck_assert_uint_eq(back.used, text->used);
        ck_assert(memcmp(back.data, text->data, text->used) == 0);
        ck_assert(!decode(id, out.data, out.used, count_rows(text), text->used - 1, &back));
        ck_assert(!decode(id, out.data, out.used - 1, count_rows(text), text->used, &back));
    }
    buf_free(&out);
    buf_free(&back);
    return taken;
}

static bool takes(enum transform_id id, const char *lines)
{
    struct buf text = {0};
    bool taken;

    buf_add_text(&text, lines);
    taken = comes_back(id, &text);
    buf_free(&text);
    return taken;
}

START_TEST(dictionary_takes_few_values)
{
    struct buf text = {0};

    ck_assert(takes(TRANSFORM_DICTIONARY, "a\n"));
    ck_assert(takes(TRANSFORM_DICTIONARY, "\n\n\n"));
    ck_assert(
        takes(TRANSFORM_DICTIONARY, "N\nR\nR\n\\N\n\nN\nTAKE BACK RETURN         \nTAKE BACK RETURN          \n"));
    for (unsigned i = 0; i < 1000; i++)
        buf_printf(&text, "%u\n", i % 256);
    ck_assert(comes_back(TRANSFORM_DICTIONARY, &text));
    buf_add_text(&text, "another\n");
    ck_assert(!comes_back(TRANSFORM_DICTIONARY, &text));
    buf_free(&text);
}
END_TEST

START_TEST(template_takes_numbers_in_text)
{
    ck_assert(takes(TRANSFORM_TEMPLATE, "1\n2\n3\n10\n100\n"));
    ck_assert(takes(TRANSFORM_TEMPLATE, "0\n00\n000\n01\n10\n-1\n-01\n+5\n\\N\n\n"));
    ck_assert(
        takes(TRANSFORM_TEMPLATE, "2026-01-09 10:00:01.171+00\n2026-01-10 00:59:00+00\n-infinity\n0001-01-01 BC\n"));
    ck_assert(takes(TRANSFORM_TEMPLATE, "1.50\n1.05\n0.00\n-17.3\n123456789012345678.5\n"));
    ck_assert(takes(TRANSFORM_TEMPLATE, "999999999999999999\n1000000000000000000\n18446744073709551616\n1\n"));
    ck_assert(takes(TRANSFORM_TEMPLATE, "{\"a\": 1, \"b\": [1, 22, 333]}\n{\"a\": 7, \"b\": []}\n"));
    ck_assert(
        takes(TRANSFORM_TEMPLATE,
              "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35\n"));
    ck_assert(takes(TRANSFORM_TEMPLATE, "a very long text in which there are no digits at all, over and over\n"));
    ck_assert(!takes(TRANSFORM_TEMPLATE, "1\n\x01\n"));
    ck_assert(!takes(TRANSFORM_TEMPLATE, "1\nabcdefghijklmnopqrstuvwxyz \x02\n"));
}
END_TEST

START_TEST(template_takes_any_number)
{
    struct buf text = {0};

    for (unsigned digits = 1; digits <= 20; digits++)
        for (unsigned i = 0; i < 40; i++) {
            for (unsigned digit = 0; digit < digits; digit++)
                buf_add_char(&text, (char)('0' + random() % 10));
            buf_add_text(&text, i % 4 == 0 ? ".07\n" : i % 4 == 1 ? "-03-1\n" : "\n");
        }
    comes_back(TRANSFORM_TEMPLATE, &text);
    buf_free(&text);
}
END_TEST

static void add_rigid(struct buf *text, unsigned form)
{
    unsigned one = (unsigned)random() % 100, other = (unsigned)random() % 100;

    if (form == 0)
        buf_printf(text, "%u-%02u-%02u\n", 1000 + one, one, other);
    else if (form == 1)
        buf_printf(text, "0%02u\n", one);
    else if (form == 2)
        buf_printf(text, "0%03u;x0%02u\n", one, other);
    else
        buf_printf(text, "%u:%02u:0%05u, and more text after it x0%02u\n", 1000 + one, other, other, one);
}

/* All rows of one shape, with widths only, and rows longer than what is copied at once. */
START_TEST(template_takes_rows_of_one_length)
{
    for (unsigned form = 0; form < 4; form++)
        for (unsigned rows = 1; rows < 40; rows++) {
            struct buf text = {0};

            for (unsigned row = 0; row < rows; row++)
                add_rigid(&text, form);
            ck_assert(comes_back(TRANSFORM_TEMPLATE, &text));
            buf_free(&text);
        }
}
END_TEST

/* Fields that are almost alike: whatever is recognised, the same bytes come back. */
START_TEST(template_tells_shapes_apart)
{
    static const char *const pieces[] = {
        "0", "00", "7", "07", "10", "123456789012345678",         "1234567890123456789",
        "-", ".",  ":", "a",  "ab", "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxy",
        " "};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    unsigned taken = 0;

    for (unsigned round = 0; round < 300; round++) {
        struct buf text = {0};
        unsigned sorts = 2 + round % (PIECES - 2), most = 1 + round % 5;

        for (unsigned row = 0; row < 200; row++) {
            for (unsigned i = (unsigned)random() % (most + 1); i > 0; i--)
                buf_add_text(&text, pieces[(unsigned)random() % sorts]);
            buf_add_char(&text, '\n');
        }
        taken += comes_back(TRANSFORM_TEMPLATE, &text);
        buf_free(&text);
    }
    ck_assert_uint_gt(taken, 200);
}
END_TEST

START_TEST(template_refuses_what_has_many_shapes)
{
    struct buf text = {0};

    for (unsigned i = 0; i < 257; i++)
        buf_printf(&text, "%c%c 1\n", 'a' + i % 26, 'a' + i / 26);
    ck_assert(!comes_back(TRANSFORM_TEMPLATE, &text));
    buf_reset(&text);
    for (unsigned i = 0; i < 5000; i++)
        buf_add_char(&text, 'x');
    buf_add_char(&text, '\n');
    ck_assert(!comes_back(TRANSFORM_TEMPLATE, &text));
    buf_reset(&text);
    for (unsigned i = 0; i < 5000; i++)
        buf_add_char(&text, '7');
    buf_add_char(&text, '\n');
    ck_assert(!comes_back(TRANSFORM_TEMPLATE, &text));
    buf_free(&text);
}
END_TEST

START_TEST(uuid_takes_only_uuids)
{
    ck_assert(takes(TRANSFORM_UUID, "c8097345-b2fc-2ffa-3ce1-9c9a02305f76\n00000000-0000-0000-0000-000000000000\n"));
    ck_assert(!takes(TRANSFORM_UUID, "c8097345-b2fc-2ffa-3ce1-9c9a02305f7G\n"));
    ck_assert(!takes(TRANSFORM_UUID, "C8097345-b2fc-2ffa-3ce1-9c9a02305f76\n"));
    ck_assert(!takes(TRANSFORM_UUID, "c8097345-b2fc-2ffa-3ce1+9c9a02305f76\n"));
    ck_assert(!takes(TRANSFORM_UUID, "c8097345-b2fc-2ffa-3ce1-9c9a02305f76\n\\N\n"));
    ck_assert(!takes(TRANSFORM_UUID, "c8097345-b2fc-2ffa-3ce1-9c9a02305f7\n6\n"));
}
END_TEST

START_TEST(hex_takes_even_digits)
{
    ck_assert(takes(TRANSFORM_HEX, "\\\\x00ff\n\\\\x\n\\\\xdeadbeef\n"));
    ck_assert(takes(TRANSFORM_HEX, "d41d8cd98f00b204e9800998ecf8427e\n0cc175b9c0f1b6a831c399e269772661\n"));
    ck_assert(takes(TRANSFORM_HEX, "\nab\n\n"));
    ck_assert(!takes(TRANSFORM_HEX, "\\\\x0\n"));
    ck_assert(!takes(TRANSFORM_HEX, "\\\\x00\nab\n"));
    ck_assert(!takes(TRANSFORM_HEX, "ab\n\\\\x00\n"));
    ck_assert(!takes(TRANSFORM_HEX, "AB\n"));
    ck_assert(!takes(TRANSFORM_HEX, "\\N\n"));
}
END_TEST

START_TEST(decoding_refuses_wrong_bytes)
{
    static const struct {
        unsigned id;
        uint32_t rows;
        const char *bytes;
        size_t length;
    } wrong[] = {
        {5, 1, "a\n", 2},
        {255, 1, "a\n", 2},
        {TRANSFORM_DICTIONARY, 1, "", 0},
        {TRANSFORM_DICTIONARY, 1, "\0", 1},
        {TRANSFORM_DICTIONARY, 1, "\0a", 2},
        {TRANSFORM_DICTIONARY, 2, "\1a\nb\n\0\2", 7}, /* a number without a value */
        {TRANSFORM_DICTIONARY, 2, "\1a\nb\n\0", 6},
        {TRANSFORM_DICTIONARY, 1, "\0a\n\0", 4}, /* something left */
        {TRANSFORM_UUID, 1, "0123456789abcde", 15},
        {TRANSFORM_HEX, 1, "\0\0\1\377\377\377\377\377\377\377\377", 11}, /* a length beyond all */
        {TRANSFORM_HEX, 1, "\3abc\0\0\0\0\0\0\0\0\0\0", 14},              /* another prefix */
        {TRANSFORM_HEX, 1, "\4\\\\x0\0\0\0\0\0\0\0\0\0\0", 15},
        {TRANSFORM_TEMPLATE, 1, "", 0},
        {TRANSFORM_TEMPLATE, 1, "\0\2\n", 3},                           /* a width is missing */
        {TRANSFORM_TEMPLATE, 1, "\0\2\100\n", 4},                       /* width 0 */
        {TRANSFORM_TEMPLATE, 1, "\0\2\123\n", 4},                       /* width 19 */
        {TRANSFORM_TEMPLATE, 1, "\0\2\377\n", 4},                       /* width below 0 */
        {TRANSFORM_TEMPLATE, 1, "\0\1\n", 3},                           /* no numbers */
        {TRANSFORM_TEMPLATE, 1, "\0\1\n\2\0\7\0\0\0\0\0\0\0", 13},      /* mode 2 */
        {TRANSFORM_TEMPLATE, 1, "\0\1\n\0\11\7\0\0\0\0\0\0\0", 13},     /* 9 bytes wide */
        {TRANSFORM_TEMPLATE, 1, "\0\2\101\n\0\0\12\0\0\0\0\0\0\0", 14}, /* 10 in a width of 1 */
        {TRANSFORM_TEMPLATE, 2, "\1a\nb\n\0\2", 7},
        {TRANSFORM_TEMPLATE, 2, "\0\2\101\n\0\1\0\0\0\0\0\0\0\0\11\12", 16},  /* 9, then 10 in a width of 1 */
        {TRANSFORM_TEMPLATE, 2, "\0\2\102\n\0\1\0\0\0\0\0\0\0\0\11\144", 16}, /* 100 in a width of 2 */
        {TRANSFORM_TEMPLATE, 2, "\0\2\104\n\0\1\20\47\0\0\0\0\0\0\0\0", 16},  /* 10000 in a width of 4 */
        {TRANSFORM_TEXT, 1, "a", 1},
        {TRANSFORM_TEXT, 1, "a\nb\n", 4},
        {TRANSFORM_TEXT, 2, "a\nb", 3},
        /* tabs */
        {TRANSFORM_TEXT, 1, "a\tb\n", 4},
        {TRANSFORM_DICTIONARY, 1, "\0a\tb\n", 5},
        {TRANSFORM_TEMPLATE, 1, "\0a\tb\n", 5},
    };
    struct buf text = {0};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_msg(!decode(wrong[i].id, wrong[i].bytes, wrong[i].length, wrong[i].rows, 1000, &text), "number %zu",
                      i);
    ck_assert(decode(TRANSFORM_TEMPLATE, "\0\2\101\n\0\0\11\0\0\0\0\0\0\0", 14, 1, 2, &text));
    ck_assert_str_eq(text.data, "9\n");
    buf_free(&text);
}
END_TEST

START_TEST(decoding_refuses_too_many_slots)
{
    struct buf bytes = {0}, text = {0};

    buf_add_u8(&bytes, 0);
    for (unsigned i = 0; i <= TRANSFORM_SLOTS_MOST; i++)
        buf_add_u8(&bytes, 1);
    buf_add_u8(&bytes, '\n');
    for (unsigned i = 0; i <= TRANSFORM_SLOTS_MOST; i++)
        buf_add(&bytes, "\0\0\7\0\0\0\0\0\0\0", 10);
    ck_assert(!decode(TRANSFORM_TEMPLATE, bytes.data, bytes.used, 1, 1000, &text));
    buf_free(&bytes);
    buf_free(&text);
}
END_TEST

/* Sanitizers see what is wrong; without them it must at least end. */
static void survives_any_change(enum transform_id id, const char *lines)
{
    struct buf text = {0}, bytes = {0}, back = {0};

    buf_add_text(&text, lines);
    ck_assert(encode(id, &text, &bytes));
    for (size_t i = 0; i < bytes.used; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[i] = (char)(bytes.data[i] ^ (1 << bit));
            decode(id, bytes.data, bytes.used, count_rows(&text), text.used, &back);
            decode(id, bytes.data, i, count_rows(&text), text.used, &back);
            decode(id, bytes.data, bytes.used, 1 + (uint32_t)(random() % 2000), text.used, &back);
            bytes.data[i] = (char)(bytes.data[i] ^ (1 << bit));
        }
    ck_assert(decode(id, bytes.data, bytes.used, count_rows(&text), text.used, &back));
    buf_free(&text);
    buf_free(&bytes);
    buf_free(&back);
}

START_TEST(decoding_survives_any_change)
{
    survives_any_change(TRANSFORM_TEXT, "a\nb\n");
    survives_any_change(TRANSFORM_DICTIONARY, "red\ngreen\nred\nred\na value of more than sixteen bytes\n\n");
    survives_any_change(TRANSFORM_TEMPLATE, "2026-01-09 10:00:01.171+00\n\\N\n7\n1.05\n2026-01-10 00:59:00+00\n");
    survives_any_change(TRANSFORM_UUID, "c8097345-b2fc-2ffa-3ce1-9c9a02305f76\n00000000-0000-0000-0000-000000000000\n");
    survives_any_change(TRANSFORM_HEX, "\\\\x00ff\n\\\\x\n\\\\xdeadbeef\n");
}
END_TEST

/* Random columns of every sort through the whole codec. */
static void add_field(struct buf *data, unsigned sort, unsigned row)
{
    unsigned long random_number = (unsigned long)random();

    if (random_number % 50 == 0)
        buf_add_text(data, "\\N");
    else if (sort == 0)
        buf_printf(data, "%u", 1000 + row * 3);
    else if (sort == 1)
        buf_printf(data, "%lu.%02lu", random_number % 100000, random_number % 100);
    else if (sort == 2)
        buf_printf(data, "2026-%02lu-%02lu %02lu:00:00", random_number % 12 + 1, random_number % 28 + 1,
                   random_number % 24);
    else if (sort == 3)
        buf_add_text(data, random_number % 3 ? "DELIVER IN PERSON" : "NONE");
    else if (sort == 4)
        buf_printf(data, "{\"id\": %lu, \"ok\": %s}", random_number % 1000, random_number % 2 ? "true" : "false");
    else if (sort == 5)
        buf_printf(data, "%08lx-0000-4000-8000-%012lx", random_number & 0xffffffff, random_number);
    else if (sort == 6)
        buf_printf(data, "\\\\x%08lx", random_number & 0xffffffff);
    else
        for (unsigned i = 0; i < random_number % 40; i++)
            buf_add_char(data, (char)(random() % 250 < 10 ? 1 : ' ' + random() % 94));
}

START_TEST(rows_come_back)
{
    struct codec *codec = codec_new(CODEC_LEVEL_DEFAULT), *reader = codec_new(CODEC_LEVEL_DEFAULT);
    struct buf data = {0};
    unsigned transformed = 0;

    for (unsigned round = 0; round < 60; round++) {
        unsigned fields = 1 + (unsigned)random() % 12, sorts[12];
        uint32_t rows = 1 + (uint32_t)random() % 4000;
        struct err err = ERR_INIT;
        struct encoded encoded;
        char *exact, *out;

        for (unsigned i = 0; i < fields; i++)
            sorts[i] = (unsigned)random() % 8;
        buf_reset(&data);
        for (uint32_t row = 0; row < rows; row++)
            for (unsigned field = 0; field < fields; field++) {
                add_field(&data, sorts[field], row);
                buf_add_char(&data, field + 1 == fields ? '\n' : '\t');
            }
        exact = with_slack(data.data, data.used);
        out = malloc(data.used);
        for (unsigned again = 0; again < 2; again++) {
            ck_assert(
                codec_encode(codec, exact, data.used, rows, again ? LAYOUT_TRANSFORMED : LAYOUT_TRY, &encoded, &err));
            ck_assert_uint_le(encoded.length, data.used);
            ck_assert_msg(codec_decode(reader, encoded.codec, encoded.layout, encoded.columns, rows, encoded.bytes,
                                       encoded.length, out, data.used, &err),
                          "%s", err.message);
            ck_assert(memcmp(out, data.data, data.used) == 0);
            transformed += encoded.layout == LAYOUT_TRANSFORMED;
        }
        free(exact);
        free(out);
    }
    ck_assert_uint_gt(transformed, 60);
    buf_free(&data);
    codec_free(codec);
    codec_free(reader);
}
END_TEST

UNIT_MAIN_AROUND("transform", setup, teardown, template_takes_rows_of_one_length, template_tells_shapes_apart,
                 dictionary_takes_few_values, template_takes_numbers_in_text, template_takes_any_number,
                 template_refuses_what_has_many_shapes, uuid_takes_only_uuids, hex_takes_even_digits,
                 decoding_refuses_wrong_bytes, decoding_refuses_too_many_slots, decoding_survives_any_change,
                 rows_come_back)
