#include "server/snapshot.h"

#include "pq/query.h"
#include "server/sql.h"

#include <stdlib.h>

/*
 * TimeZone and quote_all_identifiers: rows of timestamptz and of regclass must be the same text, and have the same digest,
 * wherever pgsnap runs.
 * restrict_nonsystem_relation_kind: a view that was put in the place of a table must not run its owner's functions as us.
 */
static const char set_up[] = "SELECT pg_catalog.set_config(setting.name, setting.value, false)"
                             " FROM (VALUES ('TimeZone', 'UTC'), ('quote_all_identifiers', 'off'),"
                             " ('restrict_nonsystem_relation_kind', $1), ('row_security', $2)"
                             ") AS setting (name, value)"
                             " JOIN pg_catalog.pg_settings AS known USING (name)";

bool snapshot_prepare(struct conn *conn, bool foreign_data, bool row_security, struct err *err)
{
    static const uint32_t types[] = {SQL_TEXT, SQL_TEXT};
    const char *const values[] = {foreign_data ? "view" : "view, foreign-table", row_security ? "on" : "off"};
    struct rows *rows = NULL;
    bool ok = query_rows(conn, set_up, 2, types, values, &rows, err);

    rows_free(rows);
    return ok;
}

bool snapshot_begin(struct conn *conn, bool deferrable, struct err *err)
{
    return query_exec(conn,
                      deferrable ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE"
                                 : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                      err);
}

bool snapshot_import(struct conn *conn, const char *snapshot, struct err *err)
{
    char *quoted = query_literal(conn, snapshot, err);
    struct err cause = ERR_INIT;
    bool ok = quoted != NULL && query_exec_format(conn, &cause, "SET TRANSACTION SNAPSHOT %s", quoted);

    free(quoted);
    if (ok)
        return true;
    err_set(err, ERR_FAILED, "could not use snapshot \"%s\": %s", snapshot, cause.message);
    return err_hint(err, "the transaction that exported it must still be open, in the same database");
}

bool snapshot_join(struct conn *conn, const char *snapshot, struct err *err)
{
    /* REPEATABLE READ also when the leader is deferrable: its snapshot is a safe one. */
    return snapshot_begin(conn, false, err) && snapshot_import(conn, snapshot, err);
}

bool snapshot_export(struct conn *conn, char **snapshot, struct err *err)
{
    struct err cause = ERR_INIT;

    if (query_value(conn, "SELECT pg_catalog.pg_export_snapshot()", snapshot, &cause) && *snapshot != NULL)
        return true;
    if (!err_is_set(err))
        err->cancelled = cause.cancelled;
    err_set(err, ERR_FAILED, "could not share the snapshot with other connections: %s", cause.message);
    return err_hint(err, "with -j 1 it is not needed");
}
