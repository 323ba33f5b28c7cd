/*
 * load_place.h - -c where a function is replaced as it stands, because something that stays calls it (model/replacement.h).
 */
#ifndef PGSNAP_LOAD_PLACE_H
#define PGSNAP_LOAD_PLACE_H

#include "server/load_state.h"

bool load_place_is(const struct load *load, const struct entry *entry);
/*
 * CREATE OR REPLACE leaves what was said of the function. The statement that takes its comment away when the archive has none for it;
 * malloc'd; NULL: there is nothing to take. Rights: load_privileges.h.
 */
char *load_place_uncomment(const struct load *load, const struct entry *entry);

#endif
