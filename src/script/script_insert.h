/*
 * script_insert.h - rows as INSERT statements, for servers and tools that do not take COPY: --inserts and its like.
 *
 * The rows come as COPY's text (PostgreSQL's documentation, COPY, File Formats). Every value is a quoted literal, which takes the
 * type of its column. Columns are always named. A statement may go on over blocks, until it has `most` rows.
 */
#ifndef PGSNAP_SCRIPT_INSERT_H
#define PGSNAP_SCRIPT_INSERT_H

#include "base/buf.h"
#include <pgsnap/block.h>
#include <pgsnap/entry.h>
#include <pgsnap/err.h>

struct script_insert {
    unsigned most;    /* rows in a statement, at least 1 */
    bool or_nothing;  /* ON CONFLICT DO NOTHING */
    unsigned rows;    /* in the open statement; 0: none is open */
    bool has_columns; /* false: a table without columns has only DEFAULT VALUES */
    char *begin;      /* "INSERT INTO s.t (a, b) VALUES" of the entry at hand, or NULL */
};

/* Before an entry's first rows. overriding: the table may number a column itself, whatever it is given. */
bool script_insert_begin(struct script_insert *insert, const struct entry *entry, bool overriding, struct err *err);
/* Appends the rows of a block that script_text_check_rows has passed. */
bool script_insert_rows(struct script_insert *insert, const struct block *block, const struct entry *entry,
                        struct buf *out, struct err *err);
/* After the last ones; also gives back what begin took. */
void script_insert_end(struct script_insert *insert, struct buf *out);

#endif
