/*
 * load_emptied.h - tables with rows that -c would replace by empty ones, because the dump left their rows out.
 */
#ifndef PGSNAP_LOAD_EMPTIED_H
#define PGSNAP_LOAD_EMPTIED_H

#include "server/load_state.h"

/*
 * After the fates are known (load_intent.c). Some such tables are a warning; when the archive has no rows at all it is a problem, for
 * then nobody may have thought of them. Nothing is said where the user has left the rows out himself (-s).
 */
void load_emptied_find(struct load *load);
/* Whether the archive was made without rows, and nobody said that none are wanted: for -c with -C, which reads no tables. */
bool load_emptied_has_no_rows(const struct load *load);

#endif
