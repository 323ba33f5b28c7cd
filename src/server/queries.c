#include "server/queries.h"

#include "base/arena.h"
#include "server/sql.h"

#include <stdlib.h>

/*
 * Each connection answers one file at a time and gets the next one as soon as it is done; while the servers' processes
 * work we take what has come. One thread is enough: waiting is all that it would have others for.
 */

struct answer {
    struct rows *rows;
    bool complete;
};

struct queries {
    const char *const *files;
    size_t files_count;
    const char *const *values;
    struct answer *answers; /* by place of the file, as all that follows of files */
    size_t started;         /* files, in the list's order */
    size_t taken;           /* likewise */
    struct conn **busy;
    size_t *places; /* of the file that busy[i] runs */
    struct sql_started *starts;
    size_t busy_count;
};

static bool start_next(struct queries *queries, struct conn *conn, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY, SQL_OID_ARRAY, SQL_BOOL};
    size_t slot = queries->busy_count;

    if (queries->started == queries->files_count)
        return true;
    if (!sql_start(conn, queries->files[queries->started], 3, types, queries->values, &queries->starts[slot], err))
        return false;
    queries->busy[slot] = conn;
    queries->places[slot] = queries->started++;
    queries->busy_count++;
    return true;
}

/* Waits for one answer, and gives that connection the next file. */
static bool advance(struct queries *queries, struct err *err)
{
    size_t slot, last = queries->busy_count - 1;
    struct conn *conn;
    struct answer *answer;

    if (!query_wait(queries->busy, queries->busy_count, &slot, err))
        return false;
    conn = queries->busy[slot];
    answer = &queries->answers[queries->places[slot]];
    answer->complete = sql_collect(conn, &queries->starts[slot], &answer->rows, err);
    queries->busy[slot] = queries->busy[last];
    queries->places[slot] = queries->places[last];
    queries->starts[slot] = queries->starts[last];
    queries->busy_count = last;
    return answer->complete && start_next(queries, conn, err);
}

static bool take_complete(struct queries *queries, queries_take *take, void *context, struct err *err)
{
    while (queries->taken < queries->files_count && queries->answers[queries->taken].complete) {
        struct answer *answer = &queries->answers[queries->taken];
        bool ok = take(context, queries->taken++, answer->rows, err);

        rows_free(answer->rows);
        answer->rows = NULL;
        if (!ok)
            return false;
    }
    return true;
}

/* After a failure: what still runs is of no use to anybody. */
static void end_busy(struct queries *queries)
{
    for (size_t i = 0; i < queries->busy_count; i++)
        conn_cancel(queries->busy[i]);
    for (size_t i = 0; i < queries->busy_count; i++) {
        struct err ignored = ERR_INIT;
        struct rows *rows;

        if (sql_collect(queries->busy[i], &queries->starts[i], &rows, &ignored))
            rows_free(rows);
    }
}

bool queries_run(struct conn *const *conns, size_t conns_count, const char *const *files, size_t files_count,
                 const char *const *values, queries_take *take, void *context, struct err *err)
{
    struct queries queries = {.files = files, .files_count = files_count, .values = values};
    bool ok = true;

    queries.answers = mem_calloc(files_count + 1, sizeof *queries.answers);
    queries.busy = mem_calloc(conns_count, sizeof(struct conn *));
    queries.places = mem_calloc(conns_count, sizeof *queries.places);
    queries.starts = mem_calloc(conns_count, sizeof *queries.starts);
    for (size_t i = 0; ok && i < conns_count; i++)
        ok = start_next(&queries, conns[i], err);
    while (ok && queries.busy_count > 0)
        ok = advance(&queries, err) && take_complete(&queries, take, context, err);
    end_busy(&queries);
    for (size_t i = 0; i < files_count; i++)
        rows_free(queries.answers[i].rows);
    free(queries.starts);
    free(queries.places);
    free(queries.busy);
    free(queries.answers);
    return ok;
}
