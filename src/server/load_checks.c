/*
 * Adding a check plans it, and with it the text of SQL functions that it calls. The catalogs do not say what such a text needs: it
 * may be made later, or be found only with the search_path of the application. So a check that cannot be planned is put off until
 * everything else is there, the rows too, which the server then looks through. Without a domain's check all tables of the domain
 * would be lost otherwise, and a check that is there and cannot be planned would refuse all rows.
 *
 * What cannot be planned in the end either, or is of a domain that composite types have, is added NOT VALID, which plans nothing,
 * and named. Within the transaction of -c nothing is put off: what fails there can be taken back.
 */
#include "server/load_checks.h"

#include "base/arena.h"
#include "pq/query.h"
#include "server/load_clean.h"
#include "server/load_session.h"

#include <stdlib.h>
#include <string.h>

/* Something that is named is not there, or not for this role. Neither that rows violate the check nor that it exists. */
static bool is_of_planning(const char *sqlstate)
{
    static const char *const states[] = {"42P01", "42703", "42704", "42883", "3F000", "42501"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(sqlstate, states[i]) == 0)
            return true;
    return false;
}

static bool is_check(const struct entry *entry)
{
    return strcmp(entry->kind, "CHECK CONSTRAINT") == 0 || strcmp(entry->kind, "DOMAIN CONSTRAINT") == 0;
}

bool load_checks_put_off(struct load *load, unsigned lane, const struct entry *entry, const char *sqlstate)
{
    if (!is_check(entry) || !is_of_planning(sqlstate) || load_clean_transaction(load, lane) == LOAD_CLEAN)
        return false;
    load->validate.unplanned[entry->id - 1] = true;
    return true;
}

/* In a subtransaction where there is a transaction. False and err: nothing can go on; else cause is set when it failed. */
static bool attempt(struct load *load, struct conn *conn, const struct entry *entry, const char *sql, struct err *cause,
                    struct err *err)
{
    bool within = load->transaction == LOAD_WHOLE, done;

    if (within && !query_exec(conn, "SAVEPOINT pgsnap_check", err))
        return false;
    done = query_exec(conn, sql, cause);
    if (!done && !load_session_survives(load, conn, entry, cause, err))
        return false;
    return !within || query_exec(conn,
                                 done ? "RELEASE SAVEPOINT pgsnap_check"
                                      : "ROLLBACK TO SAVEPOINT pgsnap_check; RELEASE SAVEPOINT pgsnap_check",
                                 err);
}

static bool add_unvalidated(struct load *load, struct conn *conn, const struct entry *entry, struct err *cause,
                            struct err *err)
{
    char *sql = mem_printf("%.*s NOT VALID;", (int)strlen(entry->create) - 1, entry->create);
    bool ok = attempt(load, conn, entry, sql, cause, err);

    free(sql);
    return ok;
}

static bool note(struct load *load, struct conn *conn, const struct entry *entry, const struct err *cause,
                 bool is_there, struct err *err)
{
    char *message;

    if (load->options.single_transaction || load->options.exit_on_error)
        return load_clean_allows(load, conn, entry, cause, err);
    message = is_there ? mem_printf("it is NOT VALID: %s", cause->message) : load_session_message(cause);
    if (is_there)
        load_outcome_note(&load->outcome, entry->id, message);
    else
        load_outcome_fail(&load->outcome, entry->id, LOAD_FAILED, message);
    free(message);
    return true;
}

static bool add(struct load *load, struct conn *conn, const struct entry *entry, struct err *err)
{
    struct err cause = ERR_INIT, refusal = ERR_INIT;

    if (!attempt(load, conn, entry, entry->create, &cause, err))
        return false;
    if (!err_is_set(&cause))
        return true;
    return add_unvalidated(load, conn, entry, &refusal, err) &&
           note(load, conn, entry, &cause, !err_is_set(&refusal), err);
}

bool load_checks_settle(struct load *load, struct conn *conn, struct err *err)
{
    for (size_t i = 0; i < load->toc->count; i++)
        if (load->validate.unplanned[i] && !add(load, conn, &load->toc->entries[i], err))
            return false;
    return true;
}
