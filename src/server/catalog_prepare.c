#include "server/catalog_prepare.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/mark.h"
#include "pq/query.h"
#include "server/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { FENCE_RANDOM = 16, SETTINGS = 7 };

/*
 * The catalog's statistics may be missing or old. Then the planner takes ten thousand rows for one and compares each with
 * each, or merges by the table alone and compares each column with each of the parent's; hashing is never much slower. As
 * joins are written in an order that serves, the planner need not weigh many: in small databases planning is most of what
 * the catalog takes. Compiling (jit) takes longer than any of our queries, and parallel workers are what the lanes are.
 */
static const char set_up[] = "SELECT pg_catalog.set_config(setting.name, setting.value, true)"
                             " FROM (VALUES ('enable_nestloop', 'off'), ('enable_mergejoin', 'off'),"
                             " ('join_collapse_limit', '4'), ('jit', 'off'),"
                             " ('max_parallel_workers_per_gather', '0'),"
                             " ('work_mem', '64MB')) AS setting (name, value)"
                             " JOIN pg_catalog.pg_settings AS known USING (name)";

/*
 * Extensions with the comment that CREATE EXTENSION gives them. Every control file is read for this, so that one which is broken,
 * of whatever extension, has it refused: then all comments are taken for somebody's own.
 */
static const char find_commented[] =
    "SELECT coalesce(pg_catalog.array_agg(extension.oid), '{}')::pg_catalog.text"
    " FROM pg_catalog.pg_extension AS extension"
    " JOIN pg_catalog.pg_description AS note ON note.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass"
    " AND note.objoid = extension.oid AND note.objsubid = 0"
    " JOIN pg_catalog.pg_available_extensions() AS available"
    " ON available.name = extension.extname AND available.comment = note.description";

/*
 * In the text of a view, by which regexp_replace puts \1\2\3\5\3\4\6: the values of CYCLE ... SET ... TO value DEFAULT value USING ...
 * Nothing else in a query has SET ... TO, or DEFAULT before USING. Literals and quoted names come first and are left as they are,
 * whatever stands in them; then values (4) with their types (5), which belong before them; then NULLs, which need none.
 */
static const char cycle_values[] = "('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
                                   "|( SET (?:[a-z0-9_]+|\"(?:[^\"]|\"\")*\") TO| DEFAULT)( )(E?'(?:[^']|'')*')::"
                                   "((?:[a-z0-9_., ()]|\"(?:[^\"]|\"\")*\")+)(?= DEFAULT | USING )"
                                   "|( SET (?:[a-z0-9_]+|\"(?:[^\"]|\"\")*\") TO NULL| DEFAULT NULL)::"
                                   "(?:[a-z0-9_., ()]|\"(?:[^\"]|\"\")*\")+(?= DEFAULT | USING )";

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

/* In a subtransaction, so that a refusal leaves the transaction usable. *commented is malloc'd. */
static bool read_commented(struct conn *conn, char **commented, struct err *err)
{
    struct err refusal = ERR_INIT;

    *commented = NULL;
    if (!query_exec(conn, "SAVEPOINT pgsnap_commented", err))
        return false;
    if (query_value(conn, find_commented, commented, &refusal))
        return query_exec(conn, "RELEASE SAVEPOINT pgsnap_commented", err);
    if (refusal.cancelled || !conn_is_usable(conn)) {
        *err = refusal;
        return false;
    }
    log_verbose("comments of extensions cannot be told from those of the server: %s", refusal.message);
    *commented = mem_strdup("{}");
    return query_exec(conn, "ROLLBACK TO SAVEPOINT pgsnap_commented; RELEASE SAVEPOINT pgsnap_commented", err);
}

static bool prepare_one(struct conn *conn, const char *const values[SETTINGS], struct err *err)
{
    static const uint32_t types[SETTINGS] = {SQL_TEXT, SQL_TEXT, SQL_TEXT, SQL_TEXT, SQL_TEXT, SQL_TEXT, SQL_TEXT};
    struct rows *rows;

    if (!query_rows(conn, set_up, 0, NULL, NULL, &rows, err))
        return false;
    rows_free(rows);
    if (!query_rows(conn,
                    "SELECT pg_catalog.set_config('pgsnap.mark', $1, true),"
                    " pg_catalog.set_config('pgsnap.foreign_tables', $2, true),"
                    " pg_catalog.set_config('pgsnap.commented_extensions', $3, true),"
                    " pg_catalog.set_config('pgsnap.cycle_values', $4, true),"
                    " pg_catalog.set_config('pgsnap.large_objects', $5, true),"
                    " pg_catalog.set_config('pgsnap.large_object_groups', $6, true),"
                    " pg_catalog.set_config('pgsnap.extensions', $7, true)",
                    SETTINGS, types, values, &rows, err))
        return false;
    rows_free(rows);
    return true;
}

bool catalog_prepare(struct conn *const *conns, size_t conns_count, const struct catalog_scope *scope,
                     char fence[CATALOG_FENCE], struct err *err)
{
    char *commented = NULL;
    bool good = make_fence(fence, err) && read_commented(conns[0], &commented, err);
    char *format = mark_format(good ? fence : "");
    char *foreign = sql_oid_array(scope->foreign, scope->foreign_count);
    const char *const values[SETTINGS] = {format,
                                          foreign,
                                          commented,
                                          cycle_values,
                                          scope->large_objects ? "t" : "f",
                                          scope->large_object_groups == NULL ? "" : scope->large_object_groups,
                                          scope->extensions ? "t" : "f"};

    for (size_t i = 0; good && i < conns_count; i++)
        good = prepare_one(conns[i], values, err);
    free(commented);
    free(foreign);
    free(format);
    return good;
}
