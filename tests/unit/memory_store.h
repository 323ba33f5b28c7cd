/*
 * memory_store.h - a store in memory, for tests: what is written can be looked at, what is read can be anything.
 */
#ifndef PGSNAP_MEMORY_STORE_H
#define PGSNAP_MEMORY_STORE_H

#include "base/buf.h"
#include "store/store.h"

/* Writes into *into, which must outlive the store. *published (may be NULL) becomes true on publish. */
struct store *memory_store_create(struct buf *into, bool *published);
/* Writes fail once more than `room` bytes have come. */
struct store *memory_store_create_limited(struct buf *into, size_t room);
/* Reads bytes, which must outlive the store. seekable: as from a file; else as from a pipe. */
struct store *memory_store_open(const void *bytes, size_t length, bool seekable);

#endif
