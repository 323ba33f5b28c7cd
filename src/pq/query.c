#include "pq/query.h"

#include "base/arena.h"
#include "pq/handle.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rows {
    PGresult *result;
};

static bool is_good(const PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        return true;
    default:
        return false;
    }
}

static bool is_pipeline(const struct conn *conn)
{
    return PQpipelineStatus(conn->pg) != PQ_PIPELINE_OFF;
}

bool query_exec(struct conn *conn, const char *sql, struct err *err)
{
    PGresult *result;

    handle_begin(conn);
    result = PQexec(conn->pg, sql);
    if (!is_good(result))
        return handle_fail(conn, result, err);
    PQclear(result);
    return true;
}

bool query_exec_format(struct conn *conn, struct err *err, const char *format, ...)
{
    va_list arguments;
    char *sql;
    bool ok;

    va_start(arguments, format);
    if (vasprintf(&sql, format, arguments) < 0)
        abort();
    va_end(arguments);
    ok = query_exec(conn, sql, err);
    free(sql);
    return ok;
}

static bool check_count(size_t parameters, struct err *err)
{
    _Static_assert(sizeof(Oid) == sizeof(uint32_t), "an OID has 32 bits");
    if (parameters > UINT16_MAX)
        return err_set(err, ERR_FAILED, "a statement cannot have %zu parameters", parameters);
    return true;
}

static bool take_rows(struct conn *conn, PGresult *result, struct rows **rows, struct err *err)
{
    if (!is_good(result))
        return handle_fail(conn, result, err);
    *rows = mem_alloc(sizeof **rows);
    (*rows)->result = result;
    return true;
}

bool query_rows(struct conn *conn, const char *sql, size_t parameters, const uint32_t *types, const char *const *values,
                struct rows **rows, struct err *err)
{
    if (!check_count(parameters, err))
        return false;
    handle_begin(conn);
    return take_rows(conn, PQexecParams(conn->pg, sql, (int)parameters, types, values, NULL, NULL, 0), rows, err);
}

bool query_start(struct conn *conn, const char *sql, size_t parameters, const uint32_t *types,
                 const char *const *values, struct err *err)
{
    if (!check_count(parameters, err))
        return false;
    handle_begin(conn);
    if (PQsendQueryParams(conn->pg, sql, (int)parameters, types, values, NULL, NULL, 0) != 1)
        return handle_fail(conn, NULL, err);
    /* With each: otherwise the server would keep its answers until its buffer is full. */
    if (is_pipeline(conn) && PQpipelineSync(conn->pg) != 1)
        return handle_fail(conn, NULL, err);
    return true;
}

/* Reads what has arrived. A lost connection is an answer too: query_collect says so. */
static bool has_answer(struct conn *conn)
{
    return PQconsumeInput(conn->pg) != 1 || PQisBusy(conn->pg) == 0;
}

bool query_wait(struct conn *const *conns, size_t count, size_t *which, struct err *err)
{
    struct pollfd *sockets = mem_calloc(count, sizeof *sockets);
    bool found = false, ok = true;

    for (size_t i = 0; i < count; i++)
        sockets[i] = (struct pollfd){.fd = PQsocket(conns[i]->pg), .events = POLLIN};
    while (ok && !found) {
        for (size_t i = 0; !found && i < count; i++) {
            found = has_answer(conns[i]);
            *which = i;
        }
        if (!found && poll(sockets, count, -1) < 0 && errno != EINTR)
            ok = err_errno(err, "waiting for the server");
    }
    free(sockets);
    return ok;
}

/* What follows the first result. In a pipeline NULL ends the query, and then a result of its own the synchronization. */
static void finish_answer(struct conn *conn)
{
    bool synchronized = !is_pipeline(conn);
    PGresult *next;

    while ((next = PQgetResult(conn->pg)) != NULL)
        PQclear(next);
    while (!synchronized && PQstatus(conn->pg) == CONNECTION_OK) {
        next = PQgetResult(conn->pg);
        synchronized = next == NULL || PQresultStatus(next) == PGRES_PIPELINE_SYNC;
        PQclear(next);
    }
}

bool query_collect(struct conn *conn, struct rows **rows, struct err *err)
{
    PGresult *result = PQgetResult(conn->pg);

    finish_answer(conn);
    return take_rows(conn, result, rows, err);
}

void query_discard(struct conn *conn)
{
    PQclear(PQgetResult(conn->pg));
    finish_answer(conn);
}

bool query_pipeline_begin(struct conn *conn, struct err *err)
{
    handle_begin(conn);
    return PQenterPipelineMode(conn->pg) == 1 || handle_fail(conn, NULL, err);
}

void query_pipeline_end(struct conn *conn)
{
    PQexitPipelineMode(conn->pg);
}

bool query_value(struct conn *conn, const char *sql, char **value, struct err *err)
{
    struct rows *rows;
    const char *text;

    if (!query_rows(conn, sql, 0, NULL, NULL, &rows, err))
        return false;
    text = rows_count(rows) > 0 && PQnfields(rows->result) > 0 ? rows_get(rows, 0, 0) : NULL;
    *value = text == NULL ? NULL : mem_strdup(text);
    rows_free(rows);
    return true;
}

size_t rows_count(const struct rows *rows)
{
    return (size_t)PQntuples(rows->result);
}

int rows_column(const struct rows *rows, const char *name)
{
    /* Not PQfnumber: that folds letters and reads quotes. */
    for (int i = 0; i < PQnfields(rows->result); i++)
        if (strcmp(PQfname(rows->result, i), name) == 0)
            return i;
    return -1;
}

const char *rows_get(const struct rows *rows, size_t row, int column)
{
    if (column < 0 || column >= PQnfields(rows->result) || row >= rows_count(rows) ||
        PQgetisnull(rows->result, (int)row, column))
        return NULL;
    return PQgetvalue(rows->result, (int)row, column);
}

const char *rows_text(const struct rows *rows, size_t row, int column)
{
    const char *text = rows_get(rows, row, column);

    return text == NULL ? "" : text;
}

size_t rows_length(const struct rows *rows, size_t row, int column)
{
    return rows_get(rows, row, column) == NULL ? 0 : (size_t)PQgetlength(rows->result, (int)row, column);
}

int64_t rows_get_number(const struct rows *rows, size_t row, int column)
{
    const char *text = rows_get(rows, row, column);
    char *end;
    long long value;

    if (text == NULL)
        return 0;
    errno = 0;
    value = strtoll(text, &end, 10);
    return errno != 0 || end == text || *end != '\0' ? 0 : value;
}

uint32_t rows_get_oid(const struct rows *rows, size_t row, int column)
{
    int64_t value = rows_get_number(rows, row, column);

    return value < 0 || value > UINT32_MAX ? 0 : (uint32_t)value;
}

bool rows_get_bool(const struct rows *rows, size_t row, int column)
{
    const char *text = rows_get(rows, row, column);

    return text != NULL && strcmp(text, "t") == 0;
}

void rows_free(struct rows *rows)
{
    if (rows == NULL)
        return;
    PQclear(rows->result);
    free(rows);
}

static char *take_escaped(struct conn *conn, char *escaped, const char *text, struct err *err)
{
    char *copy;

    if (escaped == NULL) {
        char *reason = handle_condense(PQerrorMessage(conn->pg));

        err_set(err, ERR_FAILED, "\"%s\" cannot be quoted: %s", text, reason);
        free(reason);
        return NULL;
    }
    copy = mem_strdup(escaped);
    PQfreemem(escaped);
    return copy;
}

char *query_literal(struct conn *conn, const char *text, struct err *err)
{
    return take_escaped(conn, PQescapeLiteral(conn->pg, text, strlen(text)), text, err);
}

char *query_identifier(struct conn *conn, const char *name, struct err *err)
{
    return take_escaped(conn, PQescapeIdentifier(conn->pg, name, strlen(name)), name, err);
}
