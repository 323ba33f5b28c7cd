/* Devices, FIFOs, standard input and output as stores. */
#include "store_of_test.h"
#include "unit.h"
#include <fcntl.h>
#include <pthread.h>

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

UNIT_MAIN_AROUND("pipe", store_setup, folder_teardown, device_is_written_directly, full_disk_is_named,
                 fifo_carries_bytes, lost_reader_is_named, cancel_wakes_a_waiting_read, cancel_wakes_a_waiting_write,
                 standard_output_to_a_file, standard_input_from_a_file_can_seek, standard_input_from_a_pipe,
                 terminals_are_refused)
