/*
 * file.h - regular files as a store: a new one under a name of its own until it is complete, or an old one to read.
 */
#ifndef PGSNAP_FILE_H
#define PGSNAP_FILE_H

#include <pgsnap/err.h>
#include <stdbool.h>
#include <stdint.h>

struct store;

/* What stands between the name of an archive and the process id in the name of a partial file. */
#define FILE_PARTIAL ".pgsnap-partial-"

bool file_create(const char *name, bool sync, struct store **store, struct err *err);
/* name NULL: standard input, which is a regular file. */
bool file_open(const char *name, struct store **store, struct err *err);

/* A store that reads an open file from its beginning, and closes it. */
struct store *file_adopt(int fd, const char *name, uint64_t size);

/* Any thread: removes the partial files of all that are being written. For a program that ends right after. */
void file_abandon(void);

/*
 * Removes a partial file that no process is writing any more; true when it did. Anything else of that name (a link, a
 * folder, a file of another user, one that is being written) stays.
 */
bool file_remove_stale(const char *path);
/* Makes the names in the folder that holds path durable. */
bool file_sync_folder(const char *path, struct err *err);

#endif
