#include "server/swap_sessions.h"

#include "base/arena.h"
#include "base/buf.h"
#include "pq/query.h"
#include "server/sql.h"

#include <stdlib.h>

enum { MOST_NAMED = 20 };

static void list_one(const struct rows *rows, size_t i, struct buf *list)
{
    buf_printf(list, "\nprocess %s: user \"%s\", application \"%s\", client %s, %s",
               rows_text(rows, i, rows_column(rows, "pid")), rows_text(rows, i, rows_column(rows, "user")),
               rows_text(rows, i, rows_column(rows, "application")), rows_text(rows, i, rows_column(rows, "client")),
               rows_text(rows, i, rows_column(rows, "state")));
}

bool swap_sessions_read(struct conn *conn, const char *database, struct swap_sessions *sessions, struct err *err)
{
    struct rows *rows;
    struct buf list = {0}, endable = {0};

    *sessions = (struct swap_sessions){.count = 0};
    if (!sql_run(conn, "swap_sessions", 1, NULL, &database, &rows, err))
        return false;
    sessions->count = rows_count(rows);
    for (size_t i = 0; i < sessions->count; i++) {
        if (i < MOST_NAMED)
            list_one(rows, i, &list);
        if (rows_get_bool(rows, i, rows_column(rows, "endable")))
            buf_printf(&endable, "%s%lld", endable.used == 0 ? "" : ",",
                       (long long)rows_get_number(rows, i, rows_column(rows, "pid")));
        else
            sessions->foreign++;
    }
    if (sessions->count > MOST_NAMED)
        buf_printf(&list, "\nand %zu more", sessions->count - MOST_NAMED);
    sessions->list = mem_strdup(buf_text(&list));
    sessions->endable = mem_printf("{%s}", buf_text(&endable));
    rows_free(rows);
    buf_free(&list);
    buf_free(&endable);
    return true;
}

void swap_sessions_free(struct swap_sessions *sessions)
{
    free(sessions->list);
    free(sessions->endable);
    *sessions = (struct swap_sessions){.count = 0};
}

bool swap_sessions_end(struct conn *conn, const char *database, const struct swap_sessions *sessions, struct err *err)
{
    const char *const values[] = {sessions->endable, database};
    struct rows *rows;

    if (!sql_run(conn, "swap_end", 2, NULL, values, &rows, err))
        return false;
    rows_free(rows);
    return true;
}
