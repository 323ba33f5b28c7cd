/*
 * writer.h - the archive as a sink: TOC first, frames of all lanes as they come, END frames, index, trailer.
 *
 * put encodes outside any lock and appends under one mutex. end writes the entry's END frame. finish writes index and
 * trailer and publishes the store; abort discards it. define does nothing: the TOC with all DDL was written by begin.
 */
#ifndef PGSNAP_WRITER_H
#define PGSNAP_WRITER_H

#include "store/store.h"
#include <pgsnap/ends.h>

enum { WRITER_LEVEL_AUTO = -1 }; /* each lane finds its own (pace.h) */

struct writer_options {
    int level; /* codec.h, or WRITER_LEVEL_AUTO */
};

/* Takes the store over: closes it in close. */
struct sink *writer_new(struct store *store, const struct writer_options *options);

/* After finish: bytes in the archive. */
uint64_t writer_size(const struct sink *sink);

#endif
