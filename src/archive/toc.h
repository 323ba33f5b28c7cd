/*
 * toc.h - the table of contents as bytes: one record per entry, each with its length before it.
 *
 * The records form one stream, which the writer cuts into TOC frames wherever it likes. Only selected entries are
 * written, with new ids 1..n: an archive holds nothing that was not asked for.
 *
 * The facts are in the HEADER frame. Keys that have a meaning: tool_version, created (UTC, ISO 8601), database,
 * server_version, server_version_num, system_identifier, encoding, collate, ctype, locale_provider, locale, icu_rules,
 * snapshot, wal_position, in_recovery ("true" on a standby), without_public ("true" without such a schema), without_rights
 * ("true" when -x left them out), selection ("--option=value" of the dump, repeats), without_schemas ("true" when -n, -N or -t left some out), left_out
 * ("tables": chosen by name, so that a schema here may be a part of one), extension ("name version", repeats),
 * row_order ("stored": the rows of each table come in the order in which the server stored them), migration ("tool table revision", repeats), role and tablespace (named by statements in here, repeat). Others may be there; they are kept and shown as they are.
 */
#ifndef PGSNAP_TOC_H
#define PGSNAP_TOC_H

#include "base/buf.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TOC_ENTRIES_MOST = 1 << 24,  /* entries in an archive */
    TOC_LENGTH_MOST = 0x7fffffff /* bytes of all records */
};

/*
 * Appends the records of the selected entries. numbers[id - 1] becomes the entry's id in the archive, 0 for what is
 * left out; parents and needs that are left out vanish. *count: how many were written. Fails when an entry breaks a
 * rule by which a reader would refuse it.
 */
bool toc_encode(const struct toc *toc, uint32_t *numbers, uint32_t *count, struct buf *out, struct err *err);

/* Reading: bytes go in as they come, checked entries come out at the end. Memory grows with the bytes that came. */
struct toc_decoder {
    struct arena *arena;   /* the toc's: all strings */
    struct buf pending;    /* a record that has not come to its end */
    struct entry *entries; /* malloc'd */
    size_t count, size;
    size_t expected; /* entries that the header announced */
};

void toc_decoder_init(struct toc_decoder *decoder, struct arena *arena, size_t expected);
void toc_decoder_free(struct toc_decoder *decoder);
/* ERR_DAMAGED when a record is not as it must be. */
bool toc_take(struct toc_decoder *decoder, const void *bytes, size_t length, struct err *err);
/* After the last byte: moves the entries into toc, whose arena is the decoder's. */
bool toc_finish(struct toc_decoder *decoder, struct toc *toc, struct err *err);

#endif
