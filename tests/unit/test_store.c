#include "store_of_test.h"
#include "unit.h"
#include <sys/wait.h>

START_TEST(file_appears_when_published)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store = create(path);
    struct stat status;

    write_text(store, "one");
    write_text(store, "two");
    ck_assert_uint_eq(store_offset(store), 6);
    ck_assert_str_eq(store_name(store), path);
    ck_assert_ptr_null(read_file(path));
    ck_assert_int_eq(lstat(partial_of(path), &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFREG | 0600);
    publish(store);
    ck_assert_str_eq(read_file(path), "onetwo");
    ck_assert_int_eq(lstat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFREG | 0600);
    store_discard(store);
    store_close(store);
    ck_assert_str_eq(read_file(path), "onetwo");
    ck_assert_ptr_null(read_file(partial_of(path)));
}
END_TEST

START_TEST(discarded_file_leaves_the_old_one)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store;

    write_file(path, "old");
    store = create(path);
    write_text(store, "new");
    store_discard(store);
    store_discard(store);
    ck_assert_ptr_null(read_file(partial_of(path)));
    store_close(store);
    ck_assert_str_eq(read_file(path), "old");
}
END_TEST

START_TEST(closed_file_is_discarded)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store = create(path);

    write_text(store, "new");
    store_close(store);
    store_close(NULL);
    ck_assert_ptr_null(read_file(path));
    ck_assert_ptr_null(read_file(partial_of(path)));
}
END_TEST

START_TEST(published_file_takes_the_place_of_the_old_one)
{
    const char *path = in_folder("a.pgsnap");
    struct err err = ERR_INIT;
    struct store *store;

    write_file(path, "old");
    ck_assert(store_create(path, false, &store, &err));
    write_text(store, "new");
    publish(store);
    store_close(store);
    ck_assert_str_eq(read_file(path), "new");
}
END_TEST

static void write_through(const char *link)
{
    struct store *store = create(link);

    write_text(store, "new");
    publish(store);
    store_close(store);
}

START_TEST(link_to_a_file_stays_a_link)
{
    const char *path = in_folder("a.pgsnap"), *link = in_folder("link");
    struct stat status;

    write_file(path, "old");
    ck_assert_int_eq(symlink(path, link), 0);
    write_through(link);
    ck_assert_str_eq(read_file(path), "new");
    ck_assert_int_eq(lstat(link, &status), 0);
    ck_assert(S_ISLNK(status.st_mode));
}
END_TEST

START_TEST(link_of_somebody_else_is_replaced)
{
    const char *path = in_folder("victim"), *link = in_folder("link");

    write_file(path, "precious");
    ck_assert_int_eq(symlink(path, link), 0);
    if (geteuid() != 0 || lchown(link, 65534, 65534) < 0)
        return; /* only root can give a link away */
    write_through(link);
    ck_assert_str_eq(read_file(path), "precious");
    ck_assert_str_eq(read_file(link), "new");
}
END_TEST

START_TEST(abandoned_files_are_gone)
{
    const char *one = in_folder("one"), *other = in_folder("other"), *done = in_folder("done");
    struct store *first = create(one), *second = create(other);

    write_through(done);
    store_abandon();
    ck_assert_ptr_null(read_file(partial_of(one)));
    ck_assert_ptr_null(read_file(partial_of(other)));
    ck_assert_str_eq(read_file(done), "new");
    store_close(first);
    store_close(second);
}
END_TEST

START_TEST(link_at_the_partial_name_is_refused)
{
    const char *path = in_folder("a.pgsnap"), *victim = in_folder("victim");

    write_file(victim, "precious");
    ck_assert_int_eq(symlink(victim, partial_of(path)), 0);
    refuses_to_create(path, "exists already");
    ck_assert_str_eq(read_file(victim), "precious");
    ck_assert_int_eq(unlink(victim), 0);
    refuses_to_create(path, "exists already");
    ck_assert_ptr_null(read_file(victim)); /* nor is it made through a dangling link */
}
END_TEST

START_TEST(stale_partial_file_is_replaced)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store;

    write_file(partial_of(path), "left by a dead run with this process id");
    store = create(path);
    write_text(store, "new");
    publish(store);
    store_close(store);
    ck_assert_str_eq(read_file(path), "new");
}
END_TEST

START_TEST(partial_file_in_use_is_left_alone)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store = create(path);

    refuses_to_create(path, "exists already");
    write_text(store, "first");
    publish(store);
    store_close(store);
    ck_assert_str_eq(read_file(path), "first");
}
END_TEST

START_TEST(replaced_partial_file_is_not_published)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store = create(path);
    struct err err = ERR_INIT;

    write_text(store, "mine");
    ck_assert_int_eq(unlink(partial_of(path)), 0);
    write_file(partial_of(path), "not mine");
    ck_assert(!store_publish(store, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "removed or replaced"));
    store_close(store);
    ck_assert_ptr_null(read_file(path));
    ck_assert_str_eq(read_file(partial_of(path)), "not mine");
}
END_TEST

START_TEST(bad_targets_are_named)
{
    struct err err = ERR_INIT;
    struct store *store;
    char name[400];

    refuses_to_create(folder, "is a folder");
    refuses_to_create(in_folder("new/"), "is a folder");
    refuses_to_create(in_folder("missing/a.pgsnap"), "there is no such folder");
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    refuses_to_create(in_folder(name), "the name is too long");
    ck_assert(!store_create("", true, &store, &err));
    ck_assert_int_eq(err.code, ERR_USAGE);
}
END_TEST

/* Root may write anywhere: the child gives its rights up first. */
START_TEST(read_only_folder_is_named)
{
    int status;
    pid_t child;

    ck_assert_int_eq(chmod(folder, 0555), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct err err = ERR_INIT;
        struct store *store;

        if (geteuid() == 0 && setuid(65534) < 0)
            _exit(2);
        if (store_create(in_folder("a.pgsnap"), true, &store, &err))
            _exit(3);
        _exit(strstr(err.message, "permission denied") && err.hint[0] ? 0 : 4);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(chmod(folder, 0700), 0);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

START_TEST(file_is_read_and_sought)
{
    const char *path = in_folder("a.pgsnap");
    struct err err = ERR_INIT;
    struct store *store;
    char bytes[20];
    size_t got;

    write_file(path, "0123456789");
    store = open_store(path);
    ck_assert(store_can_seek(store));
    ck_assert_uint_eq(store_size(store), 10);
    ck_assert(store_read(store, bytes, 4, &got, &err));
    ck_assert_uint_eq(got, 4);
    ck_assert_mem_eq(bytes, "0123", 4);
    ck_assert(store_read_at(store, 8, bytes, 20, &got, &err));
    ck_assert_uint_eq(got, 2);
    ck_assert_mem_eq(bytes, "89", 2);
    ck_assert(store_read_at(store, 10, bytes, 1, &got, &err));
    ck_assert_uint_eq(got, 0);
    ck_assert(store_read_at(store, UINT64_MAX, bytes, 1, &got, &err));
    ck_assert_uint_eq(got, 0);
    ck_assert(store_read_at(store, INT64_MAX, bytes, 1, &got, &err));
    ck_assert_uint_eq(got, 0);
    ck_assert_uint_eq(store_offset(store), 4);
    ck_assert(store_read(store, bytes, 20, &got, &err));
    ck_assert_uint_eq(got, 6);
    ck_assert_mem_eq(bytes, "456789", 6);
    ck_assert_uint_eq(store_offset(store), 10);
    ck_assert(!err_is_set(&err));
    store_close(store);
}
END_TEST

START_TEST(bad_sources_are_named)
{
    refuses_to_open(folder, "is a folder");
    refuses_to_open(in_folder("missing"), "there is no such file or folder");
}
END_TEST

START_TEST(cancelled_file_fails)
{
    const char *path = in_folder("a.pgsnap");
    struct store *store = create(path);
    struct err err = ERR_INIT;

    store_cancel(store);
    store_cancel(store);
    ck_assert(!store_write(store, "x", 1, &err));
    ck_assert(err.cancelled);
    err_clear(&err);
    ck_assert(!store_publish(store, &err));
    ck_assert(err.cancelled);
    store_close(store);
    ck_assert_ptr_null(read_file(path));
}
END_TEST

UNIT_MAIN_AROUND("store", store_setup, folder_teardown, file_appears_when_published, discarded_file_leaves_the_old_one,
                 closed_file_is_discarded, published_file_takes_the_place_of_the_old_one, link_to_a_file_stays_a_link,
                 link_of_somebody_else_is_replaced, abandoned_files_are_gone, link_at_the_partial_name_is_refused,
                 stale_partial_file_is_replaced, partial_file_in_use_is_left_alone,
                 replaced_partial_file_is_not_published, bad_targets_are_named, read_only_folder_is_named,
                 file_is_read_and_sought, bad_sources_are_named, cancelled_file_fails)
