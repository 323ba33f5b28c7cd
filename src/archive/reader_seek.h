/*
 * reader_seek.h - the selected entries' blocks by the index, from a file.
 */
#ifndef PGSNAP_READER_SEEK_H
#define PGSNAP_READER_SEEK_H

#include "archive/reader_state.h"

/* source_ops.next for READER_SEEK. */
bool reader_seek_next(struct reader *reader, struct reader_lane *lane, struct block *block, struct ending *ending,
                      enum source_event *event, struct err *err);

#endif
