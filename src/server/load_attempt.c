#include "server/load_attempt.h"

#include "base/arena.h"
#include "pq/query.h"
#include "pq/stop.h"
#include "server/load_clean.h"
#include "server/load_session.h"

#include <stdlib.h>
#include <string.h>

enum {
    RETRIES = 5, /* after deadlocks and the like */
    PAUSE = 100  /* milliseconds */
};

static const char deadlock_detected[] = "40P01", lock_not_available[] = "55P03", unique_violation[] = "23505";

static bool already_exists(const char *sqlstate)
{
    static const char *const states[] = {"42P06", "42P07", "42710", "42723"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(sqlstate, states[i]) == 0)
            return true;
    return false;
}

/*
 * The server chose a name (of a partition's index, of the type of a table's arrays) that somebody else, perhaps another lane, was
 * just giving to something: it sees that only now, and will choose another one.
 */
static bool is_name_taken_meanwhile(const char *sqlstate, const struct err *cause)
{
    static const char *const indexes[] = {"pg_class_relname_nsp_index", "pg_type_typname_nsp_index"};

    for (size_t i = 0; strcmp(sqlstate, unique_violation) == 0 && i < sizeof indexes / sizeof indexes[0]; i++)
        if (strstr(cause->message, indexes[i]) != NULL)
            return true;
    return false;
}

/* Who holds locks and waits for another one may be waited for in his turn; then somebody is ended as a deadlock. */
static bool run_hurried(const struct load_attempt *attempt, const char *sql, struct err *cause)
{
    char *text = mem_printf("SET LOCAL lock_timeout = %u; %s", attempt->patience, sql);
    bool done = query_exec(attempt->conn, text, cause);

    free(text);
    return done;
}

/* Until it is done, or has failed for another reason than that others were in the way. */
static bool run_until_free(const struct load_attempt *attempt, const char *sql, struct err *cause, struct err *err)
{
    unsigned hurries = attempt->in_transaction ? 0 : attempt->hurries, most = hurries + RETRIES;
    struct conn *conn = attempt->conn;

    for (unsigned i = 0;; i++) {
        const char *sqlstate;

        err_clear(cause);
        if (i < hurries ? run_hurried(attempt, sql, cause) : query_exec(conn, sql, cause))
            return true;
        sqlstate = conn_sqlstate(conn);
        if (i < hurries && strcmp(sqlstate, lock_not_available) == 0) {
            if (i + 1 == hurries && attempt->gives_up)
                return false;
            stop_pause(attempt->load->stop, PAUSE);
        } else if ((strcmp(sqlstate, deadlock_detected) != 0 && !is_name_taken_meanwhile(sqlstate, cause)) || i >= most)
            return false;
        if (attempt->in_transaction && !query_exec(conn, "ROLLBACK TO SAVEPOINT pgsnap_define", err))
            return false;
    }
}

bool load_attempt_run(const struct load_attempt *attempt, const struct entry *entry, const char *sql, struct err *cause,
                      char sqlstate[6], struct err *err)
{
    struct conn *conn = attempt->conn;
    struct err undoing = ERR_INIT;
    bool done;

    if (attempt->in_transaction && !query_exec(conn, "SAVEPOINT pgsnap_define", err))
        return false;
    done = run_until_free(attempt, sql, cause, err);
    if (err_is_set(err))
        return false;
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
