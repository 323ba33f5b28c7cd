/*
 * databases.h - which databases a server has that can be dumped.
 */
#ifndef PGSNAP_DATABASES_H
#define PGSNAP_DATABASES_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stddef.h>

/*
 * All that may be connected to, by name, but for templates. Connects to the database that target names, or to override_dbname
 * (NULL: none). *names: malloc'd, and each of them.
 */
bool databases_list(const struct conn_target *target, const char *override_dbname, char ***names, size_t *count,
                    struct err *err);
void databases_free(char **names, size_t count);

#endif
