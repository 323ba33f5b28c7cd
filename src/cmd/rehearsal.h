/*
 * rehearsal.h - an archive proves itself by being restored into a throwaway server and compared: behind verify --restore.
 */
#ifndef PGSNAP_REHEARSAL_H
#define PGSNAP_REHEARSAL_H

#include "cmd/options.h"
#include <pgsnap/err.h>

struct rehearsal_options {
    const struct selection_options *selection;
    const char *bindir; /* NULL: looked for */
    unsigned lanes;
    bool no_owner;
    bool progress;
};

/*
 * The archive in a file. False with ERR_PARTIAL when an object cannot be restored or is not as the archive says, each of which has been
 * named. Removes libpq's variables from the environment of this process: nothing of them may lead anywhere else.
 */
bool rehearsal_run(const char *archive, const struct rehearsal_options *options, struct err *err);

#endif
