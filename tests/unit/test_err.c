#include "unit.h"
#include <errno.h>
#include <pgsnap/err.h>
#include <string.h>

START_TEST(set_fills_and_gives_false)
{
    struct err err = ERR_INIT;

    ck_assert(!err_is_set(&err));
    ck_assert(!err_set(&err, ERR_DAMAGED, "table %s: bad", "public.t"));
    ck_assert(err_is_set(&err));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    ck_assert_str_eq(err.message, "table public.t: bad");
    ck_assert_str_eq(err.hint, "");
    ck_assert(!err.cancelled);
}
END_TEST

START_TEST(first_error_wins)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_LOCKED, "first");
    err_set(&err, ERR_FAILED, "second");
    errno = ENOENT;
    ck_assert(!err_errno(&err, "third"));
    ck_assert_int_eq(err.code, ERR_LOCKED);
    ck_assert_str_eq(err.message, "first");
}
END_TEST

START_TEST(first_hint_wins)
{
    struct err err = ERR_INIT;

    ck_assert(!err_hint(&err, "of nothing"));
    ck_assert_str_eq(err.hint, "");
    err_set(&err, ERR_FAILED, "m");
    ck_assert(!err_hint(&err, "try %d", 1));
    err_hint(&err, "try 2");
    ck_assert_str_eq(err.hint, "try 1");
}
END_TEST

START_TEST(errno_is_told_in_words)
{
    struct err err = ERR_INIT;

    errno = EISDIR;
    ck_assert(!err_errno(&err, "could not open \"%s\"", "x"));
    ck_assert_int_eq(err.code, ERR_FAILED);
    ck_assert_str_eq(err.message, "could not open \"x\": Is a directory");
}
END_TEST

START_TEST(long_text_is_cut)
{
    static char text[10000];
    struct err err = ERR_INIT;

    memset(text, 'x', sizeof text - 1);
    errno = EIO;
    err_errno(&err, "%s", text);
    err_hint(&err, "%s", text);
    ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
    ck_assert_uint_eq(strlen(err.hint), sizeof err.hint - 1);
}
END_TEST

START_TEST(clear_makes_it_new)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_FAILED, "m");
    err_hint(&err, "h");
    err.cancelled = true;
    err_clear(&err);
    ck_assert(!err_is_set(&err));
    ck_assert(!err.cancelled);
    err_set(&err, ERR_USAGE, "again");
    ck_assert_str_eq(err.message, "again");
    ck_assert_str_eq(err.hint, "");
}
END_TEST

UNIT_MAIN("err", set_fills_and_gives_false, first_error_wins, first_hint_wins, errno_is_told_in_words, long_text_is_cut,
          clear_makes_it_new)
