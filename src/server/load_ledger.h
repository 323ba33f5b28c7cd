/*
 * load_ledger.h - what of an archive's rows has arrived, kept in the target itself, so that an interrupted restore can
 * go on (--resume). How it works: load_ledger.c.
 */
#ifndef PGSNAP_LOAD_LEDGER_H
#define PGSNAP_LOAD_LEDGER_H

#include "server/load_state.h"

/*
 * Looks for a ledger, before anything is changed. With --resume it must be there and be about this archive and this
 * selection; what it says is read. Without, a ledger is a problem of the intent, or with -c something to be dropped.
 */
bool load_ledger_find(struct load *load, struct conn *conn, struct err *err);
/* --resume: what is in the target (load_spare) less what the interrupted restore has made. Before load_ledger_find. */
bool load_ledger_narrow(struct load *load, struct conn *conn, uint32_t *there, struct err *err);
/* Makes the ledger, after the intent and in the transaction that is open. With --resume: nothing. */
bool load_ledger_begin(struct load *load, struct conn *conn, struct err *err);
/* The drops that came in steps are done. */
bool load_ledger_dropped(struct load *load, struct conn *conn, struct err *err);
/* --resume, in the open transaction: strikes out what the ledger says of entries whose rows are gone, and empties
 * tables that have rows without a note. */
bool load_ledger_forget(struct load *load, struct conn *conn, struct err *err);
/* Removes it: the restore is done. */
bool load_ledger_end(struct load *load, struct conn *conn, struct err *err);

/* --resume: the block is in the target, or the whole entry. */
bool load_ledger_has(const struct load *load, const struct block *block);
bool load_ledger_has_all(const struct load *load, const struct entry *entry);

/* Whether each COPY of the entry has to note its blocks in its own transaction. */
bool load_ledger_notes(const struct load *load, const struct entry *entry);
/* The statement that notes blocks of the entry, malloc'd. */
char *load_ledger_note(const struct entry *entry, const struct runs *blocks);

/* Any lane. So many blocks of the entry are in the target for good; so many there are in all. */
/* All rows of the entry are in the target. */
bool load_ledger_is_complete(struct load *load, uint32_t entry);
void load_ledger_committed(struct load *load, uint32_t entry, uint64_t blocks);
void load_ledger_ended(struct load *load, uint32_t entry, uint64_t blocks);
/*
 * Any lane, on its connection outside a transaction: notes the entries that have become complete. Nothing may be built on
 * rows of an entry before that: what has no note is loaded anew. `all`: also when they are few.
 */
bool load_ledger_flush(struct load *load, struct conn *conn, bool all, struct err *err);

void load_ledger_free(struct load *load);

#endif
