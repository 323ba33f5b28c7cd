/*
 * The new database: made from the archive's own statement, because its encoding and locale must suit the archive's rows. All else that
 * belongs to a database is the live one's: owner, rights, settings, limit, comment, labels. Whether those can be set is tried before
 * the rows are loaded, and they are set, as they are by then, when everything else is done: a setting like a timeout must not hit
 * the restore.
 */
#include "base/arena.h"
#include "base/log.h"
#include "model/readdress.h"
#include "server/sql.h"
#include "server/swap_state.h"

#include <stdlib.h>
#include <string.h>

struct properties {
    char *owner;
    char *statements; /* of the live database; "" when there are none */
};

static void take_properties(struct properties *properties, const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (strcmp(rows_text(rows, i, rows_column(rows, "kind")), "DATABASE") == 0) {
            free(properties->owner);
            properties->owner = mem_strdup(rows_text(rows, i, rows_column(rows, "owner")));
        } else {
            free(properties->statements);
            properties->statements = mem_strdup(rows_text(rows, i, rows_column(rows, "create")));
        }
    }
}

/* database.sql speaks of the database that it is run in. */
static bool read_properties(struct swap *swap, struct properties *properties, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY, SQL_OID_ARRAY, SQL_BOOL};
    static const char *const values[] = {"{}", "{}", "t"};
    struct conn *conn;
    struct rows *rows;
    bool ok;

    *properties = (struct properties){.owner = mem_strdup(""), .statements = mem_strdup("")};
    if (!conn_open(&swap->options.target, swap->live, &swap->password, &conn, err))
        return false;
    ok = query_exec(conn, "SET pgsnap.mark = '%3$s'", err) && sql_run(conn, "database", 3, types, values, &rows, err);
    if (ok) {
        take_properties(properties, rows);
        rows_free(rows);
    }
    conn_close(conn);
    return ok;
}

static bool run_and_free(struct conn *conn, char *sql, struct err *err)
{
    bool ok = sql != NULL && query_exec(conn, sql, err);

    free(sql);
    return ok;
}

static bool set_properties(struct swap *swap, const struct properties *properties, struct err *err)
{
    char *quoted = swap_statement(swap, swap->fresh, "", "", "quoted", err);
    char *statements;
    bool ok;

    if (quoted == NULL)
        return false;
    statements = readdress_statements(properties->statements, quoted);
    free(quoted);
    ok = run_and_free(swap->conn, swap_statement(swap, swap->fresh, properties->owner, "", "own", err), err) &&
         query_exec(swap->conn, statements, err);
    free(statements);
    return ok;
}

/* In one transaction, which is rolled back when it was only a trial. */
static bool dress(struct swap *swap, bool trial, struct err *err)
{
    struct properties properties = {.owner = NULL};
    struct err cause = ERR_INIT;
    bool ok =
        read_properties(swap, &properties, &cause) && query_exec(swap->conn, "BEGIN", &cause) &&
        set_properties(swap, &properties, &cause) &&
        (trial ||
         run_and_free(swap->conn, swap_statement(swap, swap->fresh, "", swap->restored, "rename", &cause), &cause)) &&
        query_exec(swap->conn, trial ? "ROLLBACK" : "COMMIT", &cause);
    struct err ignored = ERR_INIT;

    free(properties.owner);
    free(properties.statements);
    if (ok)
        return true;
    if (conn_is_usable(swap->conn))
        query_exec(swap->conn, "ROLLBACK", &ignored);
    err_set(err, ERR_FAILED, "the new database cannot get the properties of database \"%s\": %s", swap->live,
            cause.message);
    return cause.hint[0] == '\0' ? false : err_hint(err, "%s", cause.hint);
}

bool swap_new_create(struct swap *swap, struct conn *conn, const char *create, struct err *err)
{
    char *quoted = swap_statement(swap, swap->fresh, "", "", "quoted", err);
    char *sql;
    bool ok;

    if (quoted == NULL)
        return false;
    sql = readdress_statements(create, quoted);
    free(quoted);
    swap->stage = SWAP_MADE;
    log_verbose("restoring into new database \"%s\"", swap->fresh);
    ok = query_exec(conn, sql, err);
    free(sql);
    return ok && (swap->options.scratch != NULL || dress(swap, true, err));
}

bool swap_new_dress(struct swap *swap, struct err *err)
{
    if (!swap_revive(swap, err) || !swap_choose_names(swap, err) || !dress(swap, false, err))
        return false;
    free(swap->fresh);
    swap->fresh = mem_strdup(swap->restored);
    swap->stage = SWAP_COMPLETE;
    return true;
}

/*
 * A database that has a subscription cannot be dropped. That of the archive has never been connected to its publisher, where
 * nothing is to be done for it therefore.
 */
static void drop_subscriptions(const struct swap *swap)
{
    static const char find[] =
        "SELECT pg_catalog.format('ALTER SUBSCRIPTION %1$I DISABLE; ALTER SUBSCRIPTION %1$I SET (slot_name = NONE);"
        " DROP SUBSCRIPTION %1$I', s.subname) FROM pg_catalog.pg_subscription AS s"
        " JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()";
    struct conn_target target = swap->options.target;
    struct err ignored = ERR_INIT; /* dropping the database says why it cannot be dropped */
    struct conn *conn = NULL;
    struct rows *rows = NULL;
    char *password = swap->password == NULL ? NULL : mem_strdup(swap->password);

    target.stop = NULL;
    if (conn_open(&target, swap->fresh, &password, &conn, &ignored) &&
        query_rows(conn, find, 0, NULL, NULL, &rows, &ignored))
        for (size_t i = 0; i < rows_count(rows); i++)
            query_exec(conn, rows_text(rows, i, 0), &ignored);
    rows_free(rows);
    conn_close(conn);
    free(password);
}

/*
 * WITH (FORCE) is for superusers only while autovacuum is there, which comes to new tables: only a plain DROP DATABASE sends it away.
 */
static bool drop_fresh(struct swap *swap, struct err *err)
{
    struct err cause = ERR_INIT;

    if (run_and_free(swap->conn, swap_statement(swap, swap->fresh, "", "", "drop", &cause), &cause))
        return true;
    return run_and_free(swap->conn, swap_statement(swap, swap->fresh, "", "", "plain_drop", err), err);
}

bool swap_new_discard(struct swap *swap)
{
    struct err cause = ERR_INIT, first = ERR_INIT;
    bool dropped;

    if (swap->stage != SWAP_MADE)
        return false;
    dropped = swap_revive(swap, &cause);
    if (dropped && !drop_fresh(swap, &first)) {
        drop_subscriptions(swap);
        dropped = drop_fresh(swap, &cause);
    }
    if (dropped) {
        log_verbose("dropped the new database \"%s\"", swap->fresh);
        swap->stage = SWAP_NOTHING;
        return true;
    }
    log_warning("the new database \"%s\", which is %s, could not be dropped; the next such run says how: %s",
                swap->fresh, swap->options.scratch != NULL ? "not needed any more" : "not complete", cause.message);
    return true;
}
