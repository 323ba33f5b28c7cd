#include "server/catalog_prepare.h"

#include "model/mark.h"
#include "pq/query.h"
#include "server/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { FENCE_RANDOM = 16 };

/*
 * The catalog's statistics may be missing or old. Then the planner takes ten thousand rows for one and compares each with
 * each; hashing is never much slower. As joins are written in an order that serves, the planner need not weigh many: in small
 * databases planning is most of what the catalog takes. Compiling (jit) takes longer than any of our queries, and parallel workers
 * are what the lanes are.
 */
static const char set_up[] = "SELECT pg_catalog.set_config(setting.name, setting.value, true)"
                             " FROM (VALUES ('enable_nestloop', 'off'), ('join_collapse_limit', '4'), ('jit', 'off'),"
                             " ('max_parallel_workers_per_gather', '0'),"
                             " ('work_mem', '64MB')) AS setting (name, value)"
                             " JOIN pg_catalog.pg_settings AS known USING (name)";

/* In each run another one, so that no name in the database can hold it. */
static bool make_fence(char fence[CATALOG_FENCE], struct err *err)
{
    unsigned char bytes[FENCE_RANDOM];
    char *at = stpcpy(fence, "~pgsnap:");

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return err_set(err, ERR_FAILED, "the system gives no random bytes");
    for (size_t i = 0; i < sizeof bytes; i++)
        at += sprintf(at, "%02x", bytes[i]);
    strcpy(at, "~");
    return true;
}

static bool prepare_one(struct conn *conn, const char *format, const char *foreign, struct err *err)
{
    static const uint32_t types[] = {SQL_TEXT, SQL_TEXT};
    const char *const values[] = {format, foreign};
    struct rows *rows;

    if (!query_rows(conn, set_up, 0, NULL, NULL, &rows, err))
        return false;
    rows_free(rows);
    if (!query_rows(conn,
                    "SELECT pg_catalog.set_config('pgsnap.mark', $1, true),"
                    " pg_catalog.set_config('pgsnap.foreign_tables', $2, true)",
                    2, types, values, &rows, err))
        return false;
    rows_free(rows);
    return true;
}

bool catalog_prepare(struct conn *const *conns, size_t conns_count, const struct catalog_scope *scope,
                     char fence[CATALOG_FENCE], struct err *err)
{
    bool good = make_fence(fence, err);
    char *format = mark_format(good ? fence : "");
    char *foreign = sql_oid_array(scope->foreign, scope->foreign_count);

    for (size_t i = 0; good && i < conns_count; i++)
        good = prepare_one(conns[i], format, foreign, err);
    free(foreign);
    free(format);
    return good;
}
