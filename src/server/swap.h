/*
 * swap.h - a new database beside a live one, and the two exchanged in one step: behind restore --swap and --swap-back.
 *
 *   swap_open      finds the live database and the names of what stands beside it; changes nothing
 *   swap_check     adds to a restore's intent what will be renamed, and every problem that can be seen beforehand
 *   swap_new_create    by the load (server/load.h): makes the new database
 *   swap_new_dress     gives it the live one's properties, and a name that says it is complete
 *   swap_exchange  renames both in one transaction
 *   swap_new_discard   drops a new database that is not complete
 *
 * --swap-back is open, check, exchange; verify --restore --server is open, check, create, discard. Used by one thread at a time. How it is made safe: swap.c.
 */
#ifndef PGSNAP_SWAP_H
#define PGSNAP_SWAP_H

#include "pq/conn.h"
#include "server/intent.h"
#include <pgsnap/err.h>
#include <stdbool.h>

struct swap_options {
    struct conn_target target; /* names the live database */
    const char *scratch;       /* replace nothing: the new database is for a while and its name begins so; or NULL */
    const char *maintenance;   /* where to connect to meanwhile; NULL: postgres, or template1 */
    bool back;                 /* return to what was kept, instead of making something new */
    const char *kept;          /* with back: to this one; NULL: to the newest that a swap put away */
    bool end_connections;      /* end the sessions that are in the way */
    bool looks_only;           /* --dry-run: nothing is claimed */
};

struct swap;

/* A scratch database claims nothing, and is made from the target's own database. ERR_LOCKED when another restore has claimed the name. What earlier runs have left behind is told. */
bool swap_open(const struct swap_options *options, struct swap **swap, struct err *err);
void swap_close(struct swap *swap); /* NULL is fine */

const char *swap_live(const struct swap *swap); /* the database that is replaced */
const char *swap_maintenance(
    const struct swap *swap);                  /* the database that is connected to meanwhile; NULL: the target's */
const char *swap_new(const struct swap *swap); /* what takes its place, under the name that it has now */
const char *swap_old(const struct swap *swap); /* what the live one is or will be called */
const char *swap_drop_old(
    const struct swap *swap); /* after swap_exchange: the statement that removes it; NULL: there was none */

/* Sessions that use the live database are told, and are a problem where they are to be ended and may not be. */
bool swap_check(struct swap *swap, struct intent *intent, struct err *err);

/* create: the archive's CREATE DATABASE, run by conn under the new name. Tries whether the properties can be set. */
bool swap_new_create(struct swap *swap, struct conn *conn, const char *create, struct err *err);
bool swap_new_dress(struct swap *swap, struct err *err);
/* When it fails nothing has been renamed; a new database that is complete is kept, and the error names it. */
bool swap_exchange(struct swap *swap, struct err *err);
/* Drops what swap_new_create made, unless it is complete; when that fails a warning says how. False: nothing had been made. */
bool swap_new_discard(struct swap *swap);

#endif
