/*
 * every.h - the same for every database of a server, one after the other: dump --all.
 */
#ifndef PGSNAP_EVERY_H
#define PGSNAP_EVERY_H

#include "base/opt.h"
#include "cmd/options.h"
#include <pgsnap/err.h>

struct every_options {
    const struct connection_options *connection; /* a database to connect to first; "postgres" when nobody names one */
    const struct opt_list *excluded;             /* patterns for names */
};

/* Where to ask for what is not of one database: NULL is the one that has been named. */
const char *every_first(const struct connection_options *connection);

/*
 * Calls `each` with NULL for what the databases share, and with the name of every one that is not excluded. One that fails is told
 * at once and does not keep the others from it; at the end err says how many did and which, with the status of the worst. A signal
 * ends it.
 */
bool every_database(const struct every_options *options,
                    bool (*each)(void *context, const char *database, struct err *err), void *context, struct err *err);

#endif
