/*
 * ledger.h - the tables of the ledger: schema pgsnap_resume in the target (see load_ledger.h).
 */
#ifndef PGSNAP_LEDGER_H
#define PGSNAP_LEDGER_H

#include "pq/query.h"
#include <pgsnap/err.h>
#include <stdbool.h>

/* What restore the ledger is of. All are malloc'd when read. */
struct ledger_head {
    char *archive;     /* identifies it */
    char *selection;   /* identifies what of it is restored, and how */
    char *description; /* of the archive, for people */
    char *begun;       /* only read */
};

/* *head stays zeroed when there is no ledger. */
bool ledger_read(struct conn *conn, struct ledger_head *head, struct err *err);
void ledger_free_head(struct ledger_head *head);
/* Whether this role may make one. */
bool ledger_is_allowed(struct conn *conn, bool *allowed, struct err *err);
/* In one message, so that it is one transaction of its own where none is open. stale: drop an older one first. */
bool ledger_create(struct conn *conn, const struct ledger_head *head, bool stale, struct err *err);
/* Another selection. */
bool ledger_select(struct conn *conn, const char *selection, struct err *err);
/* quietly: no event trigger may have a say, as far as this role can see to that. */
bool ledger_drop(struct conn *conn, bool quietly, struct err *err);

/* Columns entry and blocks. */
bool ledger_read_entries(struct conn *conn, struct rows **rows, struct err *err);
/* Runs of blocks, or a word. */
#define LEDGER_NOTE "INSERT INTO pgsnap_resume.loaded VALUES (%u, '%s');"
/* One word for many entries: "{1,2,3}". */
bool ledger_note_all(struct conn *conn, const char *entries, const char *word, struct err *err);
bool ledger_forget(struct conn *conn, const char *entries, struct err *err);

#endif
