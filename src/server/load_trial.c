/*
 * Which locales the operating system of the server has cannot be asked; it can only be tried. So a collation of that kind is
 * made among the session's temporary objects, in a transaction that is rolled back. The options come from the archive, but
 * are sent in a protocol message that holds one statement: nothing can follow CREATE COLLATION. Where that is not allowed, nothing is
 * known beforehand.
 */
#include "server/load_trial.h"

#include "base/arena.h"
#include "server/load_preflight.h"

#include <stdlib.h>
#include <string.h>

/* What says of a failure that it is the locale's: an invalid value, an unknown object, an unsupported provider. */
static bool is_about_locale(const char *sqlstate)
{
    static const char *const states[] = {"22023", "42704", "0A000"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(sqlstate, states[i]) == 0)
            return true;
    return false;
}

/* *refusal: set when the locale is the matter. False: the connection is lost. */
static bool try_locale(struct conn *conn, const char *statement, struct err *refusal, struct err *err)
{
    struct err cause = ERR_INIT;
    struct rows *rows = NULL;

    if (!query_exec(conn, "BEGIN", err))
        return false;
    if (!query_rows(conn, statement, 0, NULL, NULL, &rows, &cause) && is_about_locale(conn_sqlstate(conn)))
        *refusal = cause;
    rows_free(rows);
    if (cause.cancelled || !conn_is_usable(conn)) {
        *err = cause;
        return false;
    }
    return query_exec(conn, "ROLLBACK", err);
}

static void report(struct load *load, const struct entry *entry, const struct err *refusal, const char *hint)
{
    char name[512];
    char *text = mem_printf("%s cannot be created on this server: %s", entry_describe(entry, name, sizeof name),
                            refusal->message);

    intent_add_problem(&load->intent, "locale", false, text, hint);
    free(text);
}

static bool try_collation(struct load *load, struct conn *conn, const struct entry *entry, struct err *err)
{
    for (size_t i = 0; i < entry->marks_count; i++) {
        const struct mark *mark = &entry->marks[i];
        struct err refusal = ERR_INIT;
        char *statement;
        bool good;

        if (mark->text != MARK_CREATE || mark->kind != MARK_LOCALE)
            continue;
        statement =
            mem_printf("CREATE COLLATION pg_temp.pgsnap_trial (%.*s)", (int)mark->length, entry->create + mark->at);
        good = try_locale(conn, statement, &refusal, err);
        free(statement);
        if (!good)
            return false;
        if (err_is_set(&refusal))
            report(load, entry, &refusal, "install the locale on the server's machine first");
    }
    return true;
}

/* A collation must fit the encoding of the database that it is tried in. */
static const char write_database_trial[] =
    "SELECT pg_catalog.format('CREATE COLLATION pg_temp.pgsnap_trial (LC_COLLATE = %L, LC_CTYPE = %L)',"
    " $1::pg_catalog.text, $2::pg_catalog.text)"
    " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"
    " AND pg_catalog.pg_encoding_to_char(encoding)::pg_catalog.text = $3::pg_catalog.text";

static bool try_database(struct load *load, struct conn *conn, const struct entry *entry, struct err *err)
{
    const char *values[] = {entry_fact(load->toc, "collate"), entry_fact(load->toc, "ctype"),
                            entry_fact(load->toc, "encoding")};
    struct err refusal = ERR_INIT;
    struct rows *rows;
    bool good = true;

    if (values[0] == NULL || values[1] == NULL || values[2] == NULL)
        return true;
    if (!query_rows(conn, write_database_trial, 3, NULL, values, &rows, err))
        return false;
    if (rows_count(rows) > 0)
        good = try_locale(conn, rows_text(rows, 0, 0), &refusal, err);
    rows_free(rows);
    if (good && err_is_set(&refusal))
        report(load, entry, &refusal,
               "install the locale on the server's machine first, or create the database yourself and leave -C out");
    return good;
}

bool load_trial_check(struct load *load, struct conn *conn, struct err *err)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        bool good = true;

        if (!load_preflight_makes(load, entry) || entry->create == NULL)
            continue;
        if (strcmp(entry->kind, "COLLATION") == 0)
            good = try_collation(load, conn, entry, err);
        else if (strcmp(entry->kind, "DATABASE") == 0)
            good = try_database(load, conn, entry, err);
        if (!good)
            return false;
    }
    return true;
}
