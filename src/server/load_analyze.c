/*
 * A partitioned table has statistics of its own, over all its partitions, which no autovacuum makes. Before PostgreSQL 18
 * ANALYZE of it goes on to the partitions, which are then not named again; from 18 on ONLY keeps them apart, so that
 * several lanes share them.
 */
#include "server/load_analyze.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_ask.h"
#include "server/load_rename.h"
#include "server/load_session.h"
#include "server/load_spread.h"

#include <stdlib.h>
#include <string.h>

/* Names as "schema.table", as in load_preflight.c: where dots make that ambiguous, a table too many is analyzed. */
static const char find_relations[] =
    "WITH wanted AS MATERIALIZED (SELECT relation.oid, relation.relkind,"
    " pg_catalog.format('%I.%I', schema.nspname, relation.relname) AS qualified"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS given (name)"
    " JOIN (pg_catalog.pg_class AS relation"
    " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = relation.relnamespace)"
    " ON pg_catalog.concat(schema.nspname, '.', relation.relname) = given.name"
    " WHERE relation.relkind IN ('r', 'p', 'm')),"
    " server AS (SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 180000 AS has_only)"
    " SELECT pg_catalog.concat('ANALYZE ', CASE WHEN server.has_only THEN 'ONLY ' END, wanted.qualified),"
    " wanted.qualified"
    " FROM wanted CROSS JOIN server"
    " CROSS JOIN LATERAL (SELECT coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(part.relid)),"
    " pg_catalog.pg_relation_size(wanted.oid)) AS bytes FROM pg_catalog.pg_partition_tree(wanted.oid) AS part) AS size"
    " WHERE server.has_only OR NOT EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(wanted.oid) AS above (oid)"
    " JOIN wanted AS other ON other.oid = above.oid AND other.oid <> wanted.oid)"
    " ORDER BY size.bytes DESC, wanted.qualified COLLATE \"C\"";

static bool was_restored(struct load *load, const struct entry *entry)
{
    if (!entry->selected || entry->schema == NULL)
        return false;
    if (entry->flags & ENTRY_ROWS)
        return load_outcome_has_committed(&load->outcome, entry->id);
    return entry->flags & ENTRY_RELATION && load_outcome_state(&load->outcome, entry->id) == LOAD_MADE;
}

static bool find(struct load *load, struct conn *conn, struct rows **relations, struct err *err)
{
    struct arena *arena = arena_new();
    struct load_names names = {0};
    bool ok;

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        const struct load_rename *renamed = load_rename_of(load, entry);

        if (was_restored(load, entry))
            load_ask_add(&names,
                         arena_printf(arena, "%s.%s", renamed == NULL ? entry->schema : renamed->to, entry->name));
    }
    ok = load_ask(conn, find_relations, &names, relations, err);
    arena_free(arena);
    return ok;
}

static bool run(struct load *load, const struct rows *relations, struct err *err)
{
    size_t count = load_ask_count(relations);
    const char **statements = mem_calloc(count + 1, sizeof *statements);
    char **failures = mem_calloc(count + 1, sizeof *failures);
    bool ok;

    for (size_t i = 0; i < count; i++)
        statements[i] = rows_text(relations, i, 0);
    ok = load_spread(load, statements, count, failures, err);
    for (size_t i = 0; i < count; i++) {
        if (failures[i] != NULL)
            log_warning("ANALYZE of %s failed: %s", rows_text(relations, i, 1), failures[i]);
        free(failures[i]);
    }
    free(failures);
    free(statements);
    return ok;
}

bool load_analyze(struct load *load, struct err *err)
{
    struct conn *conn = load_session_lane(load, 0, err);
    struct rows *relations = NULL;
    bool ok;

    if (conn == NULL || !find(load, conn, &relations, err))
        return false;
    log_verbose("analyzing %zu relations", load_ask_count(relations));
    ok = run(load, relations, err);
    rows_free(relations);
    return ok;
}
