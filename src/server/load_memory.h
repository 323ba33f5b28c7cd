/*
 * load_memory.h - memory for building indexes: maintenance_work_mem of a lane's session, where nobody has set it.
 */
#ifndef PGSNAP_LOAD_MEMORY_H
#define PGSNAP_LOAD_MEMORY_H

#include "server/load_state.h"

/* Once, before any lane runs: how large the tables are. */
void load_memory_plan(struct load *load);
void load_memory_free(struct load *load);

/* A lane's new session, and before the entries are created on it. */
bool load_memory_start(struct load *load, struct conn *conn, struct err *err);
bool load_memory_prepare(struct load *load, unsigned lane, const struct entry *const *entries, size_t count,
                         struct err *err);

#endif
