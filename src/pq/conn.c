#include "pq/conn.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/attempt.h"
#include "pq/handle.h"
#include "pq/pooler.h"
#include "pq/prompt.h"
#include "pq/query.h"
#include "pq/target.h"

#include <stdlib.h>
#include <string.h>

enum { OLDEST_SERVER = 120000 };

static const char insufficient_privilege[] = "42501";

/*
 * What every session of pgsnap begins with: one statement, and only settings that this server knows. How to add one: a
 * line here; the join with pg_settings leaves it out on servers without it. The database's own encoding is the
 * client's, so that no conversion can fail or change a byte.
 */
static const char set_up[] = "SELECT pg_catalog.set_config(setting.name, setting.value,"
                             " pg_catalog.pg_backend_pid() <> $1::pg_catalog.int4), pg_catalog.pg_backend_pid()"
                             " FROM (VALUES ('client_encoding', pg_catalog.current_setting('server_encoding')),"
                             " ('search_path', ''),"
                             " ('DateStyle', 'ISO'),"
                             " ('IntervalStyle', 'postgres'),"
                             " ('extra_float_digits', '3'),"
                             " ('bytea_output', 'hex'),"
                             " ('lc_monetary', 'C'),"
                             " ('xmloption', 'content'),"
                             " ('array_nulls', 'on'),"
                             " ('transform_null_equals', 'off'),"
                             " ('standard_conforming_strings', 'on'),"
                             " ('quote_all_identifiers', 'off'),"
                             " ('synchronize_seqscans', 'off'),"
                             " ('row_security', 'off'),"
                             " ('statement_timeout', '0'),"
                             " ('lock_timeout', '0'),"
                             " ('idle_in_transaction_session_timeout', '0'),"
                             " ('idle_session_timeout', '0'),"
                             " ('transaction_timeout', '0')"
                             ") AS setting (name, value)"
                             " JOIN pg_catalog.pg_settings AS known USING (name)";

static void log_notice(void *context, const char *message)
{
    size_t length = strcspn(message, "\n");

    (void)context;
    log_verbose("server: %.*s", (int)length, message);
}

/* What libpq or the server says, and what to do about it; the first that fits. How to add one: a line here. */
static const struct {
    const char *words[2]; /* both are in it; the second may be NULL */
    const char *hint;
} reasons[] = {
    {{"service \"", "not found"}, "check the service's name (PGSERVICE) and the service file (PGSERVICEFILE)"},
    {{"service file", "not found"}, "check the service file's name (PGSERVICEFILE)"},
    {{"invalid ", " value"}, "correct it in the connection string, the service file or the environment"},
    {{"SSL", "required"}, "the server has no SSL: ask for less with sslmode=prefer, if the network may be trusted"},
    {{"atabase \"", "does not exist"}, "check the database's name (-d)"},
    {{"atabase \"", "not currently accepting"},
     "allow connections to it first: ALTER DATABASE ... ALLOW_CONNECTIONS true"},
    {{"role \"", "does not exist"}, "check the user's name (-U)"},
    {{"permission denied for database", NULL}, "let its owner run: GRANT CONNECT ON DATABASE ... TO ..."},
    {{"too many ", NULL}, "wait until others have gone, or take fewer lanes (-j)"},
    {{"connection slots are reserved", NULL}, "wait until others have gone, or take fewer lanes (-j)"},
    {{"starting up", NULL}, "wait until the server is up"},
    {{"shutting down", NULL}, "wait until the server is up again"},
    {{"recovery", "mode"}, "wait until the server is up again"},
    {{"translate host name", NULL}, "check the host's name (-h)"},
};

static const char *hint_for(const char *reason)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strstr(reason, reasons[i].words[0]) != NULL &&
            (reasons[i].words[1] == NULL || strstr(reason, reasons[i].words[1]) != NULL))
            return reasons[i].hint;
    return NULL;
}

/* libpq keeps no SQLSTATE of a failed connection, so its words are all there is to go by; a server may say them in its own language. */
static void add_connect_hint(PGconn *pg, const char *reason, struct err *err)
{
    const char *host = PQhost(pg), *known = hint_for(reason);
    bool is_socket = host == NULL || *host == '\0' || *host == '/';

    if (PQconnectionNeedsPassword(pg))
        err_hint(err, "a password is needed: put it into ~/.pgpass or PGPASSWORD, or let -W ask for it");
    else if (known != NULL)
        err_hint(err, "%s", known);
    else if (PQconnectionUsedPassword(pg))
        err_hint(err, "check the password (~/.pgpass, PGPASSWORD, -W) and the user (-U)");
    else if (strstr(reason, "authentication failed") != NULL || strstr(reason, "pg_hba.conf") != NULL)
        err_hint(err, "the server's pg_hba.conf does not let this user in this way; another one is named by -U");
    else if (is_socket)
        err_hint(err, "check that a server listens on that socket (-h FOLDER, -p PORT), or name its host by -h");
    else
        err_hint(err, "check the host (-h) and the port (-p), and that the server runs and accepts TCP connections");
}

static bool fail_to_connect(PGconn *pg, struct err *err)
{
    char *reason = handle_condense(PQerrorMessage(pg));
    const char *host = PQhost(pg), *port = PQport(pg), *user = PQuser(pg), *dbname = PQdb(pg);

    if (dbname == NULL || *dbname == '\0') /* it never came so far as to know where to connect */
        err_set(err, ERR_FAILED, "could not connect: %s", reason);
    else
        err_set(err, ERR_FAILED, "could not connect to database \"%s\" on host \"%s\", port %s, as user \"%s\": %s",
                dbname, host == NULL ? "" : host, port == NULL ? "" : port, user == NULL ? "" : user, reason);
    add_connect_hint(pg, reason, err);
    free(reason);
    return false;
}

/* What conn_open was called with. */
struct place {
    const struct conn_target *target;
    const char *dbname;
    char **password;
};

static bool interrupted(struct err *err)
{
    err_set(err, ERR_FAILED, "interrupted while connecting");
    err->cancelled = true;
    return false;
}

/* Takes the target over. */
static bool connect_once(struct target *target, const struct stop *stop, struct conn **conn, struct err *err)
{
    PGconn *pg;

    if (!attempt_connect(target, stop, &pg))
        return interrupted(err);
    *conn = mem_calloc(1, sizeof **conn);
    (*conn)->pg = pg;
    PQsetNoticeProcessor(pg, log_notice, NULL);
    return true;
}

/* One attempt, and a second one with a password from the terminal when the server asks for one. */
static bool connect_target(const struct conn_target *wanted, const char *override_dbname, char **password,
                           struct conn **conn, struct err *err)
{
    struct target target = {0};
    bool tried = target_resolve(wanted, override_dbname, *password, &target, err) &&
                 connect_once(&target, wanted->stop, conn, err);

    target_free(&target);
    if (!tried)
        return false;
    if (PQstatus((*conn)->pg) == CONNECTION_OK)
        return true;
    if (PQconnectionNeedsPassword((*conn)->pg) && *password == NULL && !wanted->no_password && prompt_is_possible()) {
        bool asked = prompt_password(PQuser((*conn)->pg), wanted->stop, password, err);

        conn_close(*conn);
        *conn = NULL;
        return asked && connect_target(wanted, override_dbname, password, conn, err);
    }
    return fail_to_connect((*conn)->pg, err);
}

static bool check_version(const struct conn *conn, struct err *err)
{
    const char *version = conn_parameter(conn, "server_version");

    if (conn_version(conn) >= OLDEST_SERVER)
        return true;
    return err_set(err, ERR_FAILED, "the server is PostgreSQL %s, but pgsnap needs 12 or newer",
                   version == NULL ? "of an unknown version" : version);
}

static bool become(struct conn *conn, const char *role, struct err *err)
{
    char *quoted;
    struct err cause = ERR_INIT;
    bool ok;

    if (role == NULL)
        return true;
    quoted = query_identifier(conn, role, err);
    if (quoted == NULL)
        return false;
    ok = query_exec_format(conn, &cause, "SET ROLE %s", quoted);
    free(quoted);
    if (ok)
        return true;
    err_set(err, ERR_FAILED, "could not become role \"%s\" (--role): %s", role, cause.message);
    if (strcmp(conn_sqlstate(conn), insufficient_privilege) != 0)
        return err_hint(err, "check the role's name");
    return err_hint(err, "user \"%s\" must be a member of that role: GRANT ... TO ...", conn_user(conn));
}

/*
 * Behind a pooler the server's process is another than the one that libpq was told of. Then nothing is set for longer than
 * this statement, so that nothing is left to others. *process: the server's.
 *
 * The first statement also shows whether the server answers at all: a pooler may have taken the connection without having one.
 */
static bool run_set_up(struct conn *conn, const struct stop *stop, int wanted, int *process, struct err *err)
{
    char number[16];
    const char *value = number;
    bool ok = true;
    PGresult *result;

    snprintf(number, sizeof number, "%d", wanted);
    if (!PQsendQueryParams(conn->pg, set_up, 1, NULL, &value, NULL, NULL, 0))
        return handle_fail(conn, NULL, err);
    while (PQisBusy(conn->pg)) {
        if (!stop_wait(stop, PQsocket(conn->pg)))
            return interrupted(err);
        if (!PQconsumeInput(conn->pg))
            return handle_fail(conn, NULL, err);
    }
    while (ok && (result = PQgetResult(conn->pg)) != NULL) {
        ok = PQresultStatus(result) == PGRES_TUPLES_OK || handle_fail(conn, result, err);
        if (!ok)
            break;
        if (PQntuples(result) > 0)
            *process = atoi(PQgetvalue(result, 0, 1));
        PQclear(result);
    }
    return ok;
}

/* A second connection tells; when there can be none, no more is known. */
static bool is_shared(struct conn *conn, const struct place *place)
{
    struct conn *other = NULL;
    struct err ignored = ERR_INIT;
    bool shared =
        connect_target(place->target, place->dbname, place->password, &other, &ignored) && pooler_shares(conn, other);

    conn_close(other);
    return shared;
}

static bool set_up_session(struct conn *conn, const struct place *place, struct err *err)
{
    const struct stop *stop = place->target->stop;
    int own = PQbackendPID(conn->pg), process = own;

    if (!run_set_up(conn, stop, own, &process, err))
        return false;
    if (process == own)
        return true;
    if (is_shared(conn, place))
        return pooler_refuse(conn, err);
    log_verbose("there is a pooler between pgsnap and the server, which keeps sessions apart");
    return run_set_up(conn, stop, process, &process, err);
}

static bool prepare(struct conn *conn, const struct place *place, struct err *err)
{
    conn->canceller = canceller_new(conn->pg);
    return check_version(conn, err) && set_up_session(conn, place, err) && become(conn, place->target->role, err);
}

bool conn_open(const struct conn_target *target, const char *override_dbname, char **password, struct conn **conn,
               struct err *err)
{
    const struct place place = {target, override_dbname, password};

    *conn = NULL;
    if (target->password && *password == NULL && !prompt_password(target->user, target->stop, password, err))
        return false;
    if (connect_target(target, override_dbname, password, conn, err) && prepare(*conn, &place, err))
        return true;
    conn_close(*conn);
    *conn = NULL;
    return false;
}

void conn_close(struct conn *conn)
{
    if (conn == NULL)
        return;
    PQfreemem(conn->row);
    canceller_free(conn->canceller);
    PQfinish(conn->pg);
    free(conn);
}

int conn_version(const struct conn *conn)
{
    return PQserverVersion(conn->pg);
}

const char *conn_parameter(const struct conn *conn, const char *name)
{
    return PQparameterStatus(conn->pg, name);
}

const char *conn_dbname(const struct conn *conn)
{
    return PQdb(conn->pg);
}

const char *conn_host(const struct conn *conn)
{
    return PQhost(conn->pg);
}

bool conn_is_local(const struct conn *conn)
{
    const char *host = PQhost(conn->pg);

    return host == NULL || *host == '\0' || *host == '/' || *host == '@';
}

const char *conn_port(const struct conn *conn)
{
    return PQport(conn->pg);
}

const char *conn_user(const struct conn *conn)
{
    return PQuser(conn->pg);
}

const char *conn_sqlstate(const struct conn *conn)
{
    return conn->sqlstate;
}

bool conn_is_usable(const struct conn *conn)
{
    return PQstatus(conn->pg) == CONNECTION_OK;
}

void conn_cancel(struct conn *conn)
{
    atomic_store(&conn->cancelled, true);
    canceller_send(conn->canceller);
}
