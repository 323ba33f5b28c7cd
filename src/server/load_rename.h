/*
 * load_rename.h - restoring schemas under other names: --rename-schema.
 */
#ifndef PGSNAP_LOAD_RENAME_H
#define PGSNAP_LOAD_RENAME_H

#include "server/load_state.h"

/* After load->standing has been read: what is in a schema that will be set aside is not in anybody's way. */
void load_rename_note(struct load *load);
/* After load->replacement has been worked out: the schemas are made by load_rename_begin. */
void load_rename_keep(struct load *load);
/* Adds problems, and finds the statements for begin and end. The needs of all entries have been asked for (lends). */
bool load_rename_plan(struct load *load, struct conn *conn, struct err *err);

/* The pair for the schema that the entry is, or is in; NULL when it keeps its name. */
const struct load_rename *load_rename_of(const struct load *load, const struct entry *entry);
/* Whether the need, which is not selected, will be there: a schema that is made, or today's object lent for the restore. */
bool load_rename_lends(struct load *load, const struct entry *need);
/* Why a step is as it is: "as schema yesterday", "today's is used", or NULL. */
const char *load_rename_reason(const struct load *load, const struct entry *entry);

/* In the transaction that is everything: first and last of all. */
bool load_rename_begin(struct load *load, struct conn *conn, struct err *err);
bool load_rename_end(struct load *load, struct conn *conn, struct err *err);
void load_rename_free(struct load *load);

#endif
