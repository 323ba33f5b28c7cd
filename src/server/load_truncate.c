/*
 * Rows that a COPY freezes need not be visited again by the first VACUUM, and with wal_level = minimal the server writes no WAL
 * for a table that was emptied in the same transaction. That takes one transaction for all rows of a table. Where some
 * are there already, or others could come, there is none: a TRUNCATE would remove them. So the table must have been made
 * by this restore, none of its rows may be committed, and nobody else may load it (load->options.freeze).
 */
#include "server/load_truncate.h"

#include "base/arena.h"
#include "pq/query.h"
#include "server/load_clean.h"

#include <stdlib.h>
#include <string.h>

static const char write_truncate[] =
    "SELECT pg_catalog.format('TRUNCATE ONLY %I.%I', $1::pg_catalog.text, $2::pg_catalog.text)"
    " WHERE pg_catalog.starts_with($3::pg_catalog.text, pg_catalog.format('COPY %I.%I ', $1, $2))";

char *load_truncate_sql(struct load *load, struct conn *conn, const struct entry *entry)
{
    const struct entry *table = entry_find(load->toc, entry->parent);
    struct err ignored = ERR_INIT;
    struct rows *rows = NULL;
    char *sql = NULL;

    if (table == NULL || load_outcome_state(&load->outcome, table->id) != LOAD_MADE)
        return NULL;

    const char *values[] = {table->schema, table->name, entry->load};
    if (query_rows(conn, write_truncate, 3, NULL, values, &rows, &ignored) && rows_get(rows, 0, 0) != NULL)
        sql = mem_strdup(rows_get(rows, 0, 0));
    rows_free(rows);
    return sql;
}

static bool may_freeze(struct load *load, const struct load_lane *lane, const struct entry *entry)
{
    return load->options.freeze && lane->frozen == 0 && strcmp(entry->kind, "TABLE DATA") == 0 &&
           !load_outcome_has_committed(&load->outcome, entry->id) &&
           load_clean_transaction(load, (unsigned)(lane - load->lanes)) == LOAD_NO_TRANSACTION;
}

bool load_truncate_begin(struct load *load, struct load_lane *lane, const struct entry *entry, struct err *err)
{
    char *truncate = may_freeze(load, lane, entry) ? load_truncate_sql(load, lane->conn, entry) : NULL;
    bool ok;

    if (truncate == NULL)
        return true;
    ok = query_exec(lane->conn, "BEGIN", err);
    if (ok) {
        lane->frozen = entry->id;
        ok = query_exec(lane->conn, truncate, err);
    }
    free(truncate);
    if (!ok)
        load_truncate_abandon(lane);
    return ok;
}

bool load_truncate_commit(struct load_lane *lane, struct err *err)
{
    lane->frozen = 0;
    return query_exec(lane->conn, load_clean_commit, err);
}

void load_truncate_abandon(struct load_lane *lane)
{
    struct err ignored = ERR_INIT;

    if (lane->frozen != 0 && conn_is_usable(lane->conn))
        query_exec(lane->conn, "ROLLBACK", &ignored);
    lane->frozen = 0;
}
