/*
 * load_resume.h - before a restore is gone on with: what became of the rows in the target.
 */
#ifndef PGSNAP_LOAD_RESUME_H
#define PGSNAP_LOAD_RESUME_H

#include "server/load_state.h"

/* Waits until the sessions of the interrupted restore have ended, but not for ever: the server may still be at work for one. */
bool load_resume_wait(struct load *load, struct conn *conn, struct err *err);
/*
 * After the ledger has been read: notes whose rows are not there any more are given up, and load->ledger.emptying are the
 * statements that empty what has rows without a note.
 */
bool load_resume_look(struct load *load, struct conn *conn, struct err *err);
/*
 * Whether the entry's rows go into a table that this restore makes, alone and not by way of another table: then the table
 * holds nothing that is not the entry's.
 */
bool load_resume_may_empty(const struct load *load, const struct entry *entry);
/* Puts into load->ledger.incomplete which tables still get rows. */
void load_resume_find_incomplete(struct load *load);

/* Each session of a restore: says that it is one. */
bool load_resume_mark(struct conn *conn, struct err *err);

#endif
