/*
 * reader_stream.h - blocks in file order, from a pipe or a file.
 */
#ifndef PGSNAP_READER_STREAM_H
#define PGSNAP_READER_STREAM_H

#include "archive/reader_state.h"

/* source_ops.next for READER_STREAM. */
bool reader_stream_next(struct reader *reader, struct reader_lane *lane, struct block *block, struct ending *ending,
                        enum source_event *event, struct err *err);

#endif
