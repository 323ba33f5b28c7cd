#include "memory_store.h"
#include "base/arena.h"
#include "store/backend.h"
#include <stdlib.h>
#include <string.h>

struct memory {
    struct store store;
    struct buf *into;
    size_t room;
    bool *published;
    const char *bytes;
    size_t length;
};

static bool memory_write(struct store *store, const void *bytes, size_t length, struct err *err)
{
    struct memory *memory = (struct memory *)store;

    if (length > memory->room - memory->into->used)
        return err_set(err, ERR_FAILED, "%s: no room", store->name);
    buf_add(memory->into, bytes, length);
    return true;
}

static bool memory_publish(struct store *store, struct err *err)
{
    const struct memory *memory = (const struct memory *)store;

    (void)err;
    if (memory->published)
        *memory->published = true;
    return true;
}

static bool memory_read_at(struct store *store, uint64_t offset, void *bytes, size_t length, size_t *got,
                           struct err *err)
{
    const struct memory *memory = (const struct memory *)store;
    size_t left = offset < memory->length ? memory->length - (size_t)offset : 0;

    (void)err;
    *got = left < length ? left : length;
    if (*got)
        memcpy(bytes, memory->bytes + offset, *got);
    return true;
}

static bool memory_read(struct store *store, void *bytes, size_t length, size_t *got, struct err *err)
{
    return memory_read_at(store, store->offset, bytes, length, got, err);
}

static uint64_t memory_size(const struct store *store)
{
    return ((const struct memory *)store)->length;
}

static void memory_close(struct store *store)
{
    free(store);
}

static const struct backend writing = {.write = memory_write, .publish = memory_publish, .close = memory_close};
static const struct backend seeking = {
    .read = memory_read, .read_at = memory_read_at, .size = memory_size, .close = memory_close};
static const struct backend piping = {.read = memory_read, .close = memory_close};

static struct memory *make(const struct backend *backend)
{
    struct memory *memory = mem_calloc(1, sizeof *memory);

    memory->store = backend_store(backend, "memory");
    return memory;
}

struct store *memory_store_create(struct buf *into, bool *published)
{
    struct memory *memory = make(&writing);

    memory->into = into;
    memory->room = SIZE_MAX;
    memory->published = published;
    return &memory->store;
}

struct store *memory_store_create_limited(struct buf *into, size_t room)
{
    struct store *store = memory_store_create(into, NULL);

    ((struct memory *)store)->room = room;
    return store;
}

struct store *memory_store_open(const void *bytes, size_t length, bool seekable)
{
    struct memory *memory = make(seekable ? &seeking : &piping);

    memory->bytes = bytes;
    memory->length = length;
    return &memory->store;
}
