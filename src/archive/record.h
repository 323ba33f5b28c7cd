/*
 * record.h - one entry as bytes: tagged fields, and the rules that an entry in an archive keeps.
 *
 * How to add a field: a tag (with RECORD_SKIPPABLE when readers that do not know it may pass over it), a row in the
 * table of record.c, a line in man/pgsnap-format.5.
 */
#ifndef PGSNAP_RECORD_H
#define PGSNAP_RECORD_H

#include "base/buf.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { RECORD_SKIPPABLE = 0x80 }; /* a bit: fields with such a tag may be passed over */

/* Appends the fields of the entry, without the record's length. */
void record_encode(const struct entry *entry, struct buf *out);

/* Fills *entry (strings and needs in the arena) from untrusted bytes. NULL, or what is wrong with them. */
const char *record_decode(const void *bytes, size_t length, struct arena *arena, struct entry *entry);

/*
 * What is wrong with the entry as number `id` of an archive whose number id - 1 is `previous` (NULL: it is the first);
 * NULL when nothing is. The parent is checked in toc_finish, when all entries are known.
 */
const char *record_check(const struct entry *entry, uint32_t id, const struct entry *previous);

#endif
