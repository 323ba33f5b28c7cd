/*
 * A session whose client has just gone still holds its lock for a moment, hence a second's patience.
 */
#include "server/claim.h"

#include "base/hash.h"
#include "pq/query.h"
#include "server/sql.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TRIES = 20, PAUSE_NS = 50000000 };

/* 1 .. 2^31 - 1. */
static void make_key(const char *name, char key[16])
{
    snprintf(key, 16, "%u", (unsigned)(hash_bytes(name, strlen(name)) & 0x7fffffff) | 1);
}

static bool try_once(struct conn *conn, const char *key, bool *taken, struct err *err)
{
    const char *const values[] = {CLAIM_KEY, key};
    struct rows *rows;

    if (!sql_run(conn, "claim", 2, NULL, values, &rows, err))
        return false;
    *taken = rows_get_bool(rows, 0, rows_column(rows, "taken"));
    rows_free(rows);
    return true;
}

static bool refuse(struct conn *conn, const char *key, const char *name, struct err *err)
{
    const char *const values[] = {CLAIM_KEY, key};
    struct rows *rows = NULL;
    struct err ignored = ERR_INIT;

    if (!sql_run(conn, "claim_holder", 2, NULL, values, &rows, &ignored) || rows_count(rows) == 0) {
        err_set(err, ERR_LOCKED, "another restore of database \"%s\" is running", name);
        err_hint(err, "wait until it has ended");
    } else {
        const char *pid = rows_text(rows, 0, rows_column(rows, "pid"));

        err_set(err, ERR_LOCKED,
                "another restore of database \"%s\" is running: server process %s of user \"%s\", since %s", name, pid,
                rows_text(rows, 0, rows_column(rows, "user")), rows_text(rows, 0, rows_column(rows, "since")));
        err_hint(err,
                 "wait until it has ended; if nobody waits for it any more, end it with SELECT "
                 "pg_terminate_backend(%s)",
                 pid);
    }
    rows_free(rows);
    return false;
}

static bool take(struct conn *conn, const char *key, const char *name, struct err *err)
{
    static const struct timespec pause = {.tv_nsec = PAUSE_NS};

    for (int i = 0; i < TRIES; i++) {
        bool taken;

        if (!try_once(conn, key, &taken, err))
            return false;
        if (taken)
            return true;
        nanosleep(&pause, NULL);
    }
    return refuse(conn, key, name, err);
}

bool claim_database(struct conn *conn, struct err *err)
{
    return take(conn, CLAIM_DATABASE, conn_dbname(conn), err);
}

bool claim_name(struct conn *conn, const char *name, struct err *err)
{
    char key[16];

    make_key(name, key);
    return take(conn, key, name, err);
}

void claim_release(struct conn *conn)
{
    struct err ignored = ERR_INIT;

    if (conn != NULL && conn_is_usable(conn))
        query_exec(conn, "SELECT pg_catalog.pg_advisory_unlock_all()", &ignored);
}
