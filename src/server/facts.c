#include "server/facts.h"

#include "base/arena.h"
#include "base/log.h"
#include "server/migration.h"
#include "server/sql.h"

#include <stdlib.h>

#ifndef PACKAGE_VERSION
#error "PACKAGE_VERSION comes from configure"
#endif

static void add_rows(const struct rows *rows, struct toc *toc)
{
    int key = rows_column(rows, "key"), value = rows_column(rows, "value");

    for (size_t i = 0; i < rows_count(rows); i++)
        if (rows_get(rows, i, key) != NULL && rows_get(rows, i, value) != NULL)
            entry_add_fact(toc, rows_get(rows, i, key), rows_get(rows, i, value));
}

static bool add_file(struct conn *conn, const char *file, struct toc *toc, struct err *err)
{
    struct rows *rows = NULL;

    if (!sql_run(conn, file, 0, NULL, NULL, &rows, err))
        return false;
    add_rows(rows, toc);
    rows_free(rows);
    return true;
}

static bool add_migrations(struct conn *conn, const char *unused, struct toc *toc, struct err *err)
{
    struct migration *list;
    size_t count;

    (void)unused;
    if (!migration_read(conn, &list, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        char *text = mem_printf("%s %s %s", list[i].tool, list[i].table, list[i].revision);

        entry_add_fact(toc, "migration", text);
        free(text);
    }
    migration_free(list, count);
    return true;
}

/*
 * How to add one: a line in sql/facts.sql; a file and a row here if some servers or roles are refused the answer. A
 * fact that cannot be had is left out when it is optional.
 */
static const struct {
    bool (*add)(struct conn *conn, const char *file, struct toc *toc, struct err *err);
    const char *file;
    bool optional;
} sources[] = {
    {add_file, "facts", false},
    {add_file, "fact_wal", true},
    {add_file, "fact_system", true},
    {add_migrations, "migrations", true},
};

/* In a subtransaction, so that a refusal leaves the transaction usable. */
static bool add_optional(struct conn *conn, size_t source, struct toc *toc, struct err *err)
{
    struct err refusal = ERR_INIT;

    if (!query_exec(conn, "SAVEPOINT fact", err))
        return false;
    if (sources[source].add(conn, sources[source].file, toc, &refusal))
        return query_exec(conn, "RELEASE SAVEPOINT fact", err);
    if (refusal.cancelled || !conn_is_usable(conn)) {
        *err = refusal;
        return false;
    }
    log_verbose("left out: %s", refusal.message);
    return query_exec(conn, "ROLLBACK TO SAVEPOINT fact; RELEASE SAVEPOINT fact", err);
}

bool facts_read(struct conn *conn, struct toc *toc, struct err *err)
{
    entry_add_fact(toc, "tool_version", "pgsnap " PACKAGE_VERSION);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        bool ok =
            sources[i].optional ? add_optional(conn, i, toc, err) : sources[i].add(conn, sources[i].file, toc, err);

        if (!ok)
            return false;
    }
    return true;
}
