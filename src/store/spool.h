/*
 * spool.h - what comes from a pipe, kept in a file without a name so that it can be read more than once.
 *
 * Nobody else can open the file, and nothing is left of it when the program ends, however it ends. One thread.
 */
#ifndef PGSNAP_SPOOL_H
#define PGSNAP_SPOOL_H

#include <pgsnap/err.h>
#include <stdbool.h>
#include <stdint.h>

struct spool;
struct store;

/* Reads `from` to its end, into a file (mode 0600) in the folder. */
bool spool_fill(const char *folder, struct store *from, struct spool **spool, struct err *err);
uint64_t spool_size(const struct spool *spool);
/* Opens what was kept as a store that can seek, under the name of where it came from; as often as wanted. */
bool spool_open(const struct spool *spool, struct store **store, struct err *err);
void spool_free(struct spool *spool); /* NULL is fine; opened stores live on */

#endif
