/*
 * load_validate.h - foreign keys of large tables are added NOT VALID, and their rows checked on all lanes later.
 */
#ifndef PGSNAP_LOAD_VALIDATE_H
#define PGSNAP_LOAD_VALIDATE_H

#include "server/load_state.h"

void load_validate_init(struct load *load);
/* After load_memory_plan: finds out for which foreign keys that is worth it. */
void load_validate_plan(struct load *load);
void load_validate_free(struct load *load);

/*
 * Before the entry is created, outside a transaction: the statement that adds it NOT VALID, malloc'd, or NULL when it is to be
 * created as it is written.
 */
char *load_validate_text(struct load *load, struct conn *conn, const struct entry *entry);
/* That statement has been run. */
void load_validate_note(struct load *load, const struct entry *entry);

/*
 * Once no lane builds anything any more, any lane, once: adds the checks that were put off (load_checks.h), and checks the rows. A foreign key that they violate is dropped again,
 * and its entry has failed.
 */
bool load_validate_settle(struct load *load, struct err *err);

#endif
