#include "server/load_preflight.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"

#include <stdlib.h>
#include <string.h>

/* One row for each name that is not as wanted; problem is 'absent' or 'foreign'. */
static const char find_owners[] =
    "SELECT wanted.name, CASE WHEN role.oid IS NULL THEN 'absent' ELSE 'foreign' END AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " LEFT JOIN pg_catalog.pg_roles AS role ON role.rolname::pg_catalog.text = wanted.name"
    " WHERE role.oid IS NULL OR NOT pg_catalog.pg_has_role(role.oid, 'MEMBER')"
    " ORDER BY wanted.name COLLATE \"C\"";

static const char find_extensions[] = "SELECT wanted.name, 'absent' AS problem"
                                      " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                      " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions AS available"
                                      " WHERE available.name::pg_catalog.text = wanted.name)"
                                      " ORDER BY wanted.name COLLATE \"C\"";

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "{"a","b"}", each name once: the text form of an array. */
static void write_array(const char **names, size_t count, struct buf *array)
{
    qsort(names, count, sizeof *names, compare_names);
    buf_add_char(array, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(names[i - 1], names[i]) == 0)
            continue;
        buf_add_text(array, i > 0 ? ",\"" : "\"");
        for (const char *c = names[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                buf_add_char(array, '\\');
            buf_add_char(array, *c);
        }
        buf_add_char(array, '"');
    }
    buf_add_char(array, '}');
}

static const char *wanted_owner(const struct entry *entry)
{
    return entry->own != NULL ? entry->owner : NULL;
}

static const char *wanted_extension(const struct entry *entry)
{
    return strcmp(entry->kind, "EXTENSION") == 0 ? entry->name : NULL;
}

/* *rows is NULL when no entry wants anything. */
static bool ask(struct load *load, struct conn *conn, const char *sql, const char *(*wanted)(const struct entry *),
                struct rows **rows, struct err *err)
{
    const char **names = mem_calloc(load->toc->count + 1, sizeof *names);
    struct buf array = {0};
    size_t count = 0;
    bool ok = true;

    *rows = NULL;
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        const char *name = entry->selected ? wanted(entry) : NULL;

        if (name != NULL && (entry->stage != STAGE_DATABASE || load->options.create))
            names[count++] = name;
    }
    if (count > 0) {
        const char *value;

        write_array(names, count, &array);
        value = buf_text(&array);
        ok = query_rows(conn, sql, 1, NULL, &value, rows, err);
    }
    buf_free(&array);
    free(names);
    return ok;
}

/* The names with that problem, quoted and joined by commas; returns how many. */
static size_t join(const struct rows *rows, const char *problem, struct buf *text)
{
    size_t found = 0;

    for (size_t i = 0; i < rows_count(rows); i++) {
        if (strcmp(rows_get(rows, i, 1), problem) != 0)
            continue;
        buf_printf(text, "%s\"%s\"", found == 0 ? "" : ", ", rows_get(rows, i, 0));
        found++;
    }
    return found;
}

static bool allows_failures(const struct load *load)
{
    return !load->options.single_transaction && !load->options.exit_on_error;
}

/* A warning, or where no failure is allowed an error. */
static bool report(const struct load *load, const char *problem, const char *consequence, const char *hint,
                   struct err *err)
{
    if (allows_failures(load)) {
        log_warning("%s: %s\nhint: %s", problem, consequence, hint);
        return true;
    }
    err_set(err, ERR_FAILED, "%s; nothing was changed", problem);
    return err_hint(err, "%s", hint);
}

static bool report_names(const struct load *load, const struct rows *rows, const char *problem, const char *format,
                         const char *consequence, const char *hint, struct err *err)
{
    struct buf names = {0};
    bool ok = true;

    if (join(rows, problem, &names) > 0) {
        char *sentence = mem_printf("%s: %s", format, buf_text(&names));

        ok = report(load, sentence, consequence, hint, err);
        free(sentence);
    }
    buf_free(&names);
    return ok;
}

static void note_barred(struct load *load, const struct rows *rows)
{
    size_t count = rows_count(rows);

    load->barred = mem_calloc(count + 1, sizeof *load->barred);
    for (size_t i = 0; i < count; i++)
        load->barred[i] = mem_strdup(rows_get(rows, i, 0));
}

static bool check_owners(struct load *load, struct conn *conn, struct err *err)
{
    struct rows *rows;
    bool ok;

    if (load->options.no_owner)
        return true;
    if (!ask(load, conn, find_owners, wanted_owner, &rows, err))
        return false;
    if (rows == NULL)
        return true;
    note_barred(load, rows);
    ok = report_names(load, rows, "absent", "these owners do not exist here", "their objects will be yours",
                      "create the roles first, or leave owners out with -O", err) &&
         report_names(load, rows, "foreign", "you are no member of these owners", "their objects will be yours",
                      "restore as a superuser or a member of those roles, or leave owners out with -O", err);
    rows_free(rows);
    return ok;
}

static bool check_extensions(struct load *load, struct conn *conn, struct err *err)
{
    struct rows *rows;
    bool ok;

    if (!ask(load, conn, find_extensions, wanted_extension, &rows, err))
        return false;
    if (rows == NULL)
        return true;
    ok =
        report_names(load, rows, "absent", "these extensions are not available on the server",
                     "they and what needs them will fail", "install their packages on the server's machine first", err);
    rows_free(rows);
    return ok;
}

static bool check_writable(struct conn *conn, struct err *err)
{
    char *recovering = NULL;
    bool ok = query_value(conn, "SELECT pg_catalog.pg_is_in_recovery()", &recovering, err);

    if (ok && recovering != NULL && strcmp(recovering, "t") == 0) {
        err_set(err, ERR_FAILED, "the server is a standby: nothing can be restored into it");
        ok = err_hint(err, "connect to the primary server");
    }
    free(recovering);
    return ok;
}

bool load_preflight(struct load *load, struct conn *conn, struct err *err)
{
    return check_writable(conn, err) && check_owners(load, conn, err) && check_extensions(load, conn, err);
}

bool load_preflight_bars(const struct load *load, const struct entry *entry)
{
    if (load->barred == NULL || entry->owner == NULL)
        return false;
    for (char **role = load->barred; *role != NULL; role++)
        if (strcmp(*role, entry->owner) == 0)
            return true;
    return false;
}
