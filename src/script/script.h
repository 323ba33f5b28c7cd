/*
 * script.h - plain SQL text as a sink: what psql -f restores. One lane only.
 *
 * No name from the source stands anywhere outside quoted SQL: comments hold kinds and numbers only. Rows are COPY ...
 * FROM stdin; a row that psql would take for the end of data or for a command is refused. The text is wrapped in
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
    bool create_database; /* STAGE_DATABASE entries, and \connect */
};

/* Takes the store over. */
struct sink *script_new(struct store *store, const struct script_options *options);

#endif
