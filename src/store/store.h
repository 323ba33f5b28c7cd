/*
 * store.h - where archive bytes go to and come from: a file that appears only when complete, or a pipe.
 *
 * One thread at a time per store, except store_read_at (any thread, files only). Offsets count from the first byte of
 * the archive, also on a pipe that was not at its beginning.
 *
 * Writing to a regular file: bytes go to a new file beside it, "NAME.pgsnap-partial-PID" (mode 0600, O_EXCL | O_NOFOLLOW);
 * store_publish syncs it, renames it over NAME and syncs the folder; store_discard removes it. A NAME that is a link of
 * ours or of root to a regular file stays one: the file is replaced. NAME that exists and is no regular file (a device,
 * a FIFO) is written directly. "-" is standard output: refused when it is a terminal.
 */
#ifndef PGSNAP_STORE_H
#define PGSNAP_STORE_H

#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

bool store_create(const char *name, bool sync, struct store **store, struct err *err);
bool store_write(struct store *store, const void *bytes, size_t length, struct err *err);
uint64_t store_offset(const struct store *store); /* bytes written or read so far */
bool store_publish(struct store *store, struct err *err);
void store_discard(struct store *store); /* frees nothing; safe at any time before publish, and after (then nothing) */

/* "-" is standard input; a folder, a missing file, a terminal: an error with a hint. */
bool store_open(const char *name, struct store **store, struct err *err);
bool store_can_seek(const struct store *store);
uint64_t store_size(const struct store *store); /* can_seek only */
/* Reads exactly length bytes or up to the end: *got < length only at the end. */
bool store_read(struct store *store, void *bytes, size_t length, size_t *got, struct err *err);
/* can_seek only; thread-safe; does not move the position of store_read. */
bool store_read_at(struct store *store, uint64_t offset, void *bytes, size_t length, size_t *got, struct err *err);
const char *store_name(const struct store *store); /* for messages: the file's name or "standard input" */

/* Thread-safe, does not block: a store_read or store_write that waits (on a pipe) fails soon, cancelled. */
void store_cancel(struct store *store);
/* Any thread: removes the partial files of all stores that are being written. For a program that ends right after. */
void store_abandon(void);
void store_close(struct store *store); /* frees; discards what was not published */

#endif
