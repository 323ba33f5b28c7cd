#include "pq/copy.h"

#include "pq/handle.h"

#include <errno.h>
#include <stdlib.h>

/* libpq collects what it is given; in small pieces it sends them on and its memory stays small. */
enum { PIECE = 1 << 20 };

static bool begin(struct conn *conn, const char *sql, ExecStatusType wanted, struct err *err)
{
    PGresult *result;

    handle_begin(conn);
    result = PQexec(conn->pg, sql);
    if (PQresultStatus(result) != wanted)
        return handle_fail(conn, result, err);
    PQclear(result);
    return true;
}

/* Takes all results of the command; the first bad one is the error. *rows: may be NULL. */
static bool end(struct conn *conn, unsigned long long *rows, struct err *err)
{
    bool ok = true;
    PGresult *result;

    while ((result = PQgetResult(conn->pg)) != NULL) {
        ExecStatusType status = PQresultStatus(result);

        if (status != PGRES_COMMAND_OK) {
            if (ok)
                handle_fail(conn, result, err);
            else
                PQclear(result);
            ok = false;
            if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || PQstatus(conn->pg) != CONNECTION_OK)
                break; /* PQgetResult would say so for ever */
            continue;
        }
        if (rows != NULL)
            *rows = strtoull(PQcmdTuples(result), NULL, 10);
        PQclear(result);
    }
    return ok;
}

bool copy_out_begin(struct conn *conn, const char *sql, struct err *err)
{
    return begin(conn, sql, PGRES_COPY_OUT, err);
}

bool copy_out_next(struct conn *conn, const char **row, size_t *length, struct err *err)
{
    int got;

    PQfreemem(conn->row);
    conn->row = NULL;
    got = PQgetCopyData(conn->pg, &conn->row, 0);
    if (got == -1) {
        *row = NULL;
        *length = 0;
        return end(conn, NULL, err);
    }
    if (got < 0)
        return handle_fail(conn, NULL, err);
    if (got == 0 || conn->row[got - 1] != '\n')
        return err_set(err, ERR_FAILED, "the server sent a row of COPY without its end");
    *row = conn->row;
    *length = (size_t)got;
    return true;
}

bool copy_in_begin(struct conn *conn, const char *sql, struct err *err)
{
    return begin(conn, sql, PGRES_COPY_IN, err);
}

/* The server may have ended the COPY with an error while we were sending: that error says more than libpq's. */
static bool put_failed(struct conn *conn, struct err *err)
{
    if (end(conn, NULL, err))
        return handle_fail(conn, NULL, err);
    return false;
}

bool copy_in_put(struct conn *conn, const char *data, size_t length, struct err *err)
{
    while (length > 0) {
        size_t piece = length < PIECE ? length : PIECE;

        if (PQputCopyData(conn->pg, data, (int)piece) != 1)
            return put_failed(conn, err);
        data += piece;
        length -= piece;
    }
    return true;
}

bool copy_in_end(struct conn *conn, unsigned long long *rows, struct err *err)
{
    *rows = 0;
    if (PQputCopyEnd(conn->pg, NULL) != 1)
        return put_failed(conn, err);
    return end(conn, rows, err);
}

bool copy_in_next(struct conn *conn, unsigned long long *rows, struct err *err)
{
    PGresult *result;

    *rows = 0;
    if (PQputCopyEnd(conn->pg, NULL) != 1)
        return put_failed(conn, err);
    result = PQgetResult(conn->pg);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        *rows = strtoull(PQcmdTuples(result), NULL, 10);
        PQclear(result);
        result = PQgetResult(conn->pg);
    }
    if (PQresultStatus(result) == PGRES_COPY_IN) {
        PQclear(result);
        return true;
    }
    handle_fail(conn, result, err);
    end(conn, NULL, &(struct err)ERR_INIT);
    return false;
}

void copy_in_abandon(struct conn *conn, const char *why)
{
    struct err ignored = ERR_INIT;

    PQputCopyEnd(conn->pg, why);
    end(conn, NULL, &ignored);
}
