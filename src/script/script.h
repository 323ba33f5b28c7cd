/*
 * script.h - plain SQL text as a sink: what psql -f restores. One lane only.
 *
 * No name from the source stands anywhere outside quoted SQL: comments hold kinds and numbers only. Rows are COPY ...
 * FROM stdin, or INSERT statements (script/script_insert.h); a row that psql would take for the end of data or for a command is refused. The text is wrapped in
 * \restrict KEY ... \unrestrict KEY, so that psql refuses any other backslash command within.
 */
#ifndef PGSNAP_SCRIPT_H
#define PGSNAP_SCRIPT_H

#include "store/store.h"
#include <pgsnap/ends.h>

struct script_options {
    const char *restrict_key; /* letters and digits; NULL: made at random */
    bool no_owner;            /* leave `own` out */
    bool clean;               /* the drops first, in reverse order */
    bool data_only;
    bool create_database;     /* STAGE_DATABASE entries, and \connect */
    bool disable_triggers;    /* neither triggers nor foreign keys while rows are loaded: takes a superuser */
    unsigned rows_per_insert; /* rows as INSERT statements, so many in each; 0: as COPY */
    bool on_conflict_do_nothing;
};

/* Takes the store over. */
struct sink *script_new(struct store *store, const struct script_options *options);

#endif
