/*
 * reader.h - the archive as a source, from a file or a pipe.
 *
 * open reads magic, header and TOC, and from a file (store_can_seek) also trailer and index, whose counts it puts into
 * the entries. What is no archive, is from a newer format, incomplete or mangled by a text-mode redirection is told
 * apart here (ERR_DAMAGED, with the cause named).
 *
 * next, READER_STREAM: frames in file order, read under one mutex and decoded outside it: for pipes and for verify.
 * After the last frame the index and the trailer are checked against what was read, and that nothing follows.
 * next, READER_SEEK (files only): only the selected entries' frames, by the index, in TOC order of entries when
 * `by_entry`, the largest entries first when `by_table`, else in file order; no lock around reading.
 *
 * In both, header and payload hashes, codec, row counts and digests are checked; damage names entry and offset.
 */
#ifndef PGSNAP_READER_H
#define PGSNAP_READER_H

#include "store/store.h"
#include <pgsnap/ends.h>

enum reader_mode { READER_STREAM, READER_SEEK };

struct reader_options {
    enum reader_mode mode;
    bool by_entry;   /* READER_SEEK: all blocks of one entry before the next entry's */
    bool by_table;   /* READER_SEEK: each lane all blocks of one entry, in their order, before another entry's */
    bool quick;      /* READER_STREAM: check stored bytes only; next gives no blocks, only SOURCE_DONE at the end */
    bool keep_going; /* READER_STREAM on a seekable store: note each damage (reader_damage) and go on where possible */
};

/* Takes the store over: closes it in close. */
struct source *reader_new(struct store *store, const struct reader_options *options);

/* After open and before the first next: as if by_entry, by_table had been given. */
void reader_set_by_entry(struct source *source);
void reader_set_by_table(struct source *source);

/* What the archive says of itself; valid after open. */
struct reader_info {
    uint32_t format_version;
    uint64_t size;         /* bytes of the archive; 0 while unknown (pipe) */
    uint32_t open_entries; /* how many entries are interleaved at most */
    bool has_index;        /* index and trailer have been read */
    uint64_t identity;     /* of header and table of contents: another dump has another one */
};
void reader_info(const struct source *source, struct reader_info *info);

/* Stored bytes and blocks of an entry, from the index (files) or from what was read so far. */
void reader_stored(const struct source *source, uint32_t entry, uint64_t *bytes, uint64_t *frames);

/* keep_going: what was found damaged, in file order. */
struct reader_damage {
    uint32_t entry; /* 0: not known, or the archive's own structure */
    uint64_t offset;
    char message[512];
};
size_t reader_damage(const struct source *source, const struct reader_damage **list);

#endif
