/*
 * load_holders.h - who is in the way of dropping what stands in the target: sessions that have locked it.
 */
#ifndef PGSNAP_LOAD_HOLDERS_H
#define PGSNAP_LOAD_HOLDERS_H

#include "server/load_state.h"

/* A line for each session that has locked something of load->drops, at most five; malloc'd, NULL when there is none. What
 * cannot be found out is not told. */
char *load_holders_list(const struct load *load, struct conn *conn);
/* The relations among the entries as two text[], their schemas and their names; malloc'd. */
void load_holders_relations(const struct entry *const *list, size_t count, char *arrays[2]);

#endif
