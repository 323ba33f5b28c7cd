/*
 * record_marks.h - an entry's marks as bytes: one field of its record.
 */
#ifndef PGSNAP_RECORD_MARKS_H
#define PGSNAP_RECORD_MARKS_H

#include "base/buf.h"
#include "base/bytes.h"
#include <pgsnap/entry.h>
#include <stdbool.h>

/* Appends the field's value; nothing when the entry has no marks. */
void record_marks_encode(const struct entry *entry, struct buf *out);
/* Takes all of the value. False when it is not of the right shape; whether it fits the texts is not looked at. */
bool record_marks_decode(struct bytes *value, struct arena *arena, struct entry *entry);
/* Whether the marks are in order, none overlaps another, and all are inside their texts. */
bool record_marks_fit(const struct entry *entry);

#endif
