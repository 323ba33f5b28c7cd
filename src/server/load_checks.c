/*
 * Adding a check plans it, and with it the text of SQL functions that it calls. The catalogs do not say what such a text needs: it
 * may be made later, or be found only with the search_path of the application. So a check that cannot be planned is put off until
 * all other objects are there, the rows too, which the server then looks through: before comments and event triggers. Without a domain's check all tables of the domain
 * would be lost otherwise, and a check that is there and cannot be planned would refuse all rows.
 *
 * What cannot be planned in the end either, or is of a domain that composite types have, is added NOT VALID, which plans nothing,
 * and named. Within the transaction of -c nothing is put off: what fails there can be taken back.
 */
#include "server/load_checks.h"

#include "base/arena.h"
#include "server/load_attempt.h"
#include "server/load_clean.h"

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

bool load_checks_put_off(struct load *load, const struct entry *entry, const char *sqlstate)
{
    if (!is_check(entry) || !is_of_planning(sqlstate) || load_clean_transaction(load, 0) == LOAD_CLEAN)
        return false;
    load->validate.unplanned[entry->id - 1] = true;
    return true;
}

/* As text is written here, it ends with its semicolon. */
static bool add_unvalidated(const struct load_attempt *attempt, const struct entry *entry, struct err *cause,
                            struct err *err)
{
    char *sql = mem_printf("%.*s NOT VALID;", (int)strlen(entry->create) - 1, entry->create), sqlstate[6];
    bool ok = load_attempt_run(attempt, entry, sql, cause, sqlstate, err);

    free(sql);
    return ok;
}

static bool add(const struct load_attempt *attempt, const struct entry *entry, struct err *err)
{
    struct err cause = ERR_INIT, refusal = ERR_INIT;
    char sqlstate[6];

    if (!load_attempt_run(attempt, entry, entry->create, &cause, sqlstate, err))
        return false;
    if (!err_is_set(&cause))
        return true;
    if (!add_unvalidated(attempt, entry, &refusal, err))
        return false;
    return err_is_set(&refusal) ? load_attempt_failure(attempt, entry, &cause, sqlstate, err)
                                : load_attempt_shortcoming(attempt, entry, "it is NOT VALID", &cause, err);
}

bool load_checks_settle(struct load *load, struct conn *conn, struct err *err)
{
    struct load_attempt attempt = {
        .load = load, .conn = conn, .in_transaction = load_clean_transaction(load, 0) != LOAD_NO_TRANSACTION};

    for (size_t i = 0; i < load->toc->count; i++)
        if (load->validate.unplanned[i] && !add(&attempt, &load->toc->entries[i], err))
            return false;
    return true;
}
