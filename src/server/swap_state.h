/*
 * swap_state.h - what the files of the swap share. For src/server/swap*.c only.
 */
#ifndef PGSNAP_SWAP_STATE_H
#define PGSNAP_SWAP_STATE_H

#include "pq/query.h"
#include "server/swap.h"
#include <pgsnap/entry.h>

enum swap_stage {
    SWAP_NOTHING,  /* no database of this run exists */
    SWAP_MADE,     /* the new one is there, or was tried to make, and is not complete */
    SWAP_COMPLETE, /* the new one, or the kept one, could take the live one's place */
    SWAP_EXCHANGED
};

struct swap {
    struct swap_options options;
    struct conn *conn; /* to the maintenance database; holds the claim */
    char *password;
    char *live, *maintenance; /* maintenance: NULL for the target's own, with scratch */
    char *base;               /* the live database's name, shortened so that the dated names fit */
    char *fresh;              /* the new database, or with back the kept one */
    char *restored;           /* what the new database is called when it is complete */
    char *old;                /* what the live one is going to be called */
    char *drop_old;
    bool live_exists;
    enum swap_stage stage;
    struct entry entries[2]; /* the databases, for the intent's steps */
    char *steps[2];          /* what becomes of them */
};

/* Connects again, and claims again, when the session is lost. */
bool swap_revive(struct swap *swap, struct err *err);
/* Fills old and restored with names that are free now. */
bool swap_choose_names(struct swap *swap, struct err *err);
/* One column of swap_new.sql about a database; malloc'd, NULL and err. owner and name may be "". */
char *swap_statement(struct swap *swap, const char *database, const char *owner, const char *name, const char *column,
                     struct err *err);
bool swap_exists(struct swap *swap, const char *database, bool *exists, struct err *err);

#endif
