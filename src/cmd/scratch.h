/*
 * scratch.h - a private throwaway PostgreSQL server, for proving an archive by restoring it.
 *
 * Its data and its socket are in a new folder that nobody else may enter; it listens nowhere else. A process of its own, the
 * keeper (scratch_keeper.h), starts it and ends it, and removes the folder as soon as this program is gone, however that
 * came about. As root, keeper and server run as the user postgres or nobody.
 */
#ifndef PGSNAP_SCRATCH_H
#define PGSNAP_SCRATCH_H

#include <pgsnap/err.h>

struct scratch;

struct scratch_options {
    const char *bindir; /* --bindir; NULL: looked for */
    unsigned major;     /* the one wished for when it is looked for; 0: any */
    unsigned connections;
};

/* Returns when the server is there to be connected to, as user postgres, with any password. */
bool scratch_start(const struct scratch_options *options, struct scratch **scratch, struct err *err);
/* The host (a folder) and port to connect to. */
const char *scratch_host(const struct scratch *scratch);
const char *scratch_port(const struct scratch *scratch);
/* Ends the server and returns when everything is removed. NULL is fine. */
void scratch_stop(struct scratch *scratch);

#endif
