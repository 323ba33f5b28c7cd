#include "folder_of_test.h"
#include "store/folder.h"
#include "store/store.h"
#include "unit.h"
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

/* 2026-11-23 19:30:05 UTC */
enum { WHEN = 1795462205 };

START_TEST(names_cannot_leave_the_folder)
{
    static const struct {
        const char *database, *name;
    } rows[] = {
        {"shop", "shop_20261123T193005Z.pgsnap"},
        {"My-Shop_2.0", "My-Shop_2.0_20261123T193005Z.pgsnap"},
        {"../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd_20261123T193005Z.pgsnap"},
        {"..", "%2E._20261123T193005Z.pgsnap"},
        {"-rf", "%2Drf_20261123T193005Z.pgsnap"},
        {"a b\n%41", "a%20b%0A%2541_20261123T193005Z.pgsnap"},
        {"gr\xc3\xbcn", "gr%C3%BCn_20261123T193005Z.pgsnap"},
        {"shop_20261123T193005Z.pgsnap", "shop_20261123T193005Z.pgsnap_20261123T193005Z.pgsnap"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *path = folder_archive_path("/f", rows[i].database, WHEN), *database = NULL;
        time_t time = 0;

        ck_assert_int_eq(strncmp(path, "/f/", 3), 0);
        ck_assert_str_eq(path + 3, rows[i].name);
        ck_assert(folder_parse_name(rows[i].name, &database, &time));
        ck_assert_str_eq(database, rows[i].database);
        ck_assert_int_eq(time, WHEN);
        free(database);
        free(path);
    }
}
END_TEST

START_TEST(other_names_are_refused)
{
    static const char *const names[] = {
        "",
        "shop",
        "shop.pgsnap",
        "_20261123T193005Z.pgsnap",      /* no database */
        "shop_20261123T193005Z.pgsnapx", /* more behind */
        "shop_20261123T193005Z.pgsnap.pgsnap-partial-1",
        "shop_20261123T193005Z.pgsnap.damaged",
        "shop_20261323T193005Z.pgsnap", /* no such month */
        "shop_20260230T193005Z.pgsnap", /* no such day */
        "shop_20261123T193060Z.pgsnap", /* a second that normalizes */
        "shop_20261123T19300 Z.pgsnap",
        "shop-20261123T193005Z.pgsnap",
        "sh%6fp_20261123T193005Z.pgsnap",  /* lower-case digits */
        "sh%6Fp_20261123T193005Z.pgsnap",  /* encoded without need */
        "sh%00op_20261123T193005Z.pgsnap", /* a NUL */
        "sh%zzop_20261123T193005Z.pgsnap",
        "shop%2_20261123T193005Z.pgsnap", /* cut */
        ".shop_20261123T193005Z.pgsnap",
        "-shop_20261123T193005Z.pgsnap",
        "sh op_20261123T193005Z.pgsnap",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *database = NULL;
        time_t time;

        ck_assert_msg(!folder_parse_name(names[i], &database, &time), "%s was taken for \"%s\"", names[i], database);
    }
}
END_TEST

START_TEST(folders_are_made_private)
{
    const char *deep = in_folder("a//b/c");
    struct err err = ERR_INIT;
    struct stat status;
    mode_t old = umask(0);

    ck_assert_msg(folder_make(deep, &err), "%s", err.message);
    (void)umask(old);
    ck_assert_int_eq(stat(deep, &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFDIR | 0700);
    ck_assert_int_eq(stat(in_folder("a"), &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFDIR | 0700);
    ck_assert_int_eq(chmod(deep, 0750), 0);
    ck_assert(folder_make(in_folder("a/b/c/"), &err));
    ck_assert_int_eq(stat(deep, &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFDIR | 0750);
}
END_TEST

START_TEST(what_is_no_folder_is_named)
{
    struct err err = ERR_INIT;

    write_file(in_folder("file"), "");
    ck_assert(!folder_make(in_folder("file"), &err));
    ck_assert_ptr_nonnull(strstr(err.message, "could not make the folder: Not a directory"));
    err_clear(&err);
    ck_assert(!folder_make(in_folder("file/deeper"), &err));
    ck_assert_ptr_nonnull(strstr(err.message, "Not a directory"));
    err_clear(&err);
    ck_assert(!folder_make("", &err));
    ck_assert_int_eq(err.code, ERR_USAGE);
}
END_TEST

START_TEST(list_is_of_one_database_by_time)
{
    struct err err = ERR_INIT;
    struct folder_list list;

    write_file(in_folder("shop_20261123T193005Z.pgsnap"), "");
    write_file(in_folder("shop_20251123T193005Z.pgsnap"), "");
    write_file(in_folder("shop_20261122T193005Z.pgsnap"), "");
    write_file(in_folder("shop2_20261123T193005Z.pgsnap"), "");
    write_file(in_folder("shop_20261123T193006Z.pgsnap.pgsnap-partial-1"), "");
    write_file(in_folder("notes"), "");
    ck_assert_int_eq(mkdir(in_folder("shop_20200101T000000Z.pgsnap"), 0700), 0);
    ck_assert_int_eq(symlink("notes", in_folder("shop_20200101T000001Z.pgsnap")), 0);
    ck_assert_msg(folder_list(folder, "shop", &list, &err), "%s", err.message);
    ck_assert_uint_eq(list.count, 3);
    ck_assert_str_eq(list.archives[0].path, in_folder("shop_20251123T193005Z.pgsnap"));
    ck_assert_str_eq(list.archives[1].path, in_folder("shop_20261122T193005Z.pgsnap"));
    ck_assert_str_eq(list.archives[2].path, in_folder("shop_20261123T193005Z.pgsnap"));
    ck_assert_int_eq(list.archives[2].time, WHEN);
    folder_list_free(&list);
    ck_assert(folder_list(folder, "none", &list, &err));
    ck_assert_uint_eq(list.count, 0);
    folder_list_free(&list);
    ck_assert(!folder_list(in_folder("missing"), "shop", &list, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "no such file or folder"));
    folder_list_free(&list);
}
END_TEST

START_TEST(one_lock_per_database)
{
    struct folder_lock *shop = NULL, *other = NULL, *again = NULL;
    struct err err = ERR_INIT;

    ck_assert_msg(folder_lock(folder, "shop", &shop, &err), "%s", err.message);
    ck_assert(folder_lock(folder, "a/b", &other, &err));
    ck_assert(!folder_lock(folder, "shop", &again, &err));
    ck_assert_int_eq(err.code, ERR_LOCKED);
    ck_assert_ptr_nonnull(strstr(err.message, "database shop"));
    ck_assert_str_ne(err.hint, "");
    folder_unlock(shop);
    folder_unlock(NULL);
    ck_assert_ptr_nonnull(read_file(in_folder(".shop.pgsnap-lock")));
    ck_assert_ptr_nonnull(read_file(in_folder(".a%2Fb.pgsnap-lock")));
    err_clear(&err);
    ck_assert(folder_lock(folder, "shop", &again, &err));
    folder_unlock(again);
    folder_unlock(other);
}
END_TEST

START_TEST(lock_does_not_follow_links)
{
    struct folder_lock *lock = NULL;
    struct err err = ERR_INIT;

    ck_assert_int_eq(symlink("elsewhere", in_folder(".shop.pgsnap-lock")), 0);
    ck_assert(!folder_lock(folder, "shop", &lock, &err));
    ck_assert_int_eq(err.code, ERR_FAILED);
    ck_assert_ptr_null(read_file(in_folder("elsewhere")));
}
END_TEST

#define DEAD "shop_20261123T193006Z.pgsnap.pgsnap-partial-1"
#define LIVE "shop_20261123T193007Z.pgsnap"

START_TEST(only_dead_partials_of_the_database_are_removed)
{
    static const char *const kept[] = {"shop_20261123T193005Z.pgsnap", "shop2_20261123T193006Z.pgsnap.pgsnap-partial-1",
                                       "shop_20261123T193006Z.pgsnap.pgsnap-partial-",
                                       "shop_20261123T193006Z.pgsnap.pgsnap-partial-1x", "x.pgsnap-partial-1"};
    struct folder_lock *lock = NULL;
    struct err err = ERR_INIT;
    struct store *live = NULL;
    size_t removed = 0;

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        write_file(in_folder(kept[i]), "");
    write_file(in_folder(DEAD), "");
    write_file(in_folder("precious"), "precious");
    ck_assert_int_eq(symlink("precious", in_folder(DEAD "2")), 0);
    ck_assert(store_create(in_folder(LIVE), false, &live, &err));
    ck_assert(folder_lock(folder, "shop", &lock, &err));
    ck_assert_msg(folder_remove_partials(lock, &removed, &err), "%s", err.message);
    folder_unlock(lock);
    ck_assert_uint_eq(removed, 1);
    ck_assert_ptr_null(read_file(in_folder(DEAD)));
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        ck_assert_ptr_nonnull(read_file(in_folder(kept[i])));
    ck_assert_str_eq(read_file(in_folder("precious")), "precious");
    ck_assert_msg(store_publish(live, &err), "%s", err.message); /* its partial file was there still */
    store_close(live);
}
END_TEST

UNIT_MAIN_AROUND("folder", folder_setup, folder_teardown, names_cannot_leave_the_folder, other_names_are_refused,
                 folders_are_made_private, what_is_no_folder_is_named, list_is_of_one_database_by_time,
                 one_lock_per_database, lock_does_not_follow_links, only_dead_partials_of_the_database_are_removed)
