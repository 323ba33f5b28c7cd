/*
 * A pooler in transaction mode takes the server's session back after each transaction. What a dump or a restore sets for its
 * session (search_path = '' above all) and the locks that it holds would be left to whoever comes next, an application for
 * instance, and be missing for ourselves.
 *
 * How it shows: such a pooler hands out the session that has become free last. So two connections that each ask for the number
 * of their server process, one after the other, get the same answer, or one gets another answer than before. With sessions of
 * their own they never do.
 */
#include "pq/pooler.h"

#include "pq/handle.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 3, PATIENCE_MS = 3000 };

/* 0: it did not answer in time. */
static int ask_process(PGconn *pg)
{
    struct pollfd file = {.fd = PQsocket(pg), .events = POLLIN};
    PGresult *result;
    int process = 0;

    if (!PQsendQuery(pg, "SELECT pg_catalog.pg_backend_pid()"))
        return 0;
    while (PQisBusy(pg))
        if (poll(&file, 1, PATIENCE_MS) != 1 || !PQconsumeInput(pg))
            return 0;
    while ((result = PQgetResult(pg)) != NULL) {
        if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
            process = atoi(PQgetvalue(result, 0, 0));
        PQclear(result);
    }
    return process;
}

bool pooler_shares(struct conn *conn, struct conn *other)
{
    for (int i = 0; i < TRIES; i++) {
        int first = ask_process(conn->pg);
        int second = first == 0 ? 0 : ask_process(other->pg);
        int third = second == 0 ? 0 : ask_process(conn->pg);

        if (second == 0)
            return false;
        if (first == second || third != first)
            return true;
    }
    return false;
}

/* What providers call the two ways in. How to add one: a row. */
static const struct {
    const char *host, *port; /* a part of its name, its number; NULL: any */
    const char *instead;
} places[] = {
    {"-pooler.", NULL, "use the host's name without \"-pooler\""},
    {NULL, "6543", "use port 5432 in place of 6543"},
    {NULL, "6432", "use the server's own port, often 5432, in place of the pooler's 6432"},
    {NULL, "25061", "use port 25060 in place of 25061"},
};

static const char *find_instead(const char *host, const char *port)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if ((places[i].host == NULL || (host != NULL && strstr(host, places[i].host) != NULL)) &&
            (places[i].port == NULL || (port != NULL && strcmp(port, places[i].port) == 0)))
            return places[i].instead;
    return "connect to the server itself";
}

bool pooler_refuse(const struct conn *conn, struct err *err)
{
    err_set(err, ERR_FAILED,
            "between pgsnap and the server there is a pooler that gives each transaction another session (PgBouncer "
            "calls it "
            "pool_mode = transaction), but pgsnap needs one of its own");
    return err_hint(err, "%s, or a pool in session mode", find_instead(PQhost(conn->pg), PQport(conn->pg)));
}
