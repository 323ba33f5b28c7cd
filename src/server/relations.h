/*
 * relations.h - the relations and schemas that the filter wants, before anything is locked.
 */
#ifndef PGSNAP_RELATIONS_H
#define PGSNAP_RELATIONS_H

#include "model/filter.h"
#include "pq/conn.h"
#include "server/catalog.h"
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct relation {
    uint32_t oid;
    const char *schema, *name; /* unquoted */
    const char *quoted;        /* "schema.name" ready for SQL */
    const char *quoted_schema; /* likewise */
    char relkind;              /* pg_class.relkind */
    bool wants_rows;           /* the filter wants its rows */
    bool granted;              /* the role that dumps may read it, if it may use its schema */
    bool open;                 /* it may use its schema */
    bool row_security;         /* policies would hide rows from it */
};

/* The wanted relations, by schema and name, and the scope made of them. */
struct relations {
    struct arena *arena; /* owns the strings */
    struct relation *list;
    size_t count;
    uint32_t *oids;    /* of list, in the same order */
    uint32_t *foreign; /* of foreign tables whose rows are wanted */
    size_t foreign_count;
    uint32_t *namespaces; /* of the wanted schemas */
    size_t namespaces_count;
    struct catalog_scope scope; /* points into this struct */
};

/* *relations is malloc'd. Members of extensions are never wanted. */
bool relations_read(struct conn *conn, struct filter *filter, struct relations **relations, struct err *err);
/* None: for the server's globals (enum catalog_globals). */
struct relations *relations_none(unsigned globals);
void relations_free(struct relations *relations); /* NULL is fine */

/* Whether it is locked by the dump: tables, plain and partitioned. */
bool relations_is_table(const struct relation *relation);
/* Whether every relation of `now` is in `before`, the same by OID, name and kind; if not, *other names one. */
bool relations_within(const struct relations *now, const struct relations *before, const char **other);

#endif
