#include "server/migration.h"

#include "base/arena.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

/*
 * A tool is recognised by the name of its table and the columns in it, wherever the table is; a table of that name
 * with other columns is somebody else's. How to add one: its table in sql/migrations.sql and a row here, with a query
 * that gives one text, '' for an empty table; @ in it stands for the table. It must
 * not fail whatever the types of the columns are. Tools that share a table's name (schema_migrations)
 * differ in columns and in the type of "version".
 */
static const struct tool {
    const char *name;
    const char *table;
    const char *const columns[5]; /* must all be there */
    const char *version;          /* beginning of the type of the column "version", or NULL for any */
    const char *revision;
} tools[] = {
    {"alembic",
     "alembic_version",
     {"version_num"},
     NULL,
     "SELECT coalesce(string_agg(version_num::text, ', ' ORDER BY version_num::text COLLATE \"C\"), '') FROM @"},
    {"django",
     "django_migrations",
     {"app", "name", "applied", "id"},
     NULL,
     "SELECT coalesce((array_agg(format('%s.%s', app, name) ORDER BY id DESC))[1]"
     " || format(' (%s applied)', count(*)), '') FROM @"},
    {"flyway",
     "flyway_schema_history",
     {"installed_rank", "version", "success"},
     NULL,
     "SELECT coalesce((SELECT coalesce(version::text, 'repeatable') || CASE success::text WHEN 'true' THEN '' ELSE ' "
     "(failed)' END"
     " FROM @ WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1), '')"},
    {"golang-migrate",
     "schema_migrations",
     {"version", "dirty"},
     "bigint",
     "SELECT coalesce((SELECT version::text || CASE dirty::text WHEN 'true' THEN ' (dirty)' ELSE '' END"
     " FROM @ ORDER BY version DESC LIMIT 1), '')"},
    {"rails",
     "schema_migrations",
     {"version"},
     "character varying",
     "SELECT coalesce((SELECT version::text FROM @ ORDER BY"
     " substring(version::text COLLATE \"C\" FROM '^[0-9]{1,255}')::numeric DESC NULLS LAST,"
     " version::text COLLATE \"C\" DESC LIMIT 1), '')"},
    {"ecto",
     "schema_migrations",
     {"version", "inserted_at"},
     "bigint",
     "SELECT coalesce(max(version)::text, '') FROM @"},
    {"prisma",
     "_prisma_migrations",
     {"migration_name", "started_at", "finished_at"},
     NULL,
     "SELECT coalesce((SELECT migration_name::text || CASE WHEN finished_at IS NULL THEN ' (unfinished)' ELSE '' END"
     " FROM @ ORDER BY started_at DESC, migration_name DESC LIMIT 1), '')"},
    {"knex",
     "knex_migrations",
     {"id", "name", "batch"},
     NULL,
     "SELECT coalesce((SELECT name::text FROM @ ORDER BY id DESC LIMIT 1), '')"},
    {"sqlx",
     "_sqlx_migrations",
     {"version", "description", "success"},
     NULL,
     "SELECT coalesce((SELECT version::text || CASE success::text WHEN 'true' THEN '' ELSE ' (failed)' END"
     " FROM @ ORDER BY version DESC LIMIT 1), '')"},
    {"liquibase",
     "databasechangelog",
     {"id", "author", "filename", "orderexecuted"},
     NULL,
     "SELECT coalesce((SELECT format('%s::%s::%s', filename, id, author) FROM @"
     " ORDER BY orderexecuted DESC LIMIT 1), '')"},
    {"laravel",
     "migrations",
     {"id", "migration", "batch"},
     NULL,
     "SELECT coalesce((SELECT migration::text FROM @ ORDER BY id DESC LIMIT 1), '')"},
    {"typeorm",
     "migrations",
     {"id", "timestamp", "name"},
     NULL,
     "SELECT coalesce((SELECT name::text FROM @ ORDER BY id DESC LIMIT 1), '')"},
    {"db-migrate",
     "migrations",
     {"id", "name", "run_on"},
     NULL,
     "SELECT coalesce((SELECT name::text FROM @ ORDER BY id DESC LIMIT 1), '')"},
    {"node-pg-migrate",
     "pgmigrations",
     {"id", "name", "run_on"},
     NULL,
     "SELECT coalesce((SELECT name::text FROM @ ORDER BY id DESC LIMIT 1), '')"},
    {"sequelize", "SequelizeMeta", {"name"}, NULL, "SELECT coalesce(max(name::text COLLATE \"C\"), '') FROM @"},
    {"drizzle",
     "__drizzle_migrations",
     {"id", "hash", "created_at"},
     NULL,
     "SELECT coalesce((SELECT format('%s (%s)', created_at, hash) FROM @ ORDER BY created_at DESC LIMIT 1), '')"},
    {"entity framework",
     "__EFMigrationsHistory",
     {"MigrationId", "ProductVersion"},
     NULL,
     "SELECT coalesce(max(\"MigrationId\"::text COLLATE \"C\"), '') FROM @"},
    {"doctrine",
     "doctrine_migration_versions",
     {"version", "executed_at"},
     NULL,
     "SELECT coalesce(max(version::text COLLATE \"C\"), '') FROM @"},
    {"diesel",
     "__diesel_schema_migrations",
     {"version", "run_on"},
     NULL,
     "SELECT coalesce(max(version::text COLLATE \"C\"), '') FROM @"},
    /* A migration that was taken back has a second row, with is_applied = false. */
    {"goose",
     "goose_db_version",
     {"id", "version_id", "is_applied"},
     NULL,
     "SELECT coalesce((SELECT version_id::text FROM"
     " (SELECT DISTINCT ON (version_id) version_id, is_applied::text AS applied FROM @ ORDER BY version_id, id DESC) x"
     " WHERE applied = 'true' ORDER BY version_id DESC LIMIT 1), '')"},
    {"sqitch",
     "changes",
     {"change_id", "change", "project", "committed_at", "planned_at"},
     NULL,
     "SELECT coalesce(string_agg(format('%s:%s', project, change), ', ' ORDER BY project), '') FROM"
     " (SELECT DISTINCT ON (project::text COLLATE \"C\") project::text COLLATE \"C\" AS project, change FROM @"
     " ORDER BY project::text COLLATE \"C\", committed_at DESC) x"},
    {"odoo",
     "ir_module_module",
     {"name", "state", "latest_version"},
     NULL,
     "SELECT CASE WHEN count(*) = 0 THEN '' ELSE format('%s (%s modules)',"
     " max(latest_version::text COLLATE \"C\") FILTER (WHERE name::text COLLATE \"C\" = 'base'),"
     " count(*) FILTER (WHERE state::text COLLATE \"C\" = 'installed')) END FROM @"},
};

static bool has_column(const char *columns, const char *name)
{
    char *wanted = mem_printf(" %s ", name);
    bool found = strstr(columns, wanted) != NULL;

    free(wanted);
    return found;
}

static bool fits(const struct tool *tool, const char *table, const char *columns, const char *version)
{
    if (table == NULL || columns == NULL || strcmp(tool->table, table) != 0)
        return false;
    for (size_t i = 0; i < sizeof tool->columns / sizeof tool->columns[0] && tool->columns[i] != NULL; i++)
        if (!has_column(columns, tool->columns[i]))
            return false;
    return tool->version == NULL || (version != NULL && strncmp(version, tool->version, strlen(tool->version)) == 0);
}

static const struct tool *recognise(const struct rows *rows, size_t row)
{
    const char *table = rows_text(rows, row, rows_column(rows, "name"));
    const char *columns = rows_text(rows, row, rows_column(rows, "columns"));
    const char *version = rows_get(rows, row, rows_column(rows, "version"));

    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if (fits(&tools[i], table, columns, version))
            return &tools[i];
    return NULL;
}

static bool read_revision(struct conn *conn, const struct tool *tool, const char *quoted, char **revision,
                          struct err *err)
{
    size_t before = strcspn(tool->revision, "@");
    char *sql = mem_printf("%.*s%s%s", (int)before, tool->revision, quoted, tool->revision + before + 1);
    struct err cause = ERR_INIT;
    bool ok = query_value(conn, sql, revision, &cause);

    free(sql);
    if (ok)
        return true;
    if (!err_is_set(err))
        err->cancelled = cause.cancelled;
    return err_set(err, cause.code, "reading the revision that %s keeps in table %s: %s", tool->name, quoted,
                   cause.message);
}

static bool read_tables(struct conn *conn, const struct rows *rows, struct migration *list, size_t *count,
                        struct err *err)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        const struct tool *tool = recognise(rows, i);
        const char *quoted = rows_get(rows, i, rows_column(rows, "quoted"));
        char *revision = NULL;

        if (tool == NULL || quoted == NULL)
            continue;
        if (!read_revision(conn, tool, quoted, &revision, err))
            return false;
        list[*count].tool = mem_strdup(tool->name);
        list[*count].table = mem_strdup(quoted);
        list[*count].revision = revision == NULL ? mem_strdup("") : revision;
        (*count)++;
    }
    return true;
}

bool migration_read(struct conn *conn, struct migration **list, size_t *count, struct err *err)
{
    struct rows *rows = NULL;
    bool ok;

    *list = NULL;
    *count = 0;
    if (!sql_run(conn, "migrations", 0, NULL, NULL, &rows, err))
        return false;
    *list = mem_calloc(rows_count(rows) + 1, sizeof **list);
    ok = read_tables(conn, rows, *list, count, err);
    rows_free(rows);
    if (!ok) {
        migration_free(*list, *count);
        *list = NULL;
        *count = 0;
    }
    return ok;
}

void migration_free(struct migration *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(list[i].tool);
        free(list[i].table);
        free(list[i].revision);
    }
    free(list);
}
