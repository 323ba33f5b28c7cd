/*
 * catalog.h - all entries of a database, from the SQL files in server/sql, in a fixed number of queries.
 */
#ifndef PGSNAP_CATALOG_H
#define PGSNAP_CATALOG_H

#include "pq/conn.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What all databases of a server share. */
enum catalog_globals { CATALOG_ROLES = 1, CATALOG_PASSWORDS = 2, CATALOG_TABLESPACES = 4 };

struct catalog_scope {
    unsigned globals;          /* of these enum catalog_globals, and nothing else; 0: what this database has */
    const uint32_t *relations; /* pg_class OIDs of the wanted tables, views, sequences, ...: locked already */
    size_t relations_count;
    const uint32_t *foreign; /* of these the foreign tables whose rows are wanted */
    size_t foreign_count;
    const uint32_t *namespaces; /* schemas all of whose objects are wanted */
    size_t namespaces_count;
    bool whole;                      /* also what lives in no schema */
    bool extensions;                 /* also extensions, which live in none either */
    bool large_objects;              /* also large objects, which live in none either */
    const char *large_object_groups; /* the groups that they make (mark_large_object_groups); NULL: by owner */
    bool no_data;                    /* without rows, and what is filled with them */
    bool no_values;                  /* without the entries whose text is data: sequences' values, extensions' tables */
    bool statistics;                 /* with planner statistics */
    bool no_facts;                   /* nothing about the database as a whole is asked for */
    bool warns;                      /* of what may fail to be restored */
};

/*
 * Fills toc->entries, ordered, and the facts about the database unless they are not asked for. Inside transactions of the caller
 * that see the same snapshot: the more connections, the sooner a large catalog is read. The first one is asked for the facts.
 */
bool catalog_read(struct conn *const *conns, size_t conns_count, const struct catalog_scope *scope, struct toc *toc,
                  struct err *err);

#endif
