/*
 * order.h - a draft without loops becomes the list of entries.
 */
#ifndef PGSNAP_ORDER_H
#define PGSNAP_ORDER_H

#include "model/draft.h"

/*
 * Fills toc->entries, in toc->arena. Every entry comes after those it needs; as far as that leaves it open, they are
 * sorted by stage and then as draft_compare does. Rows of a table also come after the rows of the tables that its
 * foreign keys point to, where those make no loop; that is not in `needs`.
 */
void order_entries(struct draft *draft, struct toc *toc);

#endif
