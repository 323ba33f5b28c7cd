#include "pq/handle.h"

#include "base/arena.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static const char query_canceled[] = "57014";
static const char ask_the_server[] = "the server's log says why; run it again when the server is up";

/* What to do about it, by the beginning of the SQLSTATE, where the server does not know better. How to add one: a row. */
static const struct {
    const char *sqlstate, *hint;
} hints[] = {
    {"57P", ask_the_server},
    /* pgsnap reads in transactions that nothing else can fail in this way */
    {"40001", "a standby ends queries that hold up its replay: raise max_standby_streaming_delay there, or set "
              "hot_standby_feedback = on"},
};

void handle_begin(struct conn *conn)
{
    conn->sqlstate[0] = '\0';
}

static void add_field(struct buf *text, const char *label, const PGresult *result, int field)
{
    const char *value = PQresultErrorField(result, field);

    if (value != NULL)
        buf_printf(text, "\n%s%s", label, value);
}

static void fail_by_server(const PGresult *result, struct err *err)
{
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    struct buf text = {0};

    buf_add_text(&text, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    add_field(&text, "detail: ", result, PG_DIAG_MESSAGE_DETAIL);
    add_field(&text, "context: ", result, PG_DIAG_CONTEXT);
    err_set(err, ERR_FAILED, "%s", buf_text(&text));
    if (hint != NULL)
        err_hint(err, "%s", hint);
    for (size_t i = 0; hint == NULL && i < sizeof hints / sizeof hints[0]; i++)
        if (strncmp(sqlstate, hints[i].sqlstate, strlen(hints[i].sqlstate)) == 0)
            err_hint(err, "%s", hints[i].hint);
    buf_free(&text);
}

static void fail_by_libpq(const struct conn *conn, const PGresult *result, struct err *err)
{
    const char *message = result == NULL ? "" : PQresultErrorMessage(result);
    char *clause = handle_condense(*message == '\0' ? PQerrorMessage(conn->pg) : message);

    if (PQstatus(conn->pg) == CONNECTION_OK)
        err_set(err, ERR_FAILED, "%s", *clause == '\0' ? "unexpected answer from the server" : clause);
    else
        err_set(err, ERR_FAILED, "the connection to the server was lost: %s", clause);
    if (PQstatus(conn->pg) != CONNECTION_OK)
        err_hint(err, "%s", ask_the_server);
    free(clause);
}

bool handle_fail(struct conn *conn, PGresult *result, struct err *err)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool first = !err_is_set(err);

    conn->sqlstate[0] = '\0';
    if (state != NULL)
        strncat(conn->sqlstate, state, sizeof conn->sqlstate - 1);
    if (state != NULL && PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) != NULL)
        fail_by_server(result, err);
    else
        fail_by_libpq(conn, result, err);
    if (first && atomic_load(&conn->cancelled) && strcmp(conn->sqlstate, query_canceled) == 0)
        err->cancelled = true;
    PQclear(result);
    return false;
}

static const char *skip(const char *line, size_t *length, const char *from, const char *mark)
{
    const char *found = memmem(line, *length, mark, strlen(mark));

    if (found == NULL || strncmp(line, from, strlen(from)) != 0)
        return line;
    found += strlen(mark);
    *length -= (size_t)(found - line);
    return found;
}

/* The reason in a line such as: connection to server at "db", port 5432 failed: FATAL:  no such thing */
static const char *reason_in(const char *line, size_t *length)
{
    return skip(skip(line, length, "connection to server", " failed: "), length, "FATAL:  ", "FATAL:  ");
}

char *handle_condense(const char *message)
{
    struct buf text = {0};

    while (*message != '\0') {
        size_t whole = strcspn(message, "\n"), length = whole;
        const char *reason = reason_in(message, &length);
        bool is_advice = *message == '\t'; /* "Is the server running ...": the hint says it better */

        /* localhost is often two addresses that fail alike: say it once. */
        if (!is_advice && length > 0 &&
            (text.used == 0 || memmem(buf_text(&text), text.used, reason, length) == NULL)) {
            if (text.used > 0)
                buf_add_text(&text, "; ");
            buf_add(&text, reason, length);
        }
        message += whole + (message[whole] == '\n');
    }
    if (text.data == NULL)
        return mem_strdup("");
    return text.data;
}
