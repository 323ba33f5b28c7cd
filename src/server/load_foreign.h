/*
 * load_foreign.h - schemas and extensions that stand already and belong to somebody else, as on managed services: their owner,
 * comments and rights are left as they are. So are others' default privileges that stand already as wanted.
 */
#ifndef PGSNAP_LOAD_FOREIGN_H
#define PGSNAP_LOAD_FOREIGN_H

#include "server/load_state.h"

/* With load->replacement worked out: fills load->foreign. */
bool load_foreign_find(struct load *load, struct conn *conn, struct err *err);
/* Whether the entry's statements (of a schema: those about its owner) are left out for that. */
bool load_foreign_is(const struct load *load, const struct entry *entry);
/* Says how many there are; with -v, which. */
void load_foreign_tell(const struct load *load);

#endif
