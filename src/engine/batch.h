/*
 * batch.h - entries that go to the sink in one define call.
 */
#ifndef PGSNAP_BATCH_H
#define PGSNAP_BATCH_H

#include <pgsnap/entry.h>
#include <stdint.h>

enum {
    BATCH_ENTRIES = 200,    /* at most, in one batch */
    BATCH_TEXT = 256 * 1024 /* bytes of SQL, unless one entry alone is larger */
};

/* Zero count to begin with. */
struct batch {
    const struct entry *entries[BATCH_ENTRIES];
    size_t count;
    size_t text;
    uint64_t work; /* bytes of rows that its entries read: for plan.c only */
};

/* Adds the entry when it may stand in one batch with the others: of one stage, not too many, none that must be alone. */
bool batch_add(struct batch *batch, const struct entry *entry);

/*
 * Whether the entry is made by define at all: it is selected and has no rows. Without `database` the database's own
 * entries are not, nor what is said about the database (its comment): what needs them.
 */
bool batch_wants(const struct toc *toc, const struct entry *entry, bool database);

#endif
