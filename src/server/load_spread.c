/*
 * The server does the work, so one thread keeps all connections busy: each gets the next statement as soon as it is done
 * with one.
 */
#include "server/load_spread.h"

#include "base/arena.h"
#include "pq/query.h"
#include "server/load_session.h"

#include <stdlib.h>

struct spread {
    struct load *load;
    const char *const *statements;
    size_t count;
    char **failures;
    size_t started;
    struct conn **busy;
    size_t *running; /* per busy connection: its statement */
    size_t busy_count;
};

static bool note_failure(const struct spread *spread, struct conn *conn, size_t statement, const struct err *cause,
                         struct err *err)
{
    if (!load_session_survives(spread->load, conn, NULL, cause, err))
        return false;
    spread->failures[statement] = load_session_message(cause);
    return true;
}

/* Gives the connection the next statement, if one is left. */
static bool start_next(struct spread *spread, struct conn *conn, struct err *err)
{
    while (spread->started < spread->count) {
        size_t statement = spread->started++;
        struct err cause = ERR_INIT;

        if (query_start(conn, spread->statements[statement], 0, NULL, NULL, &cause)) {
            spread->busy[spread->busy_count] = conn;
            spread->running[spread->busy_count++] = statement;
            return true;
        }
        if (!note_failure(spread, conn, statement, &cause, err))
            return false;
    }
    return true;
}

/* Waits for one answer, and gives that connection the next statement. */
static bool advance(struct spread *spread, struct err *err)
{
    size_t slot, statement, last = spread->busy_count - 1;
    struct rows *rows = NULL;
    struct err cause = ERR_INIT;
    struct conn *conn;

    if (!query_wait(spread->busy, spread->busy_count, &slot, err))
        return false;
    conn = spread->busy[slot];
    statement = spread->running[slot];
    spread->busy[slot] = spread->busy[last];
    spread->running[slot] = spread->running[last];
    spread->busy_count = last;
    if (query_collect(conn, &rows, &cause))
        rows_free(rows);
    else if (!note_failure(spread, conn, statement, &cause, err))
        return false;
    return start_next(spread, conn, err);
}

static void end_busy(struct spread *spread)
{
    for (size_t i = 0; i < spread->busy_count; i++)
        conn_cancel(spread->busy[i]);
    for (size_t i = 0; i < spread->busy_count; i++) {
        struct err ignored = ERR_INIT;
        struct rows *rows;

        if (query_collect(spread->busy[i], &rows, &ignored))
            rows_free(rows);
    }
}

static bool run(struct spread *spread, struct err *err)
{
    struct load *load = spread->load;
    bool ok = true;

    for (unsigned i = 0; ok && i < load->lanes_count && i < spread->count; i++) {
        struct conn *conn = load_session_lane(load, i, err);

        ok = conn != NULL && start_next(spread, conn, err);
    }
    while (ok && spread->busy_count > 0)
        ok = advance(spread, err);
    end_busy(spread);
    return ok;
}

bool load_spread(struct load *load, const char *const *statements, size_t count, char **failures, struct err *err)
{
    struct spread spread = {.load = load, .statements = statements, .count = count, .failures = failures};
    bool ok;

    spread.busy = mem_calloc(load->lanes_count, sizeof(struct conn *));
    spread.running = mem_calloc(load->lanes_count, sizeof *spread.running);
    ok = run(&spread, err);
    free(spread.busy);
    free(spread.running);
    return ok;
}
