#include "server/sql.h"

#include "base/buf.h"
#include "base/log.h"
#include "server/gate.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORTH_TELLING = 100 }; /* milliseconds */

static const char *find_text(const char *name)
{
    for (const struct server_sql *file = server_sql; file->name != NULL; file++)
        if (strcmp(file->name, name) == 0)
            return file->text;
    return NULL;
}

static double milliseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

/* Says which queries take the time of a large catalog. */
static void tell_time(const char *name, const struct rows *rows, double start)
{
    double taken = milliseconds() - start;

    if (taken >= WORTH_TELLING)
        log_verbose("catalog: %s.sql: %zu rows in %.0f ms", name, rows_count(rows), taken);
}

static char *write_sql(const struct conn *conn, const char *name)
{
    const char *text = find_text(name);

    if (text == NULL)
        abort(); /* a name in our tables without a file in sql_files of Makefile.am */
    return gate_apply(text, (unsigned)conn_version(conn) / 10000);
}

static bool fail(const char *name, const struct err *cause, struct err *err)
{
    if (!err_is_set(err))
        err->cancelled = cause->cancelled;
    err_set(err, cause->code, "reading the catalog (%s.sql): %s", name, cause->message);
    return cause->hint[0] == '\0' ? false : err_hint(err, "%s", cause->hint);
}

bool sql_start(struct conn *conn, const char *name, size_t parameters, const uint32_t *types, const char *const *values,
               struct sql_started *started, struct err *err)
{
    struct err cause = ERR_INIT;
    char *sql = write_sql(conn, name);
    bool ok;

    *started = (struct sql_started){.name = name, .milliseconds = milliseconds()};
    ok = query_start(conn, sql, parameters, types, values, &cause);
    free(sql);
    return ok || fail(name, &cause, err);
}

bool sql_collect(struct conn *conn, const struct sql_started *started, struct rows **rows, struct err *err)
{
    struct err cause = ERR_INIT;

    if (!query_collect(conn, rows, &cause))
        return fail(started->name, &cause, err);
    tell_time(started->name, *rows, started->milliseconds);
    return true;
}

bool sql_run(struct conn *conn, const char *name, size_t parameters, const uint32_t *types, const char *const *values,
             struct rows **rows, struct err *err)
{
    struct sql_started started;

    return sql_start(conn, name, parameters, types, values, &started, err) && sql_collect(conn, &started, rows, err);
}

char *sql_oid_array(const uint32_t *oids, size_t count)
{
    struct buf text = {0};

    buf_add_char(&text, '{');
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%u", i > 0 ? "," : "", (unsigned)oids[i]);
    buf_add_char(&text, '}');
    return text.data;
}

char *sql_text_array(const char *const *texts, size_t count)
{
    struct buf array = {0};

    buf_add_char(&array, '{');
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&array, i > 0 ? ",\"" : "\"");
        for (const char *c = texts[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                buf_add_char(&array, '\\');
            buf_add_char(&array, *c);
        }
        buf_add_char(&array, '"');
    }
    buf_add_char(&array, '}');
    return array.data;
}
