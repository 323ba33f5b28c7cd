/*
 * preview.h - what restore --dry-run shows on standard output: the intent of a restore, as a table or as JSON.
 */
#ifndef PGSNAP_PREVIEW_H
#define PGSNAP_PREVIEW_H

#include "server/intent.h"

/* "drop", "keep", ...: the same words in the table and in JSON. */
const char *preview_action(enum intent_action action);
/* How many steps do that. */
size_t preview_count(const struct intent *intent, enum intent_action action);
/* Rows of all tables to load, as far as the archive tells before it is read. */
uint64_t preview_rows(const struct intent *intent);

void preview_print(const struct intent *intent);

#endif
