/*
 * partitions.h - which table is a partition of which, as a toc says it.
 */
#ifndef PGSNAP_PARTITIONS_H
#define PGSNAP_PARTITIONS_H

#include <pgsnap/entry.h>
#include <stdbool.h>

/* By id, malloc'd: the table that it is a partition of, or 0. */
uint32_t *partitions_above(const struct toc *toc);

/* TABLE ATTACH or INDEX ATTACH: it joins two things. What it needs of its own kind is a matter of the order only. */
bool partitions_is_attachment(const struct entry *entry);

/*
 * The server makes a partitioned table's constraints and triggers for its partitions too, and one entry says all of that: it
 * needs the partitions that there are, not that there are any. True when `need` is one of the entry's for that reason only,
 * or another attachment of an attachment.
 */
bool partitions_may_lack(const struct toc *toc, const uint32_t *above, const struct entry *entry,
                         const struct entry *need);

#endif
