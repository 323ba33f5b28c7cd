/*
 * pipe.h - what can only be written or read forward as a store: standard input and output, FIFOs, devices, sockets.
 */
#ifndef PGSNAP_PIPE_H
#define PGSNAP_PIPE_H

#include <pgsnap/err.h>
#include <stdbool.h>

struct store;

/* name NULL: standard output. A terminal is refused. sync matters where output goes to a file or a disk. */
bool pipe_create(const char *name, bool sync, struct store **store, struct err *err);
/* name NULL: standard input. A terminal is refused. */
bool pipe_open(const char *name, struct store **store, struct err *err);

#endif
