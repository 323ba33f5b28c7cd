/*
 * What lines two texts have in common.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "model/linediff.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* The lines with their marks, as one text. */
static void expect(const char *first, const char *second, const char *wanted)
{
    struct buf text = {0};
    struct linediff_line *lines;
    size_t count = linediff_make(first, second, &lines);

    for (size_t i = 0; i < count; i++) {
        buf_add_char(&text, lines[i].mark);
        buf_add(&text, lines[i].text, lines[i].length);
        buf_add_char(&text, '|');
    }
    ck_assert_str_eq(buf_text(&text), wanted);
    buf_free(&text);
    free(lines);
}

START_TEST(nothing)
{
    expect("", "", "");
    expect(NULL, NULL, "");
    expect("a\nb\n", NULL, "-a|-b|");
    expect(NULL, "a\nb", "+a|+b|");
}
END_TEST

START_TEST(equal)
{
    expect("a\n\nb", "a\n\nb\n", " a| | b|");
}
END_TEST

START_TEST(changes)
{
    expect("a\nb\nc", "a\nx\nc", " a|-b|+x| c|");
    expect("a\nb\nc", "a\nc", " a|-b| c|");
    expect("a\nc", "a\nb\nc", " a|+b| c|");
    expect("a\nb\nc\nd", "b\nx\nd\ne", "-a| b|-c|+x| d|+e|");
    expect("a\na\na", "a\na", " a| a|-a|");
}
END_TEST

/* As many common lines as can be: b c d, not a. */
START_TEST(longest)
{
    expect("a\nb\nc\nd", "b\nc\nd\na", "-a| b| c| d|+a|");
}
END_TEST

/* 3000 lines each, all different: too many for the table, and still all there. */
START_TEST(long_texts)
{
    struct buf first = {0}, second = {0};
    struct linediff_line *lines;
    size_t count;

    buf_add_text(&first, "begin\n");
    buf_add_text(&second, "begin\n");
    for (int i = 0; i < 3000; i++) {
        buf_printf(&first, "one %d\n", i);
        buf_printf(&second, "other %d\n", i);
    }
    buf_add_text(&first, "end\n");
    buf_add_text(&second, "end\n");
    count = linediff_make(buf_text(&first), buf_text(&second), &lines);
    ck_assert_uint_eq(count, 6002);
    ck_assert_int_eq(lines[0].mark, ' ');
    ck_assert_int_eq(lines[1].mark, '-');
    ck_assert_int_eq(lines[3000].mark, '-');
    ck_assert_int_eq(lines[3001].mark, '+');
    ck_assert_int_eq(lines[6000].mark, '+');
    ck_assert_int_eq(lines[6001].mark, ' ');
    free(lines);
    buf_free(&first);
    buf_free(&second);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("linediff");
    TCase *cases = tcase_create("lines");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, nothing);
    tcase_add_test(cases, equal);
    tcase_add_test(cases, changes);
    tcase_add_test(cases, longest);
    tcase_add_test(cases, long_texts);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
