#include "server/load_support.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "model/globals.h"
#include "server/load_ask.h"
#include "server/load_preflight.h"
#include "server/load_session.h"
#include "server/load_trial.h"
#include "server/swap.h"

#include <stdlib.h>
#include <string.h>

static const char find_extensions[] = "SELECT wanted.name, 'absent' AS problem"
                                      " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                      " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions AS available"
                                      " WHERE available.name::pg_catalog.text = wanted.name)"
                                      " ORDER BY wanted.name COLLATE \"C\"";

/* A server of a provider may let others make some of them, so this can only be a warning. Before 13 none is trusted. */
static const char find_untrusted[] =
    "SELECT wanted.name FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " JOIN pg_catalog.pg_available_extensions AS available ON available.name::pg_catalog.text = wanted.name"
    " JOIN pg_catalog.pg_available_extension_versions AS offered"
    " ON offered.name = available.name AND offered.version = available.default_version"
    " WHERE offered.superuser AND available.installed_version IS NULL"
    " AND coalesce(pg_catalog.to_jsonb(offered)->>'trusted', 'false') <> 'true'"
    " AND pg_catalog.current_setting('is_superuser') <> 'on'"
    " ORDER BY wanted.name COLLATE \"C\"";

/* Names are "extension version". What is installed counts, else what would be installed. */
static const char find_versions[] =
    "SELECT wanted.name, pg_catalog.format('%s has %s', CASE WHEN available.installed_version IS NULL"
    " THEN 'the server' ELSE 'the database' END,"
    " coalesce(available.installed_version, available.default_version)) AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " JOIN pg_catalog.pg_available_extensions AS available"
    " ON available.name::pg_catalog.text = pg_catalog.split_part(wanted.name, ' ', 1)"
    " WHERE coalesce(available.installed_version, available.default_version)"
    " <> pg_catalog.substr(wanted.name, pg_catalog.length(available.name) + 2)"
    " ORDER BY wanted.name COLLATE \"C\"";

static const char find_access_methods[] = "SELECT wanted.name, 'absent' AS problem"
                                          " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                          " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_am AS method"
                                          " WHERE method.amname::pg_catalog.text = wanted.name)"
                                          " ORDER BY wanted.name COLLATE \"C\"";

/* Before 14 there is no such setting, and no choice. */
static const char find_compressions[] =
    "SELECT wanted.name, 'absent' AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_settings AS setting"
    " WHERE setting.name = 'default_toast_compression' AND wanted.name = ANY (setting.enumvals))"
    " ORDER BY wanted.name COLLATE \"C\"";

/* Names are lists of numbers. */
static const char find_large_objects[] =
    "SELECT pg_catalog.min(object.oid)::pg_catalog.text, pg_catalog.count(*)"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " CROSS JOIN LATERAL pg_catalog.unnest(wanted.name::pg_catalog.oid[]) AS number (oid)"
    " JOIN pg_catalog.pg_largeobject_metadata AS object ON object.oid = number.oid"
    " HAVING pg_catalog.count(*) > 0";

static const char find_met[] =
    "SELECT wanted.name FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " WHERE EXISTS (SELECT FROM pg_catalog.unnest(wanted.name::pg_catalog.oid[]) AS number (oid)"
    " JOIN pg_catalog.pg_largeobject_metadata AS object ON object.oid = number.oid)";

static bool makes(const struct load *load, const char *kind, const char *name)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (strcmp(entry->kind, kind) == 0 && entry->name != NULL && strcmp(entry->name, name) == 0 &&
            load_preflight_makes(load, entry))
            return true;
    }
    return false;
}

static bool ask_of_extensions(struct load *load, struct conn *conn, const char *sql, struct rows **rows,
                              struct err *err)
{
    struct load_names names = {0};

    for (size_t i = 0; i < load->toc->count; i++)
        if (load_preflight_makes(load, &load->toc->entries[i]) && strcmp(load->toc->entries[i].kind, "EXTENSION") == 0)
            load_ask_add(&names, load->toc->entries[i].name);
    return load_ask(conn, sql, &names, rows, err);
}

/* Every control file is read for such a question, so that one which is broken, of whatever extension, has it refused. */
static bool tell_refusal(const struct conn *conn, const struct err *cause, bool *known, struct err *err)
{
    *known = false;
    if (cause->cancelled || !conn_is_usable(conn)) {
        *err = *cause;
        return false;
    }
    log_warning("which extensions the server has could not be read, so that nothing can be said of them beforehand: %s",
                cause->message);
    return true;
}

static bool check_extensions(struct load *load, struct conn *conn, bool *known, struct err *err)
{
    struct err cause = ERR_INIT;
    struct rows *rows;

    *known = true;
    if (!ask_of_extensions(load, conn, find_extensions, &rows, &cause))
        return tell_refusal(conn, &cause, known, err);
    load_ask_report(load, rows, "absent", "extension", "these extensions are not available on the server",
                    "install their packages on the server's machine first");
    rows_free(rows);
    if (!ask_of_extensions(load, conn, find_untrusted, &rows, err))
        return false;
    for (size_t i = 0; i < load_ask_count(rows); i++)
        log_warning("extension %s usually takes a superuser to create: let one do it first, if the server refuses it",
                    rows_text(rows, i, 0));
    rows_free(rows);
    return true;
}

/* The database that the restore goes into. */
static const char *find_place(const struct load *load, const struct conn *conn)
{
    if (load->options.swap != NULL)
        return swap_new(load->options.swap);
    return load->options.create ? entry_fact(load->toc, "database") : conn_dbname(conn);
}

/* Its script refuses every database but one. Who may not see the setting may not create it either. */
static bool check_cron(struct load *load, struct conn *conn, struct err *err)
{
    const char *place = find_place(load, conn);
    struct err cause = ERR_INIT;
    char *only = NULL, *text;

    if (place == NULL || !makes(load, "EXTENSION", "pg_cron"))
        return true;
    if (!query_value(conn, "SELECT nullif(pg_catalog.current_setting('cron.database_name', true), '')", &only, &cause))
        return conn_is_usable(conn) || load_session_survives(load, conn, NULL, &cause, err);
    if (only != NULL && strcmp(only, place) != 0) {
        text = mem_printf(
            "extension pg_cron can be created in database \"%s\" only, the server's cron.database_name, and not "
            "in \"%s\"",
            only, place);
        intent_add_problem(&load->intent, "extension", false, text,
                           "restore into that one with -c, change the setting, or leave the extension out with -L");
        free(text);
    }
    free(only);
    return true;
}

/* The extension of a fact "name version" is selected. */
static bool wants_extension(const struct load *load, const char *fact)
{
    size_t length = strcspn(fact, " ");

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->selected && strcmp(entry->kind, "EXTENSION") == 0 && entry->name != NULL &&
            strlen(entry->name) == length && strncmp(entry->name, fact, length) == 0)
            return true;
    }
    return false;
}

/* Mostly harmless, but what fails because of it is hard to understand later. */
static bool check_versions(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->facts_count; i++)
        if (strcmp(load->toc->facts[i].key, "extension") == 0 && wants_extension(load, load->toc->facts[i].value))
            load_ask_add(&names, load->toc->facts[i].value);
    if (!load_ask(conn, find_versions, &names, &rows, err))
        return false;
    for (size_t i = 0; i < load_ask_count(rows); i++)
        log_warning("extension %s in the archive: %s", rows_text(rows, i, 0), rows_text(rows, i, 1));
    rows_free(rows);
    return true;
}

/* Marks of that kind in what is made; with a kind of entry, names that the restore makes itself are left out. */
static void collect_marks(const struct load *load, enum mark_kind kind, const char *made_as, struct load_names *names)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        for (size_t j = 0; load_preflight_makes(load, entry) && j < entry->marks_count; j++) {
            const struct mark *mark = &entry->marks[j];

            if (mark->text == MARK_CREATE && mark->kind == kind &&
                (made_as == NULL || !makes(load, made_as, mark->object)))
                load_ask_add(names, mark->object);
        }
    }
}

static bool brings_extensions(const struct load *load)
{
    for (size_t i = 0; i < load->toc->count; i++)
        if (strcmp(load->toc->entries[i].kind, "EXTENSION") == 0 && load_preflight_makes(load, &load->toc->entries[i]))
            return true;
    return false;
}

/* An extension that is restored may bring any. */
static bool check_access_methods(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    if (brings_extensions(load))
        return true;
    collect_marks(load, MARK_ACCESS_METHOD, "ACCESS METHOD", &names);
    if (!load_ask(conn, find_access_methods, &names, &rows, err))
        return false;
    load_ask_report(load, rows, "absent", "access method", "these table access methods do not exist here",
                    "create them first, or restore with --no-table-access-method");
    rows_free(rows);
    return true;
}

static bool check_compressions(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    collect_marks(load, MARK_COMPRESSION, NULL, &names);
    if (!load_ask(conn, find_compressions, &names, &rows, err))
        return false;
    load_ask_report(load, rows, "absent", "compression", "the server does not know these compressions of columns",
                    "restore with --no-toast-compression");
    rows_free(rows);
    return true;
}

/* The first major that knows what the entry says, where that is later than the server's; or 0. */
static unsigned long wants_major(const struct load *load, const struct entry *entry)
{
    unsigned long most = 0;

    for (size_t i = 0; i < entry->marks_count; i++)
        if (entry->marks[i].text == MARK_CREATE && entry->marks[i].kind == MARK_SINCE) {
            unsigned long since = strtoul(entry->marks[i].object, NULL, 10);

            if (since > most)
                most = since;
        }
    return most > load->server_major ? most : 0;
}

static void check_majors(struct load *load)
{
    struct buf text = {0};
    unsigned long latest = 0;
    char name[512];

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        unsigned long since = load_preflight_makes(load, entry) ? wants_major(load, entry) : 0;

        if (since == 0)
            continue;
        buf_printf(&text, "%s%s", latest == 0 ? "" : ", ", entry_describe(entry, name, sizeof name));
        latest = since > latest ? since : latest;
    }
    if (latest > 0) {
        char *whole = mem_printf("PostgreSQL %u cannot have these as PostgreSQL %lu has them: %s", load->server_major,
                                 latest, buf_text(&text));

        intent_add_problem(&load->intent, "major", false, whole,
                           globals_are_in(load->toc)
                               ? "restore without them with --keep-going"
                               : "restore without them with --keep-going, or leave publications and subscriptions out "
                                 "with --no-publications and --no-subscriptions");
        free(whole);
    }
    buf_free(&text);
}

/* Then the same ways out have been told already. */
static bool has_existing(const struct load *load)
{
    for (size_t i = 0; i < load->intent.problems_count; i++)
        if (strcmp(load->intent.problems[i].kind, "exists") == 0)
            return true;
    return false;
}

/* They go by number alone, so that another database's are easily met. */
static bool check_large_objects(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    if (load->options.clean || load->options.create || load->options.resume || has_existing(load))
        return true;
    collect_marks(load, MARK_LARGE_OBJECTS, NULL, &names);
    if (!load_ask(conn, find_large_objects, &names, &rows, err))
        return false;
    for (size_t i = 0; i < load_ask_count(rows); i++) {
        char *text =
            mem_printf("%s of the archive's large objects exist%s already, the first is %s", rows_text(rows, i, 1),
                       strcmp(rows_text(rows, i, 1), "1") == 0 ? "s" : "", rows_text(rows, i, 0));

        intent_add_problem(&load->intent, "exists", false, text,
                           "replace them with -c, or leave large objects out with -B");
        free(text);
    }
    rows_free(rows);
    return true;
}

bool load_support_plan_drops(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    if (!load->options.clean || load->options.create || load->options.resume)
        return true;
    collect_marks(load, MARK_LARGE_OBJECTS, NULL, &names);
    if (!load_ask(conn, find_met, &names, &rows, err))
        return false;
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        for (size_t j = 0; entry->selected && j < entry->marks_count; j++)
            if (entry->marks[j].text == MARK_CREATE && entry->marks[j].kind == MARK_LARGE_OBJECTS &&
                load_ask_found(rows, entry->marks[j].object))
                intent_add_step(&load->intent, INTENT_DROP, entry, NULL);
    }
    rows_free(rows);
    return true;
}

bool load_support_check(struct load *load, struct conn *conn, struct err *err)
{
    bool known;

    check_majors(load);
    return check_extensions(load, conn, &known, err) && (!known || check_versions(load, conn, err)) &&
           check_cron(load, conn, err) && check_access_methods(load, conn, err) &&
           check_compressions(load, conn, err) && check_large_objects(load, conn, err) &&
           load_trial_check(load, conn, err);
}
