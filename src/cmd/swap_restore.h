/*
 * swap_restore.h - restore --swap: a new database beside the live one, compared with the archive, then put in its place; and
 * --swap-back.
 */
#ifndef PGSNAP_SWAP_RESTORE_H
#define PGSNAP_SWAP_RESTORE_H

#include "cmd/options.h"
#include "server/load.h"
#include <pgsnap/ends.h>

struct swap_restore_options {
    const struct connection_options *connection; /* names the live database */
    const struct selection_options *selection;
    const char *archive;      /* its name, for messages */
    const char *maintenance;  /* --maintenance-db; NULL */
    const char *kept;         /* --kept; NULL */
    struct load_options load; /* as for the live database; the swap changes what it must */
    unsigned lanes;
    bool back; /* --swap-back */
    bool end_connections;
    bool dry_run, json;
    bool progress;
};

/* Whether the options ask for a whole database. */
bool swap_restore_check(const struct swap_restore_options *options, struct err *err);
/* The archive is open. Its database is in place of the live one afterwards, or nothing was changed. */
bool swap_restore_run(const struct swap_restore_options *options, struct source *source, struct toc *toc,
                      struct err *err);
/* Returns to a database that swap_restore_run has put away, or could not put in place. */
bool swap_restore_back(const struct swap_restore_options *options, struct err *err);

#endif
