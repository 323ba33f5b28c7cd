/*
 * The server does the work, so one thread keeps all connections busy: each gets the next statement as soon as it is done
 * with one.
 *
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

struct analyzing {
    struct load *load;
    const struct rows *relations; /* statement, name */
    size_t started;
    struct conn **busy;
    size_t *relation_of; /* per busy connection: its row of relations */
    size_t busy_count;
};

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

/* A warning, unless nothing can go on. */
static bool note_failure(const struct analyzing *analyzing, struct conn *conn, size_t relation, const struct err *cause,
                         struct err *err)
{
    if (!load_session_survives(analyzing->load, conn, NULL, cause, err))
        return false;
    log_warning("ANALYZE of %s failed: %s", rows_text(analyzing->relations, relation, 1), cause->message);
    return true;
}

/* Gives the connection the next relation, if one is left. */
static bool start_next(struct analyzing *analyzing, struct conn *conn, struct err *err)
{
    while (analyzing->started < load_ask_count(analyzing->relations)) {
        size_t relation = analyzing->started++;
        struct err cause = ERR_INIT;

        if (query_start(conn, rows_text(analyzing->relations, relation, 0), 0, NULL, NULL, &cause)) {
            analyzing->busy[analyzing->busy_count] = conn;
            analyzing->relation_of[analyzing->busy_count++] = relation;
            return true;
        }
        if (!note_failure(analyzing, conn, relation, &cause, err))
            return false;
    }
    return true;
}

/* Waits for one answer, and gives that connection the next relation. */
static bool advance(struct analyzing *analyzing, struct err *err)
{
    size_t slot, relation, last = analyzing->busy_count - 1;
    struct rows *rows = NULL;
    struct err cause = ERR_INIT;
    struct conn *conn;

    if (!query_wait(analyzing->busy, analyzing->busy_count, &slot, err))
        return false;
    conn = analyzing->busy[slot];
    relation = analyzing->relation_of[slot];
    analyzing->busy[slot] = analyzing->busy[last];
    analyzing->relation_of[slot] = analyzing->relation_of[last];
    analyzing->busy_count = last;
    if (query_collect(conn, &rows, &cause))
        rows_free(rows);
    else if (!note_failure(analyzing, conn, relation, &cause, err))
        return false;
    return start_next(analyzing, conn, err);
}

static void end_busy(struct analyzing *analyzing)
{
    for (size_t i = 0; i < analyzing->busy_count; i++)
        conn_cancel(analyzing->busy[i]);
    for (size_t i = 0; i < analyzing->busy_count; i++) {
        struct err ignored = ERR_INIT;
        struct rows *rows;

        if (query_collect(analyzing->busy[i], &rows, &ignored))
            rows_free(rows);
    }
}

static bool run(struct analyzing *analyzing, struct err *err)
{
    struct load *load = analyzing->load;
    size_t count = load_ask_count(analyzing->relations);
    bool ok = true;

    for (unsigned i = 0; ok && i < load->lanes_count && i < count; i++) {
        struct conn *conn = load_session_lane(load, i, err);

        ok = conn != NULL && start_next(analyzing, conn, err);
    }
    while (ok && analyzing->busy_count > 0)
        ok = advance(analyzing, err);
    end_busy(analyzing);
    return ok;
}

bool load_analyze(struct load *load, struct err *err)
{
    struct analyzing analyzing = {.load = load};
    struct conn *conn = load_session_lane(load, 0, err);
    struct rows *relations = NULL;
    bool ok;

    if (conn == NULL || !find(load, conn, &relations, err))
        return false;
    log_verbose("analyzing %zu relations", load_ask_count(relations));
    analyzing.relations = relations;
    analyzing.busy = mem_calloc(load->lanes_count, sizeof(struct conn *));
    analyzing.relation_of = mem_calloc(load->lanes_count, sizeof *analyzing.relation_of);
    ok = run(&analyzing, err);
    free(analyzing.busy);
    free(analyzing.relation_of);
    rows_free(relations);
    return ok;
}
