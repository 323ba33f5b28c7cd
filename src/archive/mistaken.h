/*
 * mistaken.h - what a file is that does not begin as an archive does: another format, or an archive that went through
 * something that takes it for text.
 */
#ifndef PGSNAP_MISTAKEN_H
#define PGSNAP_MISTAKEN_H

#include <pgsnap/err.h>
#include <stddef.h>

enum { MISTAKEN_SIZE = 512 }; /* bytes that are enough to tell */

/* bytes: the first of the file, MISTAKEN_SIZE or up to its end; not FRAME_MAGIC. Fills err, returns false. */
bool mistaken_explain(const char *name, const void *bytes, size_t length, struct err *err);

#endif
