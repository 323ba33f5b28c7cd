/*
 * intake.h - the archive that restore reads, from a file or a pipe, proven first where something is going to be dropped.
 *
 * What comes from a pipe goes by once, so it is kept in a nameless file (store/spool.h) until it is proven.
 */
#ifndef PGSNAP_INTAKE_H
#define PGSNAP_INTAKE_H

#include <pgsnap/err.h>
#include <stdbool.h>

struct store;

struct intake_options {
    const char *archive;
    bool prove;    /* check every stored byte first */
    bool in_order; /* the rows are wanted in another order than that in which a pipe brings them: keep and prove it */
    const char *folder; /* --spool: keep what comes from a pipe here, and prove it; NULL: in TMPDIR or /var/tmp */
    bool no_spool;      /* --no-spool: what comes from a pipe is not proven */
    unsigned lanes;
    bool progress;
};

bool intake_open(const struct intake_options *options, struct store **store, struct err *err);

#endif
