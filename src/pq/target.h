/*
 * target.h - from what the user said (struct conn_target, DATABASE_URL) to the keywords that libpq connects with.
 * Pure text work: nothing here talks to a server.
 */
#ifndef PGSNAP_TARGET_H
#define PGSNAP_TARGET_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stddef.h>

/* Connection keywords and their values, both ended by NULL, each keyword once. */
struct target {
    char **keywords;
    char **values;
    size_t count;
};

/*
 * Fills *target (zero-initialised by the caller; target_free also after a failure). override_dbname and password may be
 * NULL. Errors (ERR_USAGE) never show a connection string, because it may hold a password.
 */
bool target_resolve(const struct conn_target *wanted, const char *override_dbname, const char *password,
                    struct target *target, struct err *err);
/* The database that would be connected to, malloc'd; *name is NULL when only connecting tells (a service, or nothing is said). */
bool target_database(const struct conn_target *wanted, char **name, struct err *err);
/* The value of a keyword, or NULL. */
const char *target_get(const struct target *target, const char *keyword);
void target_free(struct target *target);

#endif
