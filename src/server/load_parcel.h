/*
 * load_parcel.h - the rows of several small tables in one message and one transaction.
 *
 * A lane collects small blocks in its parcel and sends them together: a transaction and its round trips for each of ten
 * thousand tables take longer than their rows.
 */
#ifndef PGSNAP_LOAD_PARCEL_H
#define PGSNAP_LOAD_PARCEL_H

#include "base/buf.h"
#include "pq/conn.h"
#include <pgsnap/block.h>
#include <pgsnap/entry.h>

enum {
    LOAD_PARCEL_PIECES = 100,
    LOAD_PARCEL_BLOCK = 16 * 1024, /* bytes; a larger block has a COPY of its own */
    LOAD_PARCEL_BYTES = 256 * 1024
};

/* The rows of one block. */
struct load_piece {
    const struct entry *entry;
    size_t at, length; /* in the parcel's data */
    uint32_t sequence; /* of the block */
    uint64_t rows;
    uint64_t kept; /* rows that the server says it has; set by load_parcel_send */
};

/* Zero-initialise; load_parcel_free when done. */
struct load_parcel {
    struct load_piece pieces[LOAD_PARCEL_PIECES];
    size_t count;
    struct buf data;
};

void load_parcel_free(struct load_parcel *parcel);
/* Copies the block into the parcel; false when it does not fit (any more). */
bool load_parcel_add(struct load_parcel *parcel, const struct entry *entry, const struct block *block);
/*
 * Puts all pieces into the database, or none; the parcel stays as it is. The connection must be outside a transaction.
 * first: statements, each ended by ';', that belong to the same transaction.
 */
bool load_parcel_send(struct load_parcel *parcel, const char *first, struct conn *conn, struct err *err);
void load_parcel_empty(struct load_parcel *parcel);

#endif
