#include "server/load_ask.h"

#include "base/arena.h"
#include "base/buf.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

void load_ask_add(struct load_names *names, const char *name)
{
    if (name == NULL)
        return;
    if ((names->count & (names->count - 1)) == 0)
        names->list = mem_resize(names->list, names->count == 0 ? 1 : 2 * names->count, sizeof *names->list);
    names->list[names->count++] = name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each name once. */
static void sort_names(struct load_names *names)
{
    size_t kept = 0;

    qsort(names->list, names->count, sizeof *names->list, compare_names);
    for (size_t i = 0; i < names->count; i++)
        if (kept == 0 || strcmp(names->list[kept - 1], names->list[i]) != 0)
            names->list[kept++] = names->list[i];
    names->count = kept;
}

bool load_ask(struct conn *conn, const char *sql, struct load_names *names, struct rows **rows, struct err *err)
{
    bool ok = true;

    *rows = NULL;
    if (names->count > 0) {
        sort_names(names);

        char *array = sql_text_array(names->list, names->count);
        const char *value = array;

        ok = query_rows(conn, sql, 1, NULL, &value, rows, err);
        free(array);
    }
    free(names->list);
    return ok;
}

size_t load_ask_count(const struct rows *rows)
{
    return rows == NULL ? 0 : rows_count(rows);
}

bool load_ask_found(const struct rows *rows, const char *name)
{
    for (size_t i = 0; name != NULL && i < load_ask_count(rows); i++)
        if (strcmp(rows_text(rows, i, 0), name) == 0)
            return true;
    return false;
}

void load_ask_report(struct load *load, const struct rows *rows, const char *answer, const char *kind,
                     const char *sentence, const char *hint)
{
    struct buf text = {0};
    size_t found = 0;

    for (size_t i = 0; i < load_ask_count(rows); i++)
        if (strcmp(rows_text(rows, i, 1), answer) == 0)
            buf_printf(&text, "%s\"%s\"", found++ == 0 ? "" : ", ", rows_text(rows, i, 0));
    if (found > 0) {
        char *whole = mem_printf("%s: %s", sentence, buf_text(&text));

        intent_add_problem(&load->intent, kind, false, whole, hint);
        free(whole);
    }
    buf_free(&text);
}
