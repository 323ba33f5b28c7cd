/*
 * rehearsal.h - an archive proves itself by being restored and compared: behind verify --restore. Into a throwaway server, or into a
 * scratch database of a server that is there.
 */
#ifndef PGSNAP_REHEARSAL_H
#define PGSNAP_REHEARSAL_H

#include "cmd/options.h"
#include <pgsnap/err.h>

struct rehearsal_options {
    const struct selection_options *selection;
    const char *bindir; /* of the throwaway server; NULL: looked for */
    const char *server; /* a database of the server that is there; NULL: a throwaway server */
    unsigned lanes;
    bool no_owner;
    bool progress;
};

/*
 * The archive in a file. False with ERR_PARTIAL when an object cannot be restored or is not as the archive says, each of which has been
 * named. For a throwaway server, removes libpq's variables from the environment of this process: nothing of them may lead anywhere else.
 */
bool rehearsal_run(const char *archive, const struct rehearsal_options *options, struct err *err);

#endif
