/*
 * load_extension.h - what extensions ask of a restore.
 */
#ifndef PGSNAP_LOAD_EXTENSION_H
#define PGSNAP_LOAD_EXTENSION_H

#include "server/load_state.h"

/* Each session, before it does anything. */
bool load_extension_start(struct load *load, struct conn *conn, struct err *err);
/*
 * After some of the entries were created: *text (malloc'd) removes what the scripts of extensions that this restore has created wrote
 * into configuration tables whose rows the archive has, or is NULL.
 */
bool load_extension_text(struct load *load, struct conn *conn, const struct entry *const *entries, size_t count,
                         char **text, struct err *err);
/* When everything is there and committed. What fails is a warning; false: nothing can go on. */
bool load_extension_finish(struct load *load, struct conn *conn, struct err *err);

#endif
