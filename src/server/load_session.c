#include "server/load_session.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/query.h"
#include "pq/stop.h"
#include "server/claim.h"
#include "server/load_extension.h"
#include "server/load_memory.h"
#include "server/load_resume.h"
#include "server/lock.h"
#include "server/swap.h"

#include <string.h>

/*
 * Beside what every session has (pq/conn.c). Only settings that the server knows. How to add one: a line here.
 *
 * synchronous_commit off lets small transactions not wait for the disk; load.c makes all of them durable at the end.
 * restrict_nonsystem_relation_kind is for dumps: here it would keep materialized views from being filled.
 */
static const char set_up[] = "SELECT pg_catalog.set_config(setting.name, setting.value, false)"
                             " FROM (VALUES ('check_function_bodies', 'off'),"
                             " ('client_min_messages', 'warning'),"
                             " ('default_transaction_read_only', 'off'),"
                             " ('default_transaction_isolation', 'read committed'),"
                             " ('default_transaction_deferrable', 'off'),"
                             " ('default_tablespace', ''),"
                             " ('default_table_access_method', 'heap'),"
                             " ('escape_string_warning', 'off'),"
                             " ('restrict_nonsystem_relation_kind', ''),"
                             " ('synchronous_commit', 'off')"
                             ") AS setting (name, value)"
                             " JOIN pg_catalog.pg_settings AS known USING (name)";

/*
 * SQL_ASCII names no encoding: there is nothing to convert, only bytes to check. The server's own name for its encoding, which the
 * session has already, makes it do that everywhere: from 14 on COPY takes anything in text format from a client that says
 * SQL_ASCII, and a database in UTF8 would then hold what is no UTF8.
 */
static bool set_encoding(struct load *load, struct conn *conn, struct err *err)
{
    const char *encoding = entry_fact(load->toc, "encoding");
    struct err cause = ERR_INIT;
    struct rows *rows;

    if (encoding == NULL || strcmp(encoding, "SQL_ASCII") == 0)
        return true;
    if (!query_rows(conn, "SELECT pg_catalog.set_config('client_encoding', $1, false)", 1, NULL, &encoding, &rows,
                    &cause)) {
        err_set(err, ERR_FAILED, "the archive's encoding %s cannot be converted to that of database \"%s\": %s",
                encoding, conn_dbname(conn), cause.message);
        return err_hint(err, "restore into a database with ENCODING '%s', or let -C create it", encoding);
    }
    rows_free(rows);
    return true;
}

/*
 * Not ALTER TABLE ... DISABLE TRIGGER ALL: that would have to be undone whatever happens, and would enable what was
 * disabled before. In the replica role only triggers that ask for it fire; it ends with the session.
 */
static bool set_replica(struct load *load, struct conn *conn, struct err *err)
{
    struct err cause = ERR_INIT;

    if (!load->options.disable_triggers || query_exec(conn, "SET session_replication_role = replica", &cause))
        return true;
    err_set(err, ERR_FAILED, "triggers cannot be disabled: %s", cause.message);
    return err_hint(err, "that takes a superuser, or from PostgreSQL 15 on a role that was granted SET ON PARAMETER "
                         "session_replication_role");
}

/* So that what is done for a client that is gone ends soon. Not every operating system can tell a server. */
static void watch_client(struct conn *conn)
{
    struct err ignored = ERR_INIT;

    if (conn_version(conn) >= 140000)
        query_exec(conn, "SET client_connection_check_interval = '5s'", &ignored);
}

static bool prepare(struct load *load, struct conn *conn, struct err *err)
{
    struct rows *rows;

    if (!query_rows(conn, set_up, 0, NULL, NULL, &rows, err))
        return false;
    rows_free(rows);
    watch_client(conn);
    return load_memory_start(load, conn, err) && set_encoding(load, conn, err) &&
           load_extension_start(load, conn, err) && load_resume_mark(conn, err);
}

static void publish(struct load *load, struct conn **slot, struct conn *conn)
{
    pthread_mutex_lock(&load->connections);
    *slot = conn;
    pthread_mutex_unlock(&load->connections);
}

static bool check_cancelled(struct load *load, struct err *err)
{
    if (!atomic_load(&load->cancelled))
        return true;
    err_set(err, ERR_FAILED, "the restore was cancelled");
    err->cancelled = true;
    return false;
}

/* A cancellation that came while connecting did not find the connection: it is looked for again once it can be found. */
static bool open_connection(struct load *load, const char *dbname, struct conn **slot, struct err *err)
{
    struct conn *conn = NULL;
    bool opened;

    pthread_mutex_lock(&load->opening);
    opened = check_cancelled(load, err) && conn_open(&load->options.target, dbname, &load->password, &conn, err);
    pthread_mutex_unlock(&load->opening);
    if (!opened)
        return false;
    publish(load, slot, conn);
    return check_cancelled(load, err) && prepare(load, conn, err);
}

/* An event trigger could give what is created to somebody else. */
static const char ask_owner[] = "SELECT CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger"
                                " WHERE evtenabled <> 'D') THEN current_user END";

/*
 * Locks that the lanes hold between commits must leave room for other sessions: all lanes together take half of what the
 * lock table was made for.
 */
static bool ask_limits(struct load *load, struct load_lane *lane, struct err *err)
{
    size_t locks;

    if (!query_value(lane->conn, ask_owner, &lane->owner, err) || !lock_capacity(lane->conn, &locks, err))
        return false;
    lane->most_locks = locks / 2 / load->lanes_count;
    return true;
}

/* Lane 0 lives as long as the restore, so it is the one that keeps others out. */
static bool claim(struct load *load, unsigned lane, struct err *err)
{
    struct conn *conn = load->lanes[0].conn;

    if (lane != 0 || load->options.looks_only)
        return true;
    return (!load->options.resume || load_resume_wait(load, conn, err)) && claim_database(conn, err);
}

/* Every new database has a schema public, which the source may have dropped. Before 15 it is not the database's owner's. */
static bool settle_schemas(struct load *load, unsigned lane, struct conn *conn, struct err *err)
{
    struct err cause = ERR_INIT;

    if (lane != 0 || !load->options.create || entry_fact(load->toc, "without_public") == NULL ||
        query_exec(conn, "DROP SCHEMA IF EXISTS public", &cause))
        return true;
    if (!load_session_survives(load, conn, NULL, &cause, err))
        return false;
    log_warning("the schema public, which the archive does not have, stays: %s", cause.message);
    return true;
}

/* NULL: the one that the target names. */
static const char *lane_database(const struct load *load)
{
    if (load->options.swap != NULL)
        return swap_new(load->options.swap);
    return load->options.create || load->options.created ? entry_fact(load->toc, "database") : NULL;
}

struct conn *load_session_lane(struct load *load, unsigned lane, struct err *err)
{
    struct load_lane *mine = &load->lanes[lane];

    if (!check_cancelled(load, err))
        return NULL;
    if (mine->conn != NULL)
        return mine->conn;
    if (open_connection(load, lane_database(load), &mine->conn, err) && claim(load, lane, err) &&
        settle_schemas(load, lane, mine->conn, err) && set_replica(load, mine->conn, err) &&
        ask_limits(load, mine, err))
        return mine->conn;
    load_session_close(load, &mine->conn);
    return NULL;
}

bool load_session_maintenance(struct load *load, struct err *err)
{
    const char *dbname = entry_fact(load->toc, "database");

    if (load->options.swap != NULL) /* it has its own claim */
        return open_connection(load, swap_maintenance(load->options.swap), &load->maintenance, err);
    return open_connection(load, NULL, &load->maintenance, err) &&
           (load->options.looks_only || claim_name(load->maintenance, dbname, err));
}

void load_session_close(struct load *load, struct conn **slot)
{
    struct conn *conn = *slot;

    publish(load, slot, NULL);
    conn_close(conn);
}

void load_session_cancel(struct load *load)
{
    atomic_store(&load->cancelled, true);
    stop_set(load->stop);
    pthread_mutex_lock(&load->connections);
    if (load->maintenance != NULL)
        conn_cancel(load->maintenance);
    for (unsigned i = 0; i < load->lanes_count; i++)
        if (load->lanes[i].conn != NULL)
            conn_cancel(load->lanes[i].conn);
    pthread_mutex_unlock(&load->connections);
}

bool load_session_fail(struct load *load, const struct entry *what, const struct err *cause, struct err *err)
{
    char name[512];

    if (err_is_set(err))
        return false;
    if (what == NULL)
        err_set(err, ERR_FAILED, "%s", cause->message);
    else
        err_set(err, ERR_FAILED, "%s: %s", entry_describe(what, name, sizeof name), cause->message);
    if (cause->hint[0] != '\0')
        err_hint(err, "%s", cause->hint);
    err->cancelled = cause->cancelled || atomic_load(&load->cancelled);
    return false;
}

/*
 * libpq may notice a lost connection only when it reads: a failure that the server did not report, or with which it took
 * its leave (57P01 and its like), asks for a reading.
 */
static bool is_alive(struct conn *conn)
{
    const char *sqlstate = conn_sqlstate(conn);
    bool asks = *sqlstate == '\0' || strncmp(sqlstate, "57P", 3) == 0;
    struct err ignored = ERR_INIT;

    if (conn_is_usable(conn) && asks)
        query_exec(conn, "SELECT", &ignored);
    return conn_is_usable(conn);
}

/* Whatever would come next fails too: better to stop, so that there can be made space and the restore goes on. */
static bool is_disk_full(const struct conn *conn)
{
    return strcmp(conn_sqlstate(conn), "53100") == 0;
}

bool load_session_survives(struct load *load, struct conn *conn, const struct entry *what, const struct err *cause,
                           struct err *err)
{
    if (!cause->cancelled && !atomic_load(&load->cancelled) && !is_disk_full(conn) && is_alive(conn))
        return true;
    return load_session_fail(load, what, cause, err);
}

char *load_session_message(const struct err *cause)
{
    if (cause->hint[0] == '\0')
        return mem_strdup(cause->message);
    return mem_printf("%s\nhint: %s", cause->message, cause->hint);
}
