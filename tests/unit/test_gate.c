/*
 * Which lines of a query a server's version keeps, also a version that is not out yet, and what is said of such a one.
 */
#include "server/gate.h"
#include "server/newer.h"
#include "unit.h"

static void expect(const char *text, unsigned major, const char *wanted)
{
    char *got = gate_apply(text, major);

    ck_assert_str_eq(got, wanted);
    free(got);
}

START_TEST(plain_text_stays)
{
    expect("", 15, "");
    expect("SELECT 1\n  FROM t", 15, "SELECT 1\n  FROM t");
    expect("\n\n", 15, "\n\n");
    expect("-", 15, "-");
    expect("--", 15, "--");
}
END_TEST

START_TEST(at_least)
{
    expect("a\nb -- >=15\nc\n", 14, "a\nc\n");
    expect("a\nb -- >=15\nc\n", 15, "a\nb -- >=15\nc\n");
    expect("b -- >=15", 12, "");
    expect("b -- >=15", 18, "b -- >=15");
}
END_TEST

START_TEST(less_than)
{
    expect("b -- <15\n", 14, "b -- <15\n");
    expect("b -- <15\n", 15, "");
}
END_TEST

START_TEST(both)
{
    expect("b -- >=13 <15\n", 12, "");
    expect("b -- >=13 <15\n", 13, "b -- >=13 <15\n");
    expect("b -- >=13 <15\n", 14, "b -- >=13 <15\n");
    expect("b -- >=13 <15\n", 15, "");
    expect("b --   <15\t>=13  \n", 15, "");
}
END_TEST

START_TEST(other_comments_stay)
{
    expect("b -- when a >= 15\n", 12, "b -- when a >= 15\n");
    expect("b -- >=15 because\n", 12, "b -- >=15 because\n");
    expect("b -- >= 15\n", 12, "b -- >= 15\n");
    expect("b -- >15\n", 12, "b -- >15\n");
    expect("b -- <\n", 12, "b -- <\n");
    expect("'-- >=15'\n", 12, "'-- >=15'\n");
    expect("b -- why -- >=15\n", 12, "");
}
END_TEST

START_TEST(later_than_all)
{
    expect("a -- >=18\nb -- <18\nc -- >=15 <19\nd\n", 19, "a -- >=18\nd\n");
    expect("a -- >=18\nb -- <12\n", 100, "a -- >=18\n");
}
END_TEST

START_TEST(a_warning_for_later_majors)
{
    char *none = newer_warning(20, NULL), *some = newer_warning(20, "catalog pg_new, column pg_class.relnew");

    ck_assert_ptr_null(newer_warning(NEWEST_KNOWN_MAJOR, NULL));
    ck_assert_ptr_null(newer_warning(12, "catalog pg_new"));
    ck_assert_ptr_nonnull(strstr(none, "PostgreSQL 20 is newer"));
    ck_assert_ptr_nonnull(strstr(some, "not looked at: catalog pg_new, column pg_class.relnew"));
    free(none);
    free(some);
}
END_TEST

UNIT_MAIN("gate", plain_text_stays, at_least, less_than, both, other_comments_stay, later_than_all,
          a_warning_for_later_majors)
