/*
 * reader_open.h - the front of an archive, and from a file also its end.
 */
#ifndef PGSNAP_READER_OPEN_H
#define PGSNAP_READER_OPEN_H

#include "archive/reader_state.h"

/* Fills header, toc and, from a file, trailer and index; reader->offset is then where the entries' frames begin. */
bool reader_open_all(struct reader *reader, struct err *err);

#endif
