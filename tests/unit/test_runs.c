/*
 * Sets of block numbers: what is written is what is read, in whatever order numbers came.
 */
#include "model/runs.h"

#include <check.h>
#include <stdlib.h>

#include "unit.h"

static void expect_text(struct runs *runs, const char *wanted)
{
    struct buf text = {0};

    runs_write(runs, &text);
    ck_assert_str_eq(buf_text(&text), wanted);
    buf_free(&text);
}

START_TEST(followers_make_one_run)
{
    struct runs runs = {0};

    for (uint32_t i = 0; i < 10; i++)
        if (i != 4)
            runs_add(&runs, i);
    expect_text(&runs, "0-3,5-9");
    for (uint32_t i = 0; i < 12; i++)
        ck_assert_int_eq(runs_has(&runs, i), i < 10 && i != 4);
    runs_reset(&runs);
    ck_assert(!runs_has(&runs, 0));
    expect_text(&runs, "");
}
END_TEST

START_TEST(lanes_come_in_any_order)
{
    struct runs runs = {0};

    ck_assert(runs_parse(&runs, "7,9,30-40"));
    ck_assert(runs_parse(&runs, "8,0-2,35-50,51"));
    runs_sort(&runs);
    expect_text(&runs, "0-2,7-9,30-51");
    ck_assert(runs_has(&runs, 8));
    ck_assert(!runs_has(&runs, 3));
    ck_assert(runs_has(&runs, 51));
    ck_assert(!runs_has(&runs, 52));
    runs_reset(&runs);
}
END_TEST

START_TEST(ends_of_the_range)
{
    struct runs runs = {0};

    ck_assert(runs_parse(&runs, "4294967294"));
    runs_add(&runs, UINT32_MAX);
    runs_add(&runs, 0);
    runs_sort(&runs);
    expect_text(&runs, "0,4294967294-4294967295");
    ck_assert(runs_has(&runs, UINT32_MAX));
    ck_assert(!runs_has(&runs, 1));
    runs_reset(&runs);
}
END_TEST

START_TEST(nonsense_is_refused)
{
    static const char *const texts[] = {"",   "x",  "1,",   "1-", "3-1",        "1;2",
                                        ",1", "-1", "1--2", " 1", "4294967296", "99999999999999999999"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct runs runs = {0};

        ck_assert_msg(!runs_parse(&runs, texts[i]), "\"%s\"", texts[i]);
        runs_reset(&runs);
    }
}
END_TEST

UNIT_MAIN("runs", followers_make_one_run, lanes_come_in_any_order, ends_of_the_range, nonsense_is_refused)
