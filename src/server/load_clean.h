/*
 * load_clean.h - the transaction on lane 0, and dropping what is to be replaced (-c).
 */
#ifndef PGSNAP_LOAD_CLEAN_H
#define PGSNAP_LOAD_CLEAN_H

#include "server/load_state.h"

/* COMMIT alone would quietly roll back a transaction that has failed; the statement before it fails then. */
extern const char load_clean_commit[];

/* Something may be dropped: -c, or what --resume makes anew. */
bool load_clean_drops(const struct load *load);
/* Locks of other sessions are waited for, by the look at the catalogs too: says so before the waiting begins. */
void load_clean_mention(const struct load *load, struct conn *conn);
/*
 * -c and -1: begins the transaction and runs the drops in it. When one fails for another reason than that there is nothing to
 * drop, everything is rolled back and err names all that are in the way.
 */
bool load_clean_begin(struct load *load, struct conn *conn, struct err *err);
/* -c with -C: drops the database. */
bool load_clean_database(struct load *load, struct err *err);

/*
 * Called before anything that must see the new schema: commits drops and schema if that has not been done. Any thread.
 * Fails for every caller when the transaction was rolled back. Does nothing with -1.
 */
bool load_clean_settle(struct load *load, struct err *err);

/*
 * The entry failed or was skipped (cause says why, and is listed already). Fails when that must stop the restore: with -1
 * and -e, and when an object that holds data could not be created while its drop is not committed; rolls back then.
 */
bool load_clean_allows(struct load *load, struct conn *conn, const struct entry *entry, const struct err *cause,
                       struct err *err);

/* The transaction that is open on the lane. */
enum load_transaction load_clean_transaction(struct load *load, unsigned lane);

#endif
