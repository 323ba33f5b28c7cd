/*
 * fetch.h - one frame from the store: header, payload, content; and the words for what is wrong with it.
 *
 * On a pipe offsets must be asked for in order, one thread at a time; in a file any thread may ask for any.
 */
#ifndef PGSNAP_FETCH_H
#define PGSNAP_FETCH_H

#include "archive/reader_state.h"

/* As many bytes as there are, up to length. Fails only when reading fails or was cancelled. */
bool fetch_some(struct reader *reader, uint64_t offset, void *bytes, size_t length, size_t *got, struct err *err);
/* Exactly length bytes; the archive's end before that is ERR_DAMAGED, "incomplete". */
bool fetch_bytes(struct reader *reader, uint64_t offset, void *bytes, size_t length, struct err *err);

/*
 * A checked header. *damaged (may be NULL) tells a header that is there but wrong from an archive that ends and from
 * a failure to read.
 */
bool fetch_head(struct reader *reader, uint64_t offset, struct frame *frame, uint64_t *hash, bool *damaged,
                struct err *err);
/* The stored bytes, not checked, into `into` (replacing its content). */
bool fetch_payload(struct reader *reader, uint64_t offset, const struct frame *frame, struct buf *into,
                   struct err *err);
/* Their checksum. */
bool fetch_check(struct reader *reader, uint64_t offset, const struct frame *frame, const struct buf *stored,
                 struct err *err);
/* The lane's checked payload decoded: DATA is appended to the block, others go to `out` (replacing its content). */
bool fetch_decode_rows(struct reader *reader, struct reader_lane *lane, struct block *block, struct err *err);
bool fetch_decode(struct reader *reader, struct reader_lane *lane, struct buf *out, struct err *err);
/* A block that is complete: counts its rows, which must be `rows`, and adds its digest. */
bool fetch_finish_block(struct reader *reader, uint64_t offset, uint32_t rows, struct block *block, struct err *err);

/* ERR_DAMAGED, "NAME: ENTRY: the frame at OFFSET WRONG"; entry 0 for what belongs to none. Returns false. */
bool fetch_damaged(struct reader *reader, uint32_t entry, uint64_t offset, const char *wrong, struct err *err);

/* Files: the first offset after `offset` where a good header stands; the file's size if there is none. */
bool fetch_search(struct reader *reader, uint64_t offset, uint64_t *found, struct err *err);

#endif
