#include "folder_of_test.h"
#include "store/store.h"
#include "unit.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>

static void setup(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as the program does */
    (void)umask(0);                 /* the mode of new files must not lean on it */
    folder_setup();
}

static const char *partial_of(const char *path)
{
    static char name[600];

    (void)snprintf(name, sizeof name, "%s.pgsnap-partial-%ld", path, (long)getpid());
    return name;
}

static struct store *create(const char *path)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert_msg(store_create(path, true, &store, &err), "%s", err.message);
    return store;
}

static struct store *open_store(const char *path)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert_msg(store_open(path, &store, &err), "%s", err.message);
    return store;
}

static void write_text(struct store *store, const char *text)
{
    struct err err = ERR_INIT;

    ck_assert_msg(store_write(store, text, strlen(text), &err), "%s", err.message);
}

static void publish(struct store *store)
{
    struct err err = ERR_INIT;

    ck_assert_msg(store_publish(store, &err), "%s", err.message);
}

/* The error's message must hold the text, and there must be a hint. */
static void says(const struct err *err, const char *text)
{
    ck_assert_msg(strstr(err->message, text) != NULL, "\"%s\" does not say \"%s\"", err->message, text);
    ck_assert_str_ne(err->hint, "");
}

static void refuses_to_create(const char *path, const char *text)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert(!store_create(path, true, &store, &err));
    says(&err, text);
}

static void refuses_to_open(const char *path, const char *text)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;

    ck_assert(!store_open(path, &store, &err));
    says(&err, text);
}

/* --- regular files */

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

/* --- devices, FIFOs, standard input and output */

START_TEST(device_is_written_directly)
{
    struct store *store = create("/dev/null");

    write_text(store, "gone");
    publish(store);
    store_close(store);
    ck_assert_ptr_null(read_file(partial_of("/dev/null")));
}
END_TEST

START_TEST(full_disk_is_named)
{
    struct store *store = create("/dev/full");
    struct err err = ERR_INIT;

    ck_assert(!store_write(store, "x", 1, &err));
    says(&err, "/dev/full: could not write: no space is left on the disk");
    ck_assert(!err.cancelled);
    store_close(store);
}
END_TEST

enum { LARGE = 300000 };

struct transfer {
    const char *path;
    char *bytes;
    struct err err;
    bool done;
};

static void *write_large(void *argument)
{
    struct transfer *transfer = argument;
    struct store *store;

    transfer->done = store_create(transfer->path, true, &store, &transfer->err) &&
                     store_write(store, transfer->bytes, LARGE, &transfer->err) && store_publish(store, &transfer->err);
    store_close(store);
    return NULL;
}

START_TEST(fifo_carries_bytes)
{
    struct transfer transfer = {.path = in_folder("fifo"), .bytes = malloc(LARGE)};
    char *bytes = malloc(LARGE + 1);
    struct err err = ERR_INIT;
    struct store *store;
    pthread_t thread;
    size_t got;

    for (int i = 0; i < LARGE; i++)
        transfer.bytes[i] = (char)(i % 251);
    ck_assert_int_eq(mkfifo(transfer.path, 0600), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, write_large, &transfer), 0);
    store = open_store(transfer.path);
    ck_assert(!store_can_seek(store));
    ck_assert(store_read(store, bytes, LARGE + 1, &got, &err));
    pthread_join(thread, NULL);
    ck_assert_msg(transfer.done, "%s", transfer.err.message);
    ck_assert_uint_eq(got, LARGE);
    ck_assert_mem_eq(bytes, transfer.bytes, LARGE);
    ck_assert_uint_eq(store_offset(store), LARGE);
    store_close(store);
    free(bytes);
    free(transfer.bytes);
}
END_TEST

START_TEST(lost_reader_is_named)
{
    const char *path = in_folder("fifo");
    struct err err = ERR_INIT;
    struct store *store;
    int reader;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    reader = open(path, O_RDONLY | O_NONBLOCK);
    store = create(path);
    write_text(store, "x");
    close(reader);
    ck_assert(!store_write(store, "x", 1, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "went away"));
    ck_assert(!err.cancelled);
    store_close(store);
}
END_TEST

/* Cancels the store when the other thread has had time to get into its wait. */
static void *cancel_soon(void *store)
{
    (void)usleep(50000);
    store_cancel(store);
    return NULL;
}

START_TEST(cancel_wakes_a_waiting_read)
{
    const char *path = in_folder("fifo");
    struct err err = ERR_INIT;
    struct store *store;
    pthread_t thread;
    int writer;
    size_t got;
    char byte;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    writer = open(path, O_RDWR);
    store = open_store(path);
    ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, store), 0);
    ck_assert(!store_read(store, &byte, 1, &got, &err));
    pthread_join(thread, NULL);
    ck_assert(err.cancelled);
    ck_assert_uint_eq(got, 0);
    store_close(store);
    close(writer);
}
END_TEST

START_TEST(cancel_wakes_a_waiting_write)
{
    const char *path = in_folder("fifo");
    struct err err = ERR_INIT;
    char *bytes = calloc(1, LARGE);
    struct store *store;
    pthread_t thread;
    int reader;

    ck_assert_int_eq(mkfifo(path, 0600), 0);
    reader = open(path, O_RDONLY | O_NONBLOCK); /* never reads */
    store = create(path);
    ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, store), 0);
    ck_assert(!store_write(store, bytes, LARGE, &err));
    pthread_join(thread, NULL);
    ck_assert(err.cancelled);
    store_close(store);
    close(reader);
    free(bytes);
}
END_TEST

/* Puts fd in the place of a standard descriptor; returns the old one. */
static int replace(int standard, int fd)
{
    int saved = dup(standard);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(dup2(fd, standard), standard);
    close(fd);
    return saved;
}

static void put_back(int standard, int saved)
{
    ck_assert_int_eq(dup2(saved, standard), standard);
    close(saved);
}

START_TEST(standard_output_to_a_file)
{
    static const char *const names[] = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = in_folder("out");
        int saved = replace(STDOUT_FILENO, open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
        struct store *store = create(names[i]);

        write_text(store, "to standard output");
        publish(store);
        ck_assert_str_eq(store_name(store), "standard output");
        store_close(store);
        put_back(STDOUT_FILENO, saved);
        ck_assert_str_eq(read_file(path), "to standard output");
    }
}
END_TEST

START_TEST(standard_input_from_a_file_can_seek)
{
    const char *path = in_folder("in");
    struct err err = ERR_INIT;
    struct store *store;
    char bytes[10];
    size_t got;
    int saved;

    write_file(path, "before0123");
    saved = replace(STDIN_FILENO, open(path, O_RDONLY));
    ck_assert_int_eq(lseek(STDIN_FILENO, 6, SEEK_SET), 6);
    store = open_store("-");
    ck_assert_str_eq(store_name(store), "standard input");
    ck_assert(store_can_seek(store));
    ck_assert_uint_eq(store_size(store), 4);
    ck_assert(store_read(store, bytes, 10, &got, &err));
    ck_assert_uint_eq(got, 4);
    ck_assert_mem_eq(bytes, "0123", 4);
    ck_assert(store_read_at(store, 1, bytes, 2, &got, &err));
    ck_assert_mem_eq(bytes, "12", 2);
    store_close(store);
    put_back(STDIN_FILENO, saved);
}
END_TEST

START_TEST(standard_input_from_a_pipe)
{
    struct err err = ERR_INIT;
    struct store *store;
    int ends[2], saved;
    char bytes[10];
    size_t got;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "0123456", 7), 7);
    close(ends[1]);
    saved = replace(STDIN_FILENO, ends[0]);
    store = open_store("-");
    ck_assert(!store_can_seek(store));
    ck_assert(store_read(store, bytes, 5, &got, &err));
    ck_assert_uint_eq(got, 5);
    ck_assert(store_read(store, bytes, 5, &got, &err));
    ck_assert_uint_eq(got, 2);
    ck_assert_mem_eq(bytes, "56", 2);
    ck_assert_uint_eq(store_offset(store), 7);
    store_close(store);
    put_back(STDIN_FILENO, saved);
}
END_TEST

START_TEST(terminals_are_refused)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), saved;
    char name[64];

    ck_assert_int_ge(master, 0);
    ck_assert_int_eq(grantpt(master), 0);
    ck_assert_int_eq(unlockpt(master), 0);
    ck_assert_int_eq(ptsname_r(master, name, sizeof name), 0);
    saved = replace(STDOUT_FILENO, open(name, O_RDWR | O_NOCTTY));
    refuses_to_create("-", "not written to a terminal");
    refuses_to_create(name, "not written to a terminal");
    put_back(STDOUT_FILENO, saved);
    saved = replace(STDIN_FILENO, open(name, O_RDWR | O_NOCTTY));
    refuses_to_open("-", "not read from a terminal");
    refuses_to_open(name, "not read from a terminal");
    put_back(STDIN_FILENO, saved);
    close(master);
}
END_TEST

UNIT_MAIN_AROUND("store", setup, folder_teardown, file_appears_when_published, discarded_file_leaves_the_old_one,
                 closed_file_is_discarded, published_file_takes_the_place_of_the_old_one,
                 link_at_the_partial_name_is_refused, stale_partial_file_is_replaced, partial_file_in_use_is_left_alone,
                 replaced_partial_file_is_not_published, bad_targets_are_named, read_only_folder_is_named,
                 file_is_read_and_sought, bad_sources_are_named, cancelled_file_fails, device_is_written_directly,
                 full_disk_is_named, fifo_carries_bytes, lost_reader_is_named, cancel_wakes_a_waiting_read,
                 cancel_wakes_a_waiting_write, standard_output_to_a_file, standard_input_from_a_file_can_seek,
                 standard_input_from_a_pipe, terminals_are_refused)
