/*
 * promote.h - moves items to later stages, so that none needs one of a later stage than its own.
 */
#ifndef PGSNAP_PROMOTE_H
#define PGSNAP_PROMOTE_H

#include "model/draft.h"

/* An item that cannot move and needs one of a later stage loses the need, and a doubt names both. */
void promote_items(struct draft *draft);

#endif
