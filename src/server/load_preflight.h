/*
 * load_preflight.h - what the server at hand lacks or does not allow, asked before anything is changed.
 */
#ifndef PGSNAP_LOAD_PREFLIGHT_H
#define PGSNAP_LOAD_PREFLIGHT_H

#include "server/load_state.h"

/* Adds problems to load->intent, with load->replacement worked out. Fills load->barred. */
bool load_preflight(struct load *load, struct conn *conn, struct err *err);

/* Whether the restore runs the statements of the entry: it is selected, and not there already. */
bool load_preflight_makes(const struct load *load, const struct entry *entry);
/* True for planner statistics that the server cannot take: nothing is said and done about them. */
bool load_preflight_passes_over(const struct load *load, const struct entry *entry);
/* True when the entry's owner is one of load->barred. */
bool load_preflight_bars(const struct load *load, const struct entry *entry);

#endif
