#include "base/hash.h"
#include "unit.h"
#include <stdio.h>
#include <string.h>

/* The values were computed with xxHash 0.8.1; archives of every machine must agree on them. */
static const struct {
    const char *text;
    uint64_t plain, seeded;
    const char *digest;
} known[] = {
    {"", 0x2d06800538d394c2, 0xb029411ff43d84d2, "99aa06d3014798d86001c324468d497f"},
    {"a", 0xe6c632b61e964e1f, 0x4c437dd47f0716f4, "a96faf705af16834e6c632b61e964e1f"},
    {"abc", 0x78af5f94892f3950, 0xd8438def21bbdcc3, "06b05ab6733a618578af5f94892f3950"},
    {"1\talice\t\\N", 0x95bbf19e4b5e5cf8, 0xc2ed96c24d9eea1f, "2ee3f21c9ea46844661e4fa3ab324588"},
    {"2\tbob\tx", 0x585c0cc1caf245e5, 0x2a1da9c189428c72, "722645ea3733ce5c9b52070954bdc04d"},
};

START_TEST(known_values)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct digest digest = {0};
        char text[33];

        ck_assert_uint_eq(hash_bytes(known[i].text, strlen(known[i].text)), known[i].plain);
        ck_assert_uint_eq(hash_seeded(known[i].text, strlen(known[i].text), 42), known[i].seeded);
        hash_add_row(&digest, known[i].text, strlen(known[i].text));
        hash_digest_text(&digest, text);
        ck_assert_str_eq(text, known[i].digest);
    }
}
END_TEST

START_TEST(known_values_of_long_input)
{
    struct digest digest = {0};
    char data[1000], text[33];

    for (int i = 0; i < 1000; i++)
        data[i] = (char)(i * 7 + 3);
    ck_assert_uint_eq(hash_bytes(data, sizeof data), UINT64_C(0x6c4f14bd97bd9e82));
    ck_assert_uint_eq(hash_seeded(data, sizeof data, 42), UINT64_C(0xf0f163846cbf0c33));
    hash_add_row(&digest, data, sizeof data);
    hash_digest_text(&digest, text);
    ck_assert_str_eq(text, "6bcc7eff62da44c26c4f14bd97bd9e82");
}
END_TEST

static const char *const orders[] = {
    "a\nabc\n1\talice\t\\N\n2\tbob\tx\n",
    "2\tbob\tx\n1\talice\t\\N\nabc\na\n",
    "abc\n2\tbob\tx\na\n1\talice\t\\N\n",
};

START_TEST(digest_does_not_depend_on_the_order_of_rows)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct digest digest = {0};
        char text[33];

        ck_assert_uint_eq(hash_add_rows(&digest, orders[i], strlen(orders[i])), 4);
        hash_digest_text(&digest, text);
        ck_assert_str_eq(text, "512a422da404005b60e5e8f7a7b58d44");
    }
}
END_TEST

START_TEST(digest_does_not_depend_on_blocks)
{
    const char *rows = orders[0];

    for (const char *cut = rows; (cut = strchr(cut, '\n')); cut++) {
        struct digest digest = {0};
        size_t first = (size_t)(cut + 1 - rows);
        char text[33];
        uint64_t count;

        count = hash_add_rows(&digest, rows, first);
        count += hash_add_rows(&digest, rows + first, strlen(rows) - first);
        ck_assert_uint_eq(count, 4);
        hash_digest_text(&digest, text);
        ck_assert_str_eq(text, "512a422da404005b60e5e8f7a7b58d44");
    }
}
END_TEST

START_TEST(other_rows_give_another_digest)
{
    struct digest one = {0}, two = {0}, three = {0};

    hash_add_rows(&one, "a\nb\n", 4);
    hash_add_rows(&two, "a\na\n", 4);
    hash_add_rows(&three, "ab\n\n", 4);
    ck_assert(one.low != two.low && one.high != two.high);
    ck_assert(one.low != three.low && one.high != three.high);
}
END_TEST

START_TEST(empty_rows_count)
{
    struct digest rows = {0}, twice = {0};

    ck_assert_uint_eq(hash_add_rows(&rows, "\n\n", 2), 2);
    hash_add_row(&twice, "", 0);
    hash_add_row(&twice, "", 0);
    ck_assert_uint_eq(rows.low, twice.low);
    ck_assert_uint_eq(rows.high, twice.high);
}
END_TEST

START_TEST(no_data_is_no_row)
{
    struct digest digest = {.low = 5, .high = 6};

    ck_assert_uint_eq(hash_add_rows(&digest, "", 0), 0);
    ck_assert_uint_eq(digest.low, 5);
    ck_assert_uint_eq(digest.high, 6);
}
END_TEST

START_TEST(unfinished_last_row_is_refused)
{
    struct digest digest = {.low = 5, .high = 6};

    ck_assert_uint_eq(hash_add_rows(&digest, "a\nb", 3), UINT64_MAX);
    ck_assert_uint_eq(digest.low, 5);
    ck_assert_uint_eq(digest.high, 6);
}
END_TEST

START_TEST(sum_carries_into_the_high_half)
{
    struct digest digest = {.low = UINT64_MAX, .high = 7}, row = {0};

    hash_add_row(&row, "a", 1);
    hash_add_row(&digest, "a", 1);
    ck_assert_uint_eq(digest.low, row.low - 1);
    ck_assert_uint_eq(digest.high, row.high + 8);
}
END_TEST

START_TEST(text_is_padded)
{
    struct digest digest = {.low = 0x1a, .high = 0x2b};
    char text[33];

    hash_digest_text(&digest, text);
    ck_assert_str_eq(text, "000000000000002b000000000000001a");
}
END_TEST

UNIT_MAIN("hash", known_values, known_values_of_long_input, digest_does_not_depend_on_the_order_of_rows,
          digest_does_not_depend_on_blocks, other_rows_give_another_digest, empty_rows_count, no_data_is_no_row,
          unfinished_last_row_is_refused, sum_carries_into_the_high_half, text_is_padded)
