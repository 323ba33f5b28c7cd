/*
 * promote.h - moves items to later stages, so that none needs one of a later stage than its own.
 */
#ifndef PGSNAP_PROMOTE_H
#define PGSNAP_PROMOTE_H

#include "model/draft.h"
#include <pgsnap/err.h>

/* Fails, naming both, when an item that cannot move needs one of a later stage. */
bool promote_items(struct draft *draft, struct err *err);

#endif
