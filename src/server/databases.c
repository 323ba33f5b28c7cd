#include "server/databases.h"

#include "base/arena.h"
#include "server/sql.h"

#include <stdlib.h>

static bool read_names(struct conn *conn, char ***names, size_t *count, struct err *err)
{
    struct rows *rows = NULL;

    if (!sql_run(conn, "databases", 0, NULL, NULL, &rows, err))
        return false;
    *names = mem_calloc(rows_count(rows) + 1, sizeof **names);
    for (size_t i = 0; i < rows_count(rows); i++)
        (*names)[(*count)++] = mem_strdup(rows_text(rows, i, rows_column(rows, "name")));
    rows_free(rows);
    return true;
}

bool databases_list(const struct conn_target *target, const char *override_dbname, char ***names, size_t *count,
                    struct err *err)
{
    struct conn *conn;
    char *password = NULL;
    bool ok;

    *names = NULL;
    *count = 0;
    ok = conn_open(target, override_dbname, &password, &conn, err);
    if (ok) {
        ok = read_names(conn, names, count, err);
        conn_close(conn);
    }
    free(password);
    return ok;
}

void databases_free(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}
