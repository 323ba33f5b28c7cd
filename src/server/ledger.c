#include "server/ledger.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

static const char exists[] = "SELECT pg_catalog.to_regclass('pgsnap_resume.restore') IS NOT NULL";
static const char read_head[] = "SELECT archive, selection, description,"
                                " pg_catalog.date_trunc('second', begun) FROM pgsnap_resume.restore";
static const char is_allowed[] = "SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')";

/* Default privileges may give others rights to the tables, which the schema keeps from them, and the role itself none. */
static const char create[] =
    "CREATE SCHEMA pgsnap_resume;"
    "COMMENT ON SCHEMA pgsnap_resume IS 'a restore by pgsnap is under way, or was interrupted: see --resume';"
    "CREATE TABLE pgsnap_resume.restore (archive pg_catalog.text, selection pg_catalog.text,"
    " description pg_catalog.text, begun pg_catalog.timestamptz DEFAULT pg_catalog.now());"
    "CREATE TABLE pgsnap_resume.loaded (entry pg_catalog.int8, blocks pg_catalog.text);"
    "GRANT ALL ON pgsnap_resume.restore, pgsnap_resume.loaded TO CURRENT_USER;"
    "INSERT INTO pgsnap_resume.restore VALUES ('%s', '%s', %s)";

static const char drop[] = "DROP SCHEMA IF EXISTS pgsnap_resume CASCADE;";

static const char find_triggers[] = "SELECT EXISTS (SELECT FROM pg_catalog.pg_event_trigger)";

/* Event triggers that the archive brought are there when the ledger goes, and it is none of their business. */
static const char drop_quietly[] = "SET LOCAL session_replication_role = replica;"
                                   "DROP SCHEMA IF EXISTS pgsnap_resume CASCADE";

static char *copy_text(const struct rows *rows, int column)
{
    return mem_strdup(rows_text(rows, 0, column));
}

bool ledger_read(struct conn *conn, struct ledger_head *head, struct err *err)
{
    char *there = NULL;
    struct rows *rows = NULL;
    bool found;

    if (!query_value(conn, exists, &there, err))
        return false;
    found = there != NULL && strcmp(there, "t") == 0;
    free(there);
    if (!found)
        return true;
    if (!query_rows(conn, read_head, 0, NULL, NULL, &rows, err))
        return false;
    *head = (struct ledger_head){.archive = copy_text(rows, 0),
                                 .selection = copy_text(rows, 1),
                                 .description = copy_text(rows, 2),
                                 .begun = copy_text(rows, 3)};
    rows_free(rows);
    return true;
}

void ledger_free_head(struct ledger_head *head)
{
    free(head->archive);
    free(head->selection);
    free(head->description);
    free(head->begun);
    *head = (struct ledger_head){.archive = NULL};
}

bool ledger_is_allowed(struct conn *conn, bool *allowed, struct err *err)
{
    char *answer = NULL;

    if (!query_value(conn, is_allowed, &answer, err))
        return false;
    *allowed = answer != NULL && strcmp(answer, "t") == 0;
    free(answer);
    return true;
}

bool ledger_create(struct conn *conn, const struct ledger_head *head, bool stale, struct err *err)
{
    char *description = query_literal(conn, head->description, err);
    char *statements, *sql;
    bool ok;

    if (description == NULL)
        return false;
    statements = mem_printf(create, head->archive, head->selection, description);
    sql = mem_printf("%s%s", stale ? drop : "", statements);
    ok = query_exec(conn, sql, err);
    free(sql);
    free(statements);
    free(description);
    return ok;
}

bool ledger_drop(struct conn *conn, bool quietly, struct err *err)
{
    struct err ignored = ERR_INIT;
    char *found = NULL;

    if (quietly && !query_value(conn, find_triggers, &found, err))
        return false;
    quietly = found != NULL && strcmp(found, "t") == 0;
    free(found);
    return (quietly && query_exec(conn, drop_quietly, &ignored)) || query_exec(conn, drop, err);
}

bool ledger_read_entries(struct conn *conn, struct rows **rows, struct err *err)
{
    return query_rows(conn, "SELECT entry, blocks FROM pgsnap_resume.loaded", 0, NULL, NULL, rows, err);
}

static bool run(struct conn *conn, const char *sql, size_t count, const char *const *values, struct err *err)
{
    struct rows *rows = NULL;

    if (!query_rows(conn, sql, count, NULL, values, &rows, err))
        return false;
    rows_free(rows);
    return true;
}

bool ledger_select(struct conn *conn, const char *selection, struct err *err)
{
    return run(conn, "UPDATE pgsnap_resume.restore SET selection = $1", 1, &selection, err);
}

bool ledger_note_all(struct conn *conn, const char *entries, const char *word, struct err *err)
{
    const char *values[] = {entries, word};

    return run(conn,
               "INSERT INTO pgsnap_resume.loaded SELECT entry, $2::pg_catalog.text"
               " FROM pg_catalog.unnest($1::pg_catalog.int8[]) AS wanted (entry)",
               2, values, err);
}

bool ledger_forget(struct conn *conn, const char *entries, struct err *err)
{
    return run(conn, "DELETE FROM pgsnap_resume.loaded WHERE entry OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])",
               1, &entries, err);
}
