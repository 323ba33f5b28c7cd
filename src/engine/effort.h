/*
 * effort.h - how much work it is to make an entry, guessed from the rows that it reads.
 */
#ifndef PGSNAP_EFFORT_H
#define PGSNAP_EFFORT_H

#include <pgsnap/entry.h>

struct effort;

struct effort *effort_new(const struct toc *toc);
void effort_free(struct effort *effort); /* NULL is fine */

/* Whether it reads rows at all: an index, a constraint. */
bool effort_is_expensive(const struct entry *entry);
/* For comparing entries: what is largest takes longest. 0 for what is not expensive. */
uint64_t effort_weight(const struct effort *effort, const struct entry *entry);

/* Bytes of rows that one transaction may read for several expensive entries. */
#define EFFORT_SHARED ((uint64_t)4 << 20)
/* Bytes of rows that the entry reads; EFFORT_SHARED when that is as much or more, or cannot be told. */
uint64_t effort_work(const struct effort *effort, const struct entry *entry);

#endif
