/*
 * recheck.h - an archive and a live database compared: behind restore --check and verify --against.
 */
#ifndef PGSNAP_RECHECK_H
#define PGSNAP_RECHECK_H

#include "cmd/differences.h"
#include "cmd/options.h"
#include <pgsnap/err.h>

struct recheck_options {
    const struct connection_options *connection; /* names the database, unless override_dbname does */
    const char *override_dbname;                 /* NULL */
    const struct selection_options *selection;
    const char *archive; /* its name, for messages */
    unsigned lanes;
    bool no_owner;
    bool roles_mapped; /* --role-map */
    bool progress;
};

/*
 * Right after a restore: what was selected from the archive (toc, and the counts of what was loaded) against what the
 * database now holds; what else is in the database does not matter. Names each difference; false with ERR_PARTIAL when
 * there is one.
 */
bool recheck_restored(const struct toc *toc, const struct counts *counts, const struct recheck_options *options,
                      struct err *err);

/*
 * The archive in a file, which has been proven good, against the database, in both directions. `report` gets the
 * differences and may print them. False with ERR_DIFFERENT when there is one.
 */
bool recheck_archive(const struct recheck_options *options,
                     void (*report)(void *context, const struct differences *differences), void *context,
                     struct err *err);

#endif
