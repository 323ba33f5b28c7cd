/*
 * damages.h - the list of what was found damaged by a reader that goes on (keep_going).
 */
#ifndef PGSNAP_DAMAGES_H
#define PGSNAP_DAMAGES_H

#include "archive/reader_state.h"

/*
 * Under the mutex. With keep_going notes an ERR_DAMAGED in the list, clears err and returns true: go on. Else returns
 * false, with err as it is, and makes the other lanes stop.
 */
bool damages_forgive(struct reader *reader, uint32_t entry, uint64_t offset, struct err *err);

#endif
