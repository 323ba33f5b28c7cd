/*
 * scratch_keeper.h - the process that owns a throwaway server.
 */
#ifndef PGSNAP_SCRATCH_KEEPER_H
#define PGSNAP_SCRATCH_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

struct scratch_keeper {
    const char *bindir;
    const char *base; /* absolute; where to make the folder; /tmp when that cannot be */
    const char *port;
    unsigned connections;
    bool drop; /* run as user and group, which are not root's */
    uid_t user;
    gid_t group;
    int life; /* end of file: the program is gone or has done with the server */
    int news; /* the folder's name and a newline, then one byte: SCRATCH_KEEPER_STARTED, or the step that failed */
};

enum {
    SCRATCH_KEEPER_STARTED = '!',
    SCRATCH_KEEPER_USER = 'u',
    SCRATCH_KEEPER_INITDB = 'i',
    SCRATCH_KEEPER_POSTGRES = 'p'
};

/*
 * To be called in a forked child; does not return. Makes a folder and a server in it, tells so, keeps it until the end of
 * `life`, ends it, and removes the folder. What the programs say is in FOLDER/log until then.
 */
void scratch_keeper_run(const struct scratch_keeper *keeper) __attribute__((noreturn));

#endif
