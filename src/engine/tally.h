/*
 * tally.h - what has gone through of each entry's rows, and when an entry is complete: its end has been seen, and as many
 * blocks have been put as it says. Blocks may come in any order, after the end too, from any lane.
 */
#ifndef PGSNAP_TALLY_H
#define PGSNAP_TALLY_H

#include <pgsnap/ends.h>
#include <stdbool.h>

struct tally;

/* The toc must outlive it. */
struct tally *tally_new(const struct toc *toc);
void tally_free(struct tally *tally); /* NULL is fine */

struct completion {
    const struct entry *entry; /* NULL: none */
    struct counts counts;
};

/*
 * Thread-safe. A block of an entry has been put; the source has ended an entry. *completion: the entry that this makes
 * complete, if any: each is given out once. Fails (ERR_DAMAGED), naming the entry, when a source breaks its word: rows of
 * what has none, too many blocks, a second end, other counts than stated.
 */
bool tally_block(struct tally *tally, const struct block *block, struct completion *completion, struct err *err);
bool tally_ending(struct tally *tally, const struct ending *ending, struct completion *completion, struct err *err);

/* After all lanes have ended. Fails (ERR_DAMAGED) naming the first selected entry with rows that is not complete. */
bool tally_check(const struct tally *tally, struct err *err);
/* After all lanes have ended. entries: malloc'd by the call, one for each of the toc's. */
void tally_totals(const struct tally *tally, struct counts *all, struct counts **entries);

#endif
