/*
 * work.h - the list of what the lanes have to read, largest first, and who is done with what.
 */
#ifndef PGSNAP_WORK_H
#define PGSNAP_WORK_H

#include <pgsnap/entry.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One COPY: an entry's rows or a part of them. */
struct work_item {
    const struct entry *entry;
    uint64_t pages;
    uint32_t part, parts; /* parts == 1: the whole entry */
};

/* Thread-safe, except work_new and work_free. */
struct work;

/*
 * The selected entries with ENTRY_ROWS. split: tables with `ranges` may be cut for that many lanes. by_entry: in toc
 * order and uncut, else the largest items first. The toc must outlive it.
 */
struct work *work_new(const struct toc *toc, unsigned lanes, bool split, bool by_entry);
void work_free(struct work *work); /* NULL is fine */

/*
 * The next item to be read, or NULL. Every lane but the leader then says whether it could begin: with work_return the item
 * is left to the leader, who therefore gets NULL only when nobody can leave him anything any more; until then he waits.
 */
const struct work_item *work_take(struct work *work, bool leader);
void work_begun(struct work *work);
void work_return(struct work *work, const struct work_item *item);
/* The item has been read and gave that many blocks, all handed out. True for the last of its entry: then *blocks is the
 * number of blocks of the entry. */
bool work_end(struct work *work, const struct work_item *item, uint64_t item_blocks, uint64_t *blocks);
/* The COPY to run, malloc'd; NULL when the entry has none: it has no rows then. */
char *work_sql(const struct work_item *item);

#endif
