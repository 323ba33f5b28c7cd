/*
 * load_binary.h - which rows go to the server in COPY's binary format (codec/binary.h).
 *
 * Only those of large tables: finding out how a table's columns read that format is a question to the server.
 */
#ifndef PGSNAP_LOAD_BINARY_H
#define PGSNAP_LOAD_BINARY_H

#include "server/load_state.h"

void load_binary_init(struct load *load);
void load_binary_free(struct load *load);

/*
 * The block's rows in binary, in the lane's buffer; NULL: they go as text. The lane's connection must not be in a COPY, unless
 * it is one of this entry.
 */
const struct buf *load_binary_rows(struct load *load, struct load_lane *lane, const struct entry *entry,
                                   const struct block *block);

#endif
