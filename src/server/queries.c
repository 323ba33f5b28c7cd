#include "server/queries.h"

#include "base/arena.h"
#include "server/sql.h"

#include <stdlib.h>
#include <time.h>

/*
 * A connection gets the next file as soon as it is done with one; while the servers' processes work we take what has come. One thread
 * is enough: waiting is all that it would have others for.
 *
 * Over a long way a connection has several in hand: half a hundred files, each of which goes there and back alone, would take longer
 * than their answers. Near by it has one, because what has been handed out cannot be given to another connection that is done sooner.
 */
enum { WINDOW_NEAR = 1, WINDOW_FAR = 8 };

static const double FAR = 2; /* milliseconds there and back */

struct answer {
    struct rows *rows;
    bool complete;
};

/* What a connection has in hand, in the order of its answers. */
struct line {
    struct conn *conn;
    size_t places[WINDOW_FAR]; /* of the files */
    struct sql_started starts[WINDOW_FAR];
    size_t count;
    bool failed;
};

struct queries {
    const char *const *files;
    size_t files_count;
    const char *const *values;
    struct answer *answers; /* by place of the file */
    size_t started;         /* files, in the list's order */
    size_t taken;           /* likewise */
    struct line *lines;
    size_t lines_count;
    struct conn **waiting; /* connections of lines that have something in hand, for query_wait */
    size_t window;
};

static bool start_next(struct queries *queries, struct line *line, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY, SQL_OID_ARRAY, SQL_BOOL};

    if (queries->started == queries->files_count)
        return true;
    if (!sql_start(line->conn, queries->files[queries->started], 3, types, queries->values, &line->starts[line->count],
                   err))
        return false;
    line->places[line->count++] = queries->started++;
    return true;
}

/* The time that a question takes which needs no thinking. */
static bool choose_window(struct queries *queries, struct err *err)
{
    struct timespec before, after;
    char *one;

    clock_gettime(CLOCK_MONOTONIC, &before);
    if (!query_value(queries->lines[0].conn, "SELECT 1", &one, err))
        return false;
    clock_gettime(CLOCK_MONOTONIC, &after);
    free(one);

    double taken = (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6;
    queries->window = taken < FAR ? WINDOW_NEAR : WINDOW_FAR;
    return true;
}

/* In turn, so that the slow ones, which come first, are shared. */
static bool fill_lines(struct queries *queries, struct err *err)
{
    for (size_t i = 0; i < queries->lines_count; i++)
        if (!query_pipeline_begin(queries->lines[i].conn, err))
            return false;
    for (size_t round = 0; round < queries->window; round++)
        for (size_t i = 0; i < queries->lines_count; i++)
            if (!start_next(queries, &queries->lines[i], err))
                return false;
    return true;
}

/* NULL when nothing is left to be answered. */
static bool wait_for_line(struct queries *queries, struct line **line, struct err *err)
{
    size_t count = 0, which;

    *line = NULL;
    for (size_t i = 0; i < queries->lines_count; i++)
        if (queries->lines[i].count > 0)
            queries->waiting[count++] = queries->lines[i].conn;
    if (count == 0)
        return true;
    if (!query_wait(queries->waiting, count, &which, err))
        return false;
    for (size_t i = 0; i < queries->lines_count; i++)
        if (queries->lines[i].conn == queries->waiting[which])
            *line = &queries->lines[i];
    return true;
}

/* Takes the answer to what is first in the line, and gives it another file. */
static bool advance(struct queries *queries, struct line *line, struct err *err)
{
    struct answer *answer = &queries->answers[line->places[0]];
    struct sql_started start = line->starts[0];

    line->count--;
    for (size_t i = 0; i < line->count; i++) {
        line->places[i] = line->places[i + 1];
        line->starts[i] = line->starts[i + 1];
    }
    answer->complete = sql_collect(line->conn, &start, &answer->rows, err);
    line->failed = !answer->complete;
    return answer->complete && start_next(queries, line, err);
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

/* After a failure: what still runs is of no use to anybody. Where it failed the transaction is aborted, and with it what follows. */
static void end_lines(struct queries *queries)
{
    for (size_t i = 0; i < queries->lines_count; i++)
        if (queries->lines[i].count > 0 && !queries->lines[i].failed)
            conn_cancel(queries->lines[i].conn);
    for (size_t i = 0; i < queries->lines_count; i++) {
        for (struct line *line = &queries->lines[i]; line->count > 0; line->count--)
            query_discard(line->conn);
        query_pipeline_end(queries->lines[i].conn);
    }
}

static bool run(struct queries *queries, queries_take *take, void *context, struct err *err)
{
    struct line *line;

    if (!fill_lines(queries, err))
        return false;
    while (wait_for_line(queries, &line, err)) {
        if (line == NULL)
            return true;
        if (!advance(queries, line, err) || !take_complete(queries, take, context, err))
            return false;
    }
    return false;
}

bool queries_run(struct conn *const *conns, size_t conns_count, const char *const *files, size_t files_count,
                 const char *const *values, queries_take *take, void *context, struct err *err)
{
    struct queries queries = {.files = files, .files_count = files_count, .values = values, .lines_count = conns_count};
    bool ok;

    queries.answers = mem_calloc(files_count + 1, sizeof *queries.answers);
    queries.lines = mem_calloc(conns_count, sizeof *queries.lines);
    queries.waiting = mem_calloc(conns_count, sizeof(struct conn *));
    for (size_t i = 0; i < conns_count; i++)
        queries.lines[i].conn = conns[i];
    ok = choose_window(&queries, err) && run(&queries, take, context, err);
    end_lines(&queries);
    for (size_t i = 0; i < files_count; i++)
        rows_free(queries.answers[i].rows);
    free(queries.waiting);
    free(queries.lines);
    free(queries.answers);
    return ok;
}
