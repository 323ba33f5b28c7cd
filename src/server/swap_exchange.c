/*
 * Both renamings are one transaction. Sessions are ended from a second connection while the first waits in ALTER DATABASE ... RENAME:
 * from then on the server lets nobody in, so that those that are ended cannot come back (server/swap.c).
 */
#include "base/arena.h"
#include "base/log.h"
#include "server/sql.h"
#include "server/swap_sessions.h"
#include "server/swap_state.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAUSE_NS = 100000000, PATIENCE = 20, ROUNDS = 40, TRIES = 3 };

static const char object_in_use[] = "55006";

static void rest(void)
{
    static const struct timespec pause = {.tv_nsec = PAUSE_NS};

    nanosleep(&pause, NULL);
}

/* Also waits a little: our own sessions, which have just been closed, end a moment later. */
static bool check_free(struct swap *swap, const char *database, struct err *err)
{
    struct swap_sessions sessions;

    for (int i = 0;; i++) {
        if (!swap_sessions_read(swap->conn, database, &sessions, err))
            return false;
        if (sessions.count == 0 || i >= PATIENCE)
            break;
        swap_sessions_free(&sessions);
        rest();
    }
    if (sessions.count > 0) {
        err_set(err, ERR_FAILED, "database \"%s\" is used by %zu session%s:%s", database, sessions.count,
                sessions.count == 1 ? "" : "s", sessions.list);
        err_hint(err, "end them first, or let --end-connections do so");
    }
    swap_sessions_free(&sessions);
    return !err_is_set(err);
}

/* Until nobody is there any more. */
static bool end_sessions(struct conn *conn, const char *database, struct err *err)
{
    size_t most = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct swap_sessions sessions;
        bool done, ok;

        rest();
        if (!swap_sessions_read(conn, database, &sessions, err))
            return false;
        done = sessions.count == 0;
        most = sessions.count > most ? sessions.count : most;
        ok = done || swap_sessions_end(conn, database, &sessions, err);
        swap_sessions_free(&sessions);
        if (!ok)
            return false;
        if (done)
            break;
    }
    if (most > 0)
        log_info("ended the sessions that used database \"%s\": %zu", database, most);
    return true;
}

struct renaming {
    struct swap *swap;
    struct conn *helper; /* ends sessions; NULL: they are not to be ended */
    char *away, *here;   /* the two statements */
};

static bool rename_one(const struct renaming *renaming, const char *database, const char *sql, struct err *err)
{
    struct conn *conn = renaming->swap->conn;
    struct rows *rows = NULL;
    struct err ending = ERR_INIT;
    bool renamed;

    if (renaming->helper == NULL)
        return query_exec(conn, sql, err);
    if (!query_start(conn, sql, 0, NULL, NULL, err))
        return false;
    end_sessions(renaming->helper, database, &ending);
    renamed = query_collect(conn, &rows, err);
    rows_free(rows);
    if (!renamed && err_is_set(&ending))
        err_hint(err, "the sessions could not be ended: %.500s", ending.message);
    return renamed;
}

static bool rename_both(const struct renaming *renaming, struct err *err)
{
    struct swap *swap = renaming->swap;
    struct err ignored = ERR_INIT;

    if (query_exec(swap->conn, "BEGIN", err) &&
        (!swap->live_exists || rename_one(renaming, swap->live, renaming->away, err)) &&
        rename_one(renaming, swap->fresh, renaming->here, err) && query_exec(swap->conn, "COMMIT", err))
        return true;
    if (conn_is_usable(swap->conn))
        query_exec(swap->conn, "ROLLBACK", &ignored);
    return false;
}

/* Somebody may get in between before the lock is there. */
static bool rename_patiently(const struct renaming *renaming, struct err *err)
{
    int tries = renaming->helper == NULL ? 1 : TRIES;

    for (int i = 1; !rename_both(renaming, err); i++) {
        if (i >= tries || strcmp(conn_sqlstate(renaming->swap->conn), object_in_use) != 0)
            return false;
        err_clear(err);
    }
    return true;
}

/* When the connection is lost while the transaction ends, only the names tell whether it was done. */
static bool was_renamed(struct swap *swap)
{
    struct err ignored = ERR_INIT;
    bool exists = false;

    return !conn_is_usable(swap->conn) && swap_revive(swap, &ignored) &&
           swap_exists(swap, swap->fresh, &exists, &ignored) && !exists;
}

static bool prepare(struct renaming *renaming, struct err *err)
{
    struct swap *swap = renaming->swap;
    const char *values[3];
    struct rows *rows;

    if (!swap_revive(swap, err) || !swap_choose_names(swap, err))
        return false;
    if (swap->options.end_connections &&
        !conn_open(&swap->options.target, swap->maintenance, &swap->password, &renaming->helper, err))
        return false;
    values[0] = swap->live;
    values[1] = swap->old;
    values[2] = swap->fresh;
    if (!sql_run(swap->conn, "swap_statements", 3, NULL, values, &rows, err))
        return false;
    renaming->away = mem_strdup(rows_text(rows, 0, rows_column(rows, "away")));
    renaming->here = mem_strdup(rows_text(rows, 0, rows_column(rows, "here")));
    rows_free(rows);
    return renaming->helper != NULL || (check_free(swap, swap->live, err) && check_free(swap, swap->fresh, err));
}

static bool fail(const struct swap *swap, const struct err *cause, struct err *err)
{
    if (swap->options.back) {
        err_set(err, cause->code, "nothing was renamed: %s", cause->message);
        return cause->hint[0] == '\0' ? false : err_hint(err, "%s", cause->hint);
    }
    err_set(err, cause->code, "the restored database is complete and kept as \"%s\", but nothing was renamed: %s",
            swap->fresh, cause->message);
    return err_hint(err,
                    "\"pgsnap restore --swap-back --kept %s\" with -d as now puts it in place, with --end-connections "
                    "also while database \"%s\" is used",
                    swap->fresh, swap->live);
}

bool swap_exchange(struct swap *swap, struct err *err)
{
    struct renaming renaming = {.swap = swap};
    struct err cause = ERR_INIT, ignored = ERR_INIT;
    bool done = prepare(&renaming, &cause) && (rename_patiently(&renaming, &cause) || was_renamed(swap));

    conn_close(renaming.helper);
    free(renaming.away);
    free(renaming.here);
    if (!done)
        return fail(swap, &cause, err);
    swap->stage = SWAP_EXCHANGED;
    if (swap->live_exists)
        swap->drop_old = swap_statement(swap, swap->old, "", "", "plain_drop", &ignored);
    return true;
}
