/*
 * Extensions are restored by CREATE EXTENSION and the rows of their configuration tables. Some ask for more.
 *
 * An extension's script may write into another's configuration table: jobs that it schedules with pg_cron. In the source these
 * rows are like the user's own and so they are in the archive, which is the whole truth about them. As long as the table's extension
 * has been created by this restore, nobody else has written there, and what the scripts have written can go.
 *
 * Some change what DDL does: in a session of their own catalogs' rows they make for a table what the archive has too. They have
 * a mode for restoring, and something to be done afterwards (`manners`).
 */
#include "server/load_extension.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_ask.h"
#include "server/load_preflight.h"
#include "server/load_session.h"

#include <stdlib.h>
#include <string.h>

/*
 * timescaledb_pre_restore() would also set the mode for the database, where it stays when a restore is killed. Its other half is
 * called: it ends the mode, has its workers started, and sees to foreign keys. How to add one: a line here.
 */
static const struct manner {
    const char *extension;
    const char *setting; /* on while restoring; only some roles may set it */
    const char *finish;  /* a function of the extension, without arguments */
} manners[] = {
    {"timescaledb", "timescaledb.restoring", "timescaledb_post_restore"},
};

enum { MANNERS = sizeof manners / sizeof manners[0] };

static const char find_finish[] =
    "SELECT pg_catalog.format('SELECT %I.%I()', schema.nspname, routine.proname)"
    " FROM pg_catalog.pg_extension AS extension"
    " JOIN pg_catalog.pg_depend AS member ON member.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass"
    " AND member.refobjid = extension.oid AND member.deptype = 'e'"
    " AND member.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass"
    " JOIN pg_catalog.pg_proc AS routine ON routine.oid = member.objid AND routine.pronargs = 0"
    " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = routine.pronamespace"
    " WHERE extension.extname = $1 AND routine.proname = $2"
    " AND pg_catalog.current_setting($3, true) = 'on'";

/* A table of which nothing was written is passed over. The latest come first, as they may refer to others. */
static const char find_surplus[] =
    "SELECT pg_catalog.format('DELETE FROM ONLY %1$I.%2$I WHERE ctid IN (SELECT ctid FROM ONLY %1$I.%2$I %3$s);',"
    " schema.nspname, relation.relname, marked.condition)"
    " FROM pg_catalog.pg_extension AS extension"
    " CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(extension.extconfig),"
    " pg_catalog.unnest(extension.extcondition)) AS marked (oid, condition)"
    " JOIN pg_catalog.pg_class AS relation ON relation.oid = marked.oid AND relation.relkind = 'r'"
    " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = relation.relnamespace"
    " WHERE pg_catalog.concat(schema.nspname, '.', relation.relname) = ANY ($1::pg_catalog.text[])"
    " AND pg_catalog.pg_relation_size(relation.oid) > 0"
    " ORDER BY relation.oid DESC";

static bool is_extension(const struct entry *entry)
{
    return entry != NULL && entry->name != NULL && strcmp(entry->kind, "EXTENSION") == 0;
}

/* Where it could not be known what stands there, it may have been there before. */
static bool has_made(struct load *load, const struct entry *entry)
{
    return is_extension(entry) && (load->options.create || load->standing.arena != NULL) && !load->options.resume &&
           load_preflight_makes(load, entry) && load_outcome_state(&load->outcome, entry->id) == LOAD_MADE;
}

static bool restores(const struct load *load, const char *extension)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->selected && is_extension(entry) && strcmp(entry->name, extension) == 0)
            return true;
    }
    return false;
}

bool load_extension_start(struct load *load, struct conn *conn, struct err *err)
{
    for (size_t i = 0; i < MANNERS; i++) {
        struct err cause = ERR_INIT;

        if (!restores(load, manners[i].extension) ||
            query_exec_format(conn, &cause, "SET %s = 'on'", manners[i].setting))
            continue;
        if (!load_session_survives(load, conn, NULL, &cause, err))
            return false;
        log_verbose("extension %s is not told of the restore: %s", manners[i].extension, cause.message);
    }
    return true;
}

static bool finish_one(struct load *load, struct conn *conn, const struct manner *manner, struct err *err)
{
    const char *values[] = {manner->extension, manner->finish, manner->setting};
    struct err cause = ERR_INIT;
    struct rows *rows = NULL;
    bool done = query_rows(conn, find_finish, 3, NULL, values, &rows, &cause) &&
                (rows_count(rows) == 0 || query_exec(conn, rows_text(rows, 0, 0), &cause));

    rows_free(rows);
    if (!done && !load_session_survives(load, conn, NULL, &cause, err))
        return false;
    if (!done)
        log_warning("extension %s: %s() failed, call it yourself: %s", manner->extension, manner->finish,
                    cause.message);
    return true;
}

bool load_extension_finish(struct load *load, struct conn *conn, struct err *err)
{
    for (size_t i = 0; i < MANNERS; i++)
        if (restores(load, manners[i].extension) && !finish_one(load, conn, &manners[i], err))
            return false;
    return true;
}

static bool makes_extensions(struct load *load, const struct entry *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has_made(load, entries[i]))
            return true;
    return false;
}

static bool is_configuration(struct load *load, const struct entry *entry)
{
    if (!entry->selected || !entry_configures(entry) || (entry->flags & ENTRY_ROWS) == 0)
        return false;
    for (size_t i = 0; i < entry->needs_count; i++)
        if (has_made(load, entry_find(load->toc, entry->needs[i])))
            return true;
    return false;
}

bool load_extension_text(struct load *load, struct conn *conn, const struct entry *const *entries, size_t count,
                         char **text, struct err *err)
{
    struct load_names names = {0};
    struct arena *arena;
    struct buf all = {0};
    struct rows *rows;
    bool ok;

    *text = NULL;
    if (!makes_extensions(load, entries, count))
        return true;
    arena = arena_new();
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (is_configuration(load, entry))
            load_ask_add(&names, arena_printf(arena, "%s.%s", entry->schema, entry->name));
    }
    ok = load_ask(conn, find_surplus, &names, &rows, err);
    for (size_t i = 0; ok && i < load_ask_count(rows); i++)
        buf_printf(&all, "%s\n", rows_text(rows, i, 0));
    rows_free(rows);
    arena_free(arena);
    *text = all.data;
    return ok;
}
