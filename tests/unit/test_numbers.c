#include "codec/digits.h"
#include "codec/hexdigits.h"
#include "codec/numbers.h"
#include "codec/transform.h"
#include "unit.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

START_TEST(hex_digits_come_back)
{
    unsigned char bytes[40] = {0}, again[sizeof bytes];
    char text[2 * sizeof bytes];

    for (size_t count = 0; count <= sizeof bytes; count++) {
        for (size_t i = 0; i < count; i++)
            bytes[i] = (unsigned char)random();
        hexdigits_to_text(bytes, count, text);
        ck_assert(hexdigits_to_bytes(text, count, again));
        ck_assert(memcmp(bytes, again, count) == 0);
    }
    memset(text, '0', sizeof text);
    for (size_t at = 0; at < sizeof text; at++)
        for (unsigned value = 0; value < 256; value++) {
            bool good = (value >= '0' && value <= '9') || (value >= 'a' && value <= 'f');

            text[at] = (char)value;
            ck_assert(hexdigits_to_bytes(text, sizeof bytes, again) == good);
            text[at] = '0';
        }
}
END_TEST

static void puts_alike(uint64_t number, size_t width)
{
    char one[2 * DIGITS_ROOM], other[2 * DIGITS_ROOM], *one_end, *other_end;

    one_end = digits_put(one, number, width);
    other_end = digits_put_any(other, number, width);
    ck_assert_msg(!one_end == !other_end, "%" PRIu64 ", width %zu", number, width);
    if (one_end) {
        ck_assert_int_eq(one_end - one, other_end - other);
        ck_assert_msg(memcmp(one, other, (size_t)(one_end - one)) == 0, "%" PRIu64 ", width %zu", number, width);
    }
}

START_TEST(numbers_make_digits)
{
    for (unsigned number = 0; number < 20000; number++) {
        puts_alike(number, number % 19);
        puts_alike(number * 10000UL + number, number % 19);
        puts_alike(number, 0);
    }
    for (unsigned round = 0; round < 20000; round++) {
        uint64_t number = ((uint64_t)random() << 33 ^ (uint64_t)random() << 11) >> random() % 64;

        puts_alike(number, round % 19);
        puts_alike(number, 0);
    }
    puts_alike(99999999, 8);
    puts_alike(100000000, 8);
    puts_alike(UINT64_MAX, 0);
}
END_TEST

START_TEST(digits_make_numbers)
{
    char text[TRANSFORM_SLACK + 32];

    for (unsigned round = 0; round < 20000; round++) {
        size_t count = 1 + (size_t)random() % 18;

        memset(text, "x9\xff"[round % 3], sizeof text);
        for (size_t i = 0; i < count; i++)
            text[i] = (char)('0' + random() % 10);
        text[count] = '\n';
        ck_assert_uint_eq(digits_count(text), count);
        ck_assert_uint_eq(digits_number(text, count), digits_number_plain(text, count));
    }
}
END_TEST

START_TEST(numbers_come_back)
{
    static const uint64_t samples[][4] = {
        {0, 0, 0, 0},
        {1, 2, 3, 4},
        {9, 8, 7, 6},
        {0, UINT64_MAX, 0, UINT64_MAX},
        {UINT64_MAX, UINT64_MAX, 1, 0},
        {1000000, 1000001, 1000300, 1000301},
        {INT64_MAX, (uint64_t)INT64_MAX + 1, 5, 1},
    };

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t count = 0; count <= 4; count++) {
            struct buf out = {0};
            struct bytes in;
            uint64_t back[4] = {0}, values[4];

            memcpy(values, samples[i], sizeof values);
            numbers_encode(values, count, &out, NULL);
            in = bytes_of(out.data, out.used);
            ck_assert(numbers_decode(&in, count, back));
            ck_assert_uint_eq(bytes_left(&in), 0);
            ck_assert(memcmp(back, samples[i], count * sizeof *back) == 0);
            in = bytes_of(out.data, out.used ? out.used - 1 : 0);
            ck_assert(count == 0 || !numbers_decode(&in, count, back));
            buf_free(&out);
        }
}
END_TEST

/* Runs of every length, small and large numbers, rising, falling and any: what is taken four or sixteen at once, and what is left over. */
START_TEST(runs_of_numbers_come_back)
{
    static const uint64_t bounds[] = {1, 200, 70000, 20000000, (uint64_t)1 << 31, ((uint64_t)1 << 31) + 1, INT64_MAX};
    enum { BOUNDS = sizeof bounds / sizeof *bounds, MOST = 90 };
    uint64_t wanted[MOST], values[MOST], back[MOST];

    for (unsigned round = 0; round < MOST * BOUNDS * 4; round++) {
        size_t count = 1 + round % MOST;
        uint64_t bound = bounds[round / MOST % BOUNDS];
        int64_t step = (int64_t)(round / MOST / BOUNDS) - 2;
        struct buf out = {0};
        struct bytes in;

        for (size_t i = 0; i < count; i++)
            wanted[i] = step == 1 || i == 0 ? (uint64_t)random() * 0x9e3779b97f4a7c15 % bound
                                            : (wanted[i - 1] + bound + (uint64_t)step * (bound / MOST)) % bound;
        memcpy(values, wanted, count * sizeof *values);
        numbers_encode(values, count, &out, NULL);
        in = bytes_of(out.data, out.used);
        ck_assert(numbers_decode(&in, count, back));
        ck_assert_uint_eq(bytes_left(&in), 0);
        ck_assert(memcmp(back, wanted, count * sizeof *back) == 0);
        buf_free(&out);
    }
}
END_TEST

UNIT_MAIN("numbers", hex_digits_come_back, numbers_make_digits, digits_make_numbers, numbers_come_back,
          runs_of_numbers_come_back)
