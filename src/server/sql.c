#include "server/sql.h"

#include "base/buf.h"
#include "server/gate.h"

#include <stdlib.h>
#include <string.h>

static const char *find_text(const char *name)
{
    for (const struct server_sql *file = server_sql; file->name != NULL; file++)
        if (strcmp(file->name, name) == 0)
            return file->text;
    return NULL;
}

bool sql_run(struct conn *conn, const char *name, size_t parameters, const uint32_t *types, const char *const *values,
             struct rows **rows, struct err *err)
{
    const char *text = find_text(name);
    struct err cause = ERR_INIT;
    char *sql;
    bool ok;

    if (text == NULL)
        abort(); /* a name in our tables without a file in sql_files of Makefile.am */
    sql = gate_apply(text, (unsigned)conn_version(conn) / 10000);
    ok = query_rows(conn, sql, parameters, types, values, rows, &cause);
    free(sql);
    if (ok)
        return true;
    if (!err_is_set(err))
        err->cancelled = cause.cancelled;
    err_set(err, cause.code, "reading the catalog (%s.sql): %s", name, cause.message);
    return cause.hint[0] == '\0' ? false : err_hint(err, "%s", cause.hint);
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
