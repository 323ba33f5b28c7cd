/*
 * migration.h - which revision a migration tool says the database is at (alembic, django, flyway, rails, ...).
 */
#ifndef PGSNAP_MIGRATION_H
#define PGSNAP_MIGRATION_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stddef.h>

struct migration {
    char *tool;     /* "alembic" */
    char *table;    /* "public.alembic_version" */
    char *revision; /* "3f2a..." ; several joined by ", "; "" when the table is empty */
};

/* Looks for the known tables by name and shape; tables that may not be read are passed over. malloc'd list. */
bool migration_read(struct conn *conn, struct migration **list, size_t *count, struct err *err);
void migration_free(struct migration *list, size_t count);

#endif
