#include "store/store.h"
#include "store/backend.h"
#include "store/file.h"
#include "store/pipe.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The names of the process's own descriptors. They are never opened: with output sent to a file, /dev/stdout leads to
 * a regular file, and a new file renamed over it would take the place of the link in /dev.
 */
static const char *const input_names[] = {"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", NULL};
static const char *const output_names[] = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", NULL};

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names) != 0)
        names++;
    return *names != NULL;
}

bool store_create(const char *name, bool sync, struct store **store, struct err *err)
{
    struct stat status;

    if (is_one_of(name, output_names))
        return pipe_create(NULL, sync, store, err);
    if (stat(name, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return pipe_create(name, sync, store, err);
    return file_create(name, sync, store, err);
}

bool store_open(const char *name, struct store **store, struct err *err)
{
    bool input = is_one_of(name, input_names);
    struct stat status;

    if (input ? fstat(STDIN_FILENO, &status) == 0 : stat(name, &status) == 0)
        if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
            return pipe_open(input ? NULL : name, store, err);
    return file_open(input ? NULL : name, store, err);
}

bool store_write(struct store *store, const void *bytes, size_t length, struct err *err)
{
    if (!backend_proceed(store, err) || !store->backend->write(store, bytes, length, err))
        return false;
    store->offset += length;
    return true;
}

uint64_t store_offset(const struct store *store)
{
    return store->offset;
}

bool store_publish(struct store *store, struct err *err)
{
    return backend_proceed(store, err) && store->backend->publish(store, err);
}

void store_discard(struct store *store)
{
    if (store->backend->discard)
        store->backend->discard(store);
}

bool store_can_seek(const struct store *store)
{
    return store->backend->read_at != NULL;
}

uint64_t store_size(const struct store *store)
{
    return store->backend->size(store);
}

bool store_read(struct store *store, void *bytes, size_t length, size_t *got, struct err *err)
{
    *got = 0;
    if (!backend_proceed(store, err) || !store->backend->read(store, bytes, length, got, err))
        return false;
    store->offset += *got;
    return true;
}

bool store_read_at(struct store *store, uint64_t offset, void *bytes, size_t length, size_t *got, struct err *err)
{
    *got = 0;
    return backend_proceed(store, err) && store->backend->read_at(store, offset, bytes, length, got, err);
}

const char *store_name(const struct store *store)
{
    return store->name;
}

void store_cancel(struct store *store)
{
    atomic_store(&store->cancelled, true);
    if (store->backend->wake)
        store->backend->wake(store);
}

void store_abandon(void)
{
    file_abandon();
}

void store_close(struct store *store)
{
    char *name;

    if (!store)
        return;
    name = store->name; /* backends name the store in close */
    store->backend->close(store);
    free(name);
}
