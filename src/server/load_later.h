/*
 * load_later.h - rows that wait until others are in the database: those of an extension's tables, whose foreign keys are
 * there before the rows; and all rows that come before those that configure extensions (entry_configures) are there.
 *
 * Blocks come in any order and go to any lane, so these are kept in memory until no lane loads any more. There are few:
 * what configures is small, and is dumped first. When there are more than fit they are loaded as they come.
 */
#ifndef PGSNAP_LOAD_LATER_H
#define PGSNAP_LOAD_LATER_H

#include <pgsnap/block.h>
#include <pgsnap/entry.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    LOAD_LATER_BYTES = 64 << 20 /* so much is kept at most */
};

struct load_later {
    pthread_mutex_t lock;
    struct block *blocks; /* lock; what they hold is theirs */
    size_t count;         /* lock */
    size_t bytes;         /* lock */
};

void load_later_init(struct load_later *later);
void load_later_free(struct load_later *later);
/* Whether the rows of the entry need those of another that are restored too. */
bool load_later_waits(const struct toc *toc, const struct entry *entry);
/* Copies the block; false when there are too many already. From any lane. */
bool load_later_add(struct load_later *later, const struct block *block);
/* Once nothing is added any more: what is needed comes before what needs it. */
void load_later_sort(struct load_later *later);

#endif
