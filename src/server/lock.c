#include "server/lock.h"

#include "base/buf.h"
#include "server/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * ACCESS SHARE conflicts only with ACCESS EXCLUSIVE, so a dump hinders nobody but those who alter tables. The tables are
 * locked by name, in batches, before the transaction has a snapshot: what the snapshot then shows under these names is
 * what is locked (extract.c compares). ONLY, because partitions and children are in the list by themselves.
 */

enum { BATCH = 1000 };

static const char lock_not_available[] = "55P03", undefined_table[] = "42P01", out_of_memory[] = "53200",
                  undefined_schema[] = "3F000", wrong_object_type[] = "42809", deadlock_detected[] = "40P01";

/*
 * The lock table is made for max_locks_per_transaction times the processes that there may be, and takes some more while
 * shared memory is left: one transaction alone gets about half as much again. So only what is beyond that is refused;
 * the server decides about the rest. The value that is asked for has a tenth to spare.
 */
#define SLOTS                                                                                                          \
    "(SELECT pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8 AS per_transaction,"             \
    " pg_catalog.sum(setting::pg_catalog.int8) AS processes FROM pg_catalog.pg_settings"                               \
    " WHERE name IN ('max_connections', 'max_prepared_transactions', 'autovacuum_max_workers', "                       \
    "'max_worker_processes',"                                                                                          \
    " 'max_wal_senders')) AS slots"

static const char capacity[] =
    "SELECT slots.per_transaction, slots.per_transaction * slots.processes AS capacity,"
    " pg_catalog.ceil($1::pg_catalog.numeric * 1.1 / slots.processes) AS needed"
    " FROM " SLOTS " WHERE $1::pg_catalog.numeric > 1.5 * slots.per_transaction * slots.processes + 500";

bool lock_foresee(struct conn *conn, size_t locks, const char *what, const char *elsewise, struct err *problem,
                  struct err *err)
{
    char number[32];
    const char *values[] = {number};
    struct rows *rows;

    snprintf(number, sizeof number, "%zu", locks);
    if (!query_rows(conn, capacity, 1, NULL, values, &rows, err))
        return false;
    if (rows_count(rows) > 0) {
        err_set(problem, ERR_FAILED, "%s takes about %zu locks, and the server has room for %s", what, locks,
                rows_get(rows, 0, rows_column(rows, "capacity")));
        err_hint(problem, "set max_locks_per_transaction = %s (it is %s) on the server and restart it%s%s",
                 rows_get(rows, 0, rows_column(rows, "needed")),
                 rows_get(rows, 0, rows_column(rows, "per_transaction")), elsewise == NULL ? "" : "; or ",
                 elsewise == NULL ? "" : elsewise);
    }
    rows_free(rows);
    return true;
}

bool lock_capacity(struct conn *conn, size_t *locks, struct err *err)
{
    struct rows *rows;

    if (!query_rows(conn, "SELECT slots.per_transaction * slots.processes FROM " SLOTS, 0, NULL, NULL, &rows, err))
        return false;
    *locks = (size_t)rows_get_number(rows, 0, 0);
    rows_free(rows);
    return true;
}

/* Reading a sequence holds its lock until the end in servers that have no function for it. */
size_t lock_count(const struct conn *conn, const struct relations *relations, bool data)
{
    enum { READS_SEQUENCES = 180000 };
    bool sequences = data && conn_version(conn) < READS_SEQUENCES;
    size_t count = 0;

    for (size_t i = 0; i < relations->count; i++)
        count += relations_is_table(&relations->list[i]) || (sequences && relations->list[i].relkind == 'S');
    return count;
}

/* Puts up to BATCH tables from *next on into the statement; returns how many. */
static size_t write_batch(const struct relations *relations, size_t *next, struct buf *sql)
{
    size_t count = 0;

    buf_reset(sql);
    buf_add_text(sql, "LOCK TABLE ");
    while (*next < relations->count && count < BATCH) {
        const struct relation *relation = &relations->list[(*next)++];

        if (relations_is_table(relation))
            buf_printf(sql, "%sONLY %s", count++ > 0 ? ", " : "", relation->quoted);
    }
    buf_add_text(sql, " IN ACCESS SHARE MODE");
    return count;
}

/* Who holds or waits for ACCESS EXCLUSIVE on one of these relations, as far as this role may see it. */
static void add_holders(struct conn *conn, const struct relations *relations, size_t first, size_t next,
                        struct buf *text)
{
    static const uint32_t types[] = {SQL_OID_ARRAY};
    char *oids = sql_oid_array(relations->oids + first, next - first);
    const char *values[] = {oids};
    struct rows *rows = NULL;
    struct err ignored = ERR_INIT;

    if (sql_run(conn, "lock_holders", 1, types, values, &rows, &ignored))
        for (size_t i = 0; i < rows_count(rows); i++)
            buf_printf(text, "%s%s", i > 0 ? "; " : ": ", rows_text(rows, i, rows_column(rows, "holder")));
    rows_free(rows);
    free(oids);
}

static enum lock_outcome fail_by_timeout(struct conn *conn, const struct relations *relations, size_t first,
                                         size_t next, unsigned timeout, struct err *err)
{
    struct buf text = {0};
    struct err ignored = ERR_INIT;

    query_exec(conn, "ROLLBACK", &ignored);
    add_holders(conn, relations, first, next, &text);
    err_set(err, ERR_FAILED, "could not lock the tables from %s to %s within %u ms%s", relations->list[first].quoted,
            relations->list[next - 1].quoted, timeout,
            text.used > 0 ? buf_text(&text) : ": somebody alters one of them");
    err_hint(err, "wait for that transaction or end it, or give --lock-wait-timeout more time");
    buf_free(&text);
    return LOCK_LATE;
}

static enum lock_outcome lock_batch(struct conn *conn, const char *sql, const struct relations *relations, size_t first,
                                    size_t next, unsigned timeout, struct err *err)
{
    struct err cause = ERR_INIT;
    const char *state;

    if (query_exec(conn, sql, &cause))
        return LOCK_DONE;
    state = conn_sqlstate(conn);
    if (strcmp(state, undefined_table) == 0 || strcmp(state, undefined_schema) == 0 ||
        strcmp(state, wrong_object_type) == 0)
        return LOCK_GONE;
    if (strcmp(state, lock_not_available) == 0 && timeout > 0)
        return fail_by_timeout(conn, relations, first, next, timeout, err);
    if (!err_is_set(err))
        err->cancelled = cause.cancelled;
    err_set(err, ERR_FAILED, "could not lock the tables: %s", cause.message);
    if (strcmp(state, out_of_memory) == 0)
        err_hint(err, "this dump takes about %zu locks: raise max_locks_per_transaction on the server and restart it",
                 relations->count);
    return strcmp(state, deadlock_detected) == 0 ? LOCK_LATE : LOCK_FAILED;
}

enum lock_outcome lock_tables(struct conn *conn, const struct relations *relations, unsigned timeout, struct err *err)
{
    struct buf sql = {0};
    enum lock_outcome outcome = LOCK_DONE;

    if (timeout > 0 && !query_exec_format(conn, err, "SET LOCAL lock_timeout = %u", timeout))
        return LOCK_FAILED;
    for (size_t next = 0; outcome == LOCK_DONE && next < relations->count;) {
        size_t first = next;

        if (write_batch(relations, &next, &sql) > 0)
            outcome = lock_batch(conn, buf_text(&sql), relations, first, next, timeout, err);
    }
    buf_free(&sql);
    if (outcome == LOCK_DONE && timeout > 0 && !query_exec(conn, "SET LOCAL lock_timeout = 0", err))
        return LOCK_FAILED;
    return outcome;
}
