/*
 * scratch_bin.h - where PostgreSQL's server programs are.
 */
#ifndef PGSNAP_SCRATCH_BIN_H
#define PGSNAP_SCRATCH_BIN_H

#include <pgsnap/err.h>

/*
 * The folder with initdb and postgres, malloc'd: the wanted one, which must have both (NULL: none is wanted); else that of
 * the major as Debian installs it, else one of PATH, else the newest one that Debian has installed.
 */
bool scratch_bin_find(const char *wanted, unsigned major, char **folder, struct err *err);

#endif
