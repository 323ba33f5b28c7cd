#include "server/load_attempt.h"

#include "base/arena.h"
#include "pq/query.h"
#include "server/load_clean.h"
#include "server/load_session.h"

#include <stdlib.h>
#include <string.h>

enum { DEADLOCK_RETRIES = 5 };

static const char deadlock_detected[] = "40P01";

static bool already_exists(const char *sqlstate)
{
    static const char *const states[] = {"42P06", "42P07", "42710", "42723"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(sqlstate, states[i]) == 0)
            return true;
    return false;
}

bool load_attempt_run(const struct load_attempt *attempt, const struct entry *entry, const char *sql, struct err *cause,
                      char sqlstate[6], struct err *err)
{
    struct conn *conn = attempt->conn;
    struct err undoing = ERR_INIT;
    bool done = false;

    if (attempt->in_transaction && !query_exec(conn, "SAVEPOINT pgsnap_define", err))
        return false;
    for (int i = 0; !done && i <= DEADLOCK_RETRIES; i++) {
        if (i > 0 && attempt->in_transaction && !query_exec(conn, "ROLLBACK TO SAVEPOINT pgsnap_define", err))
            return false;
        err_clear(cause);
        done = query_exec(conn, sql, cause);
        if (strcmp(conn_sqlstate(conn), deadlock_detected) != 0)
            break;
    }
    sqlstate[0] = '\0';
    strncat(sqlstate, conn_sqlstate(conn), 5);
    if (!done && !load_session_survives(attempt->load, conn, entry, cause, err))
        return false;
    if (!attempt->in_transaction)
        return true;
    if (done)
        return query_exec(conn, "RELEASE SAVEPOINT pgsnap_define", err);
    if (query_exec(conn, "ROLLBACK TO SAVEPOINT pgsnap_define; RELEASE SAVEPOINT pgsnap_define", &undoing))
        return true;
    return load_session_fail(attempt->load, NULL, cause, err); /* which tells more than what came of it */
}

bool load_attempt_failure(const struct load_attempt *attempt, const struct entry *entry, const struct err *cause,
                          const char *sqlstate, struct err *err)
{
    struct load *load = attempt->load;
    char *message = load_session_message(cause);

    load_outcome_fail(&load->outcome, entry->id, already_exists(sqlstate) ? LOAD_EXISTED : LOAD_FAILED, message);
    free(message);
    return load_clean_allows(load, attempt->conn, entry, cause, err);
}

bool load_attempt_shortcoming(const struct load_attempt *attempt, const struct entry *entry, const char *what,
                              const struct err *cause, struct err *err)
{
    struct load *load = attempt->load;
    char *message;

    if (load->options.single_transaction || load->options.exit_on_error)
        return load_clean_allows(load, attempt->conn, entry, cause, err);
    message = mem_printf("%s: %s", what, cause->message);
    load_outcome_note(&load->outcome, entry->id, message);
    free(message);
    return true;
}
