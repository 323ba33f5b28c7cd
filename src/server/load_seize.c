/*
 * Who drops a table waits until nobody uses it, and whoever comes meanwhile waits behind. In a transaction that drops many, what
 * is dropped or locked already is held while the next one is waited for: an application that has the next one and wants one of
 * those waits for us as we for it. The server ends one of the two as a deadlock after a second, often the application's.
 *
 * So nobody waits for long, until all is in hand: the tables are locked first, before anything is done that would have to be undone, all
 * of them within half a second. When that is not enough, or something that cannot be locked beforehand (a sequence, a materialized
 * view) is in use, all is let go, so that the others can go on, and begun anew. Autovacuum alone gives way by itself, and only to
 * somebody who waits for longer, so now and then an attempt does. Only the last attempt waits as the user wants, which
 * is for ever unless he says otherwise: a session that sits idle in a transaction must end before anything can be dropped.
 */
#include "server/load_seize.h"

#include "base/buf.h"
#include "base/log.h"
#include "pq/stop.h"
#include "server/load_holders.h"
#include "server/load_session.h"
#include "server/lock.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

enum {
    ATTEMPTS = 60,
    LOCKED_IN_MILLISECOND = 10, /* tables, at least, that are free */
    LAST_ATTEMPTS = 5,          /* that wait as long as it takes: deadlocks can still end them */
    RELIEF = 10,                /* each tenth attempt waits for autovacuum, if it is at work */
    /* Milliseconds for that, and for the last attempt where the user limits the waiting: autovacuum gives way when somebody waits
     * for longer than deadlock_timeout. */
    LONG = 1500
};

/*
 * Milliseconds that an attempt waits for the tables, and the pause without any lock after it; then from the start again. Among short
 * transactions it is not how long an attempt waits that makes it succeed, but when it begins.
 */
static const unsigned patience[] = {50, 100, 200, LOCK_PATIENCE};

static const char lock_not_available[] = "55P03", deadlock_detected[] = "40P01";
static const char query_canceled[] = "57014"; /* by statement_timeout, too */

static unsigned count_milliseconds(const struct timespec *since)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned)((now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000);
}

/* It belongs to no user; a role without rights does not see more of it. */
static bool is_vacuuming(struct conn *conn)
{
    struct err ignored = ERR_INIT;
    char *found = NULL;
    bool is = query_value(conn,
                          "SELECT pg_catalog.bool_or(usesysid IS NULL) FROM pg_catalog.pg_stat_activity"
                          " WHERE datname = pg_catalog.current_database()",
                          &found, &ignored) &&
              found != NULL && strcmp(found, "t") == 0;

    free(found);
    return is;
}

static unsigned choose_patience(const struct load_seize *seize, struct conn *conn)
{
    if (seize->attempts % RELIEF == 0 && is_vacuuming(conn))
        return LONG;
    return patience[(seize->attempts - 1) % (sizeof patience / sizeof patience[0])];
}

static bool is_last(const struct load_seize *seize)
{
    if (seize->limit > 0)
        return count_milliseconds(&seize->first) + 2 * seize->patience + LONG > seize->limit;
    return seize->attempts > ATTEMPTS;
}

static bool list_names(struct conn *conn, const struct entry *const *list, size_t count, struct rows **names,
                       struct err *err)
{
    char *arrays[2];
    bool ok;

    load_holders_relations(list, count, arrays);
    ok = sql_run(conn, "seize", 2, NULL, (const char *const *)arrays, names, err);
    free(arrays[0]);
    free(arrays[1]);
    return ok;
}

/* What prevents it for another reason will prevent the drop, or not: that is told then. */
static bool lock_names(struct load_seize *seize, struct load *load, struct conn *conn, const struct rows *names,
                       struct err *err)
{
    struct err cause = ERR_INIT;
    struct buf sql = {0};
    bool done;

    if (!query_exec_format(conn, err, "SAVEPOINT pgsnap_seize; SET LOCAL statement_timeout = %zu",
                           seize->patience + rows_count(names) / LOCKED_IN_MILLISECOND))
        return false;
    for (size_t i = 0; i < rows_count(names); i++)
        buf_printf(&sql, "%s%s", i == 0 ? "LOCK TABLE " : ", ", rows_text(names, i, rows_column(names, "name")));
    done = query_exec(conn, buf_text(&sql), &cause);
    buf_free(&sql);
    if (!done && !load_session_survives(load, conn, NULL, &cause, err))
        return false;
    seize->is_late = !done && strcmp(conn_sqlstate(conn), query_canceled) == 0;
    if (!done && load_seize_is_late(seize, conn))
        return err_set(err, ERR_FAILED, "%s", cause.message);
    return query_exec(conn,
                      done ? "RELEASE SAVEPOINT pgsnap_seize; SET LOCAL statement_timeout = 0;"
                             " SET LOCAL lock_timeout = '100ms'" /* others wait for the tables meanwhile */
                           : "ROLLBACK TO SAVEPOINT pgsnap_seize; RELEASE SAVEPOINT pgsnap_seize",
                      err);
}

static bool begin(const struct load_seize *seize, struct conn *conn, struct err *err)
{
    unsigned timeout = seize->is_last ? seize->limit : seize->patience;

    return query_exec(conn, "BEGIN", err) &&
           (timeout == 0 || query_exec_format(conn, err, "SET LOCAL lock_timeout = %u", timeout));
}

bool load_seize_begin(struct load_seize *seize, struct load *load, struct conn *conn, const struct entry *const *list,
                      size_t count, struct err *err)
{
    struct rows *names = NULL;
    bool ok;

    if (seize->attempts++ == 0)
        clock_gettime(CLOCK_MONOTONIC, &seize->first);
    seize->limit = load->options.lock_wait_timeout;
    seize->is_late = false;
    seize->patience = choose_patience(seize, conn);
    seize->is_last = is_last(seize);
    if (seize->is_last || count == 0)
        return begin(seize, conn, err);
    ok = list_names(conn, list, count, &names, err) && begin(seize, conn, err) &&
         (rows_count(names) == 0 || lock_names(seize, load, conn, names, err));
    rows_free(names);
    return ok;
}

bool load_seize_is_late(struct load_seize *seize, const struct conn *conn)
{
    const char *sqlstate = conn_sqlstate(conn);

    if (strcmp(sqlstate, deadlock_detected) == 0)
        seize->is_late = !seize->is_last || (seize->limit == 0 && seize->attempts < ATTEMPTS + LAST_ATTEMPTS);
    else if (strcmp(sqlstate, lock_not_available) == 0)
        seize->is_late = !seize->is_last;
    return seize->is_late;
}

bool load_seize_end(const struct load_seize *seize, struct conn *conn, struct err *err)
{
    return seize->is_last || query_exec_format(conn, err, "SET LOCAL lock_timeout = %u", seize->limit);
}

bool load_seize_again(const struct load_seize *seize, const struct load *load, struct conn *conn,
                      const struct err *cause)
{
    struct err ignored = ERR_INIT;

    if (!seize->is_late || !conn_is_usable(conn) || !query_exec(conn, "ROLLBACK", &ignored))
        return false;
    log_verbose("beginning anew to drop: %s", cause->message);
    stop_pause(load->stop, (int)seize->patience);
    return !atomic_load(&load->cancelled);
}
