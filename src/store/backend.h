/*
 * backend.h - what stands behind a store. Only the files of this folder include it.
 *
 * How to add a backend: one file X.c with a struct whose first member is `struct store store`, a `static const struct
 * backend`, and X_create / X_open that fill both; then choose it in store.c by the form of the name.
 */
#ifndef PGSNAP_BACKEND_H
#define PGSNAP_BACKEND_H

#include <pgsnap/err.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct backend;

struct store {
    const struct backend *backend;
    char *name;            /* for messages; freed by store.c */
    uint64_t offset;       /* bytes written or read so far; counted by store.c */
    atomic_bool cancelled; /* set by store_cancel in any thread; backends ask before each call that may take long */
};

/* As in store.h. write, publish and discard are NULL in a backend that only reads, read in one that only writes. */
struct backend {
    bool (*write)(struct store *store, const void *bytes, size_t length, struct err *err);
    bool (*publish)(struct store *store, struct err *err);
    void (*discard)(struct store *store);
    bool (*read)(struct store *store, void *bytes, size_t length, size_t *got, struct err *err);
    /* NULL in a backend that cannot seek; size too. */
    bool (*read_at)(struct store *store, uint64_t offset, void *bytes, size_t length, size_t *got, struct err *err);
    uint64_t (*size)(const struct store *store);
    void (*wake)(struct store *store);  /* ends a call that waits in another thread; NULL where none can wait */
    void (*close)(struct store *store); /* discards what was not published; frees all but the name */
};

/* The name is copied. */
struct store backend_store(const struct backend *backend, const char *name);
/* Fills err and returns false when the store was cancelled. */
bool backend_proceed(const struct store *store, struct err *err);
/* Fills err with "NAME: could not DOING: REASON" and, where there is one, a hint for this errno; returns false. */
bool backend_failed(const char *name, const char *doing, int number, struct err *err);

#endif
