/*
 * load_define.h - creating objects: many at once, and when that fails one by one.
 */
#ifndef PGSNAP_LOAD_DEFINE_H
#define PGSNAP_LOAD_DEFINE_H

#include "server/load_state.h"

/* sink->define. Failures are listed in the outcome; false only when the restore cannot go on. */
bool load_define_entries(struct load *load, unsigned lane, const struct entry *const *entries, size_t count,
                         struct err *err);

#endif
