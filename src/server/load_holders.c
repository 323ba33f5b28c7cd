#include "server/load_holders.h"

#include "base/arena.h"
#include "base/buf.h"
#include "server/sql.h"

#include <stdlib.h>

struct wanted {
    const char **schemas, **names;
    size_t count;
};

static void list_relations(const struct load *load, struct wanted *wanted)
{
    wanted->schemas = mem_calloc(load->drops_count + 1, sizeof *wanted->schemas);
    wanted->names = mem_calloc(load->drops_count + 1, sizeof *wanted->names);
    for (size_t i = 0; i < load->drops_count; i++) {
        if ((load->drops[i]->flags & ENTRY_RELATION) == 0)
            continue;
        wanted->schemas[wanted->count] = load->drops[i]->schema;
        wanted->names[wanted->count++] = load->drops[i]->name;
    }
}

static void ask(struct conn *conn, const struct wanted *wanted, struct buf *text)
{
    char *arrays[] = {sql_text_array(wanted->schemas, wanted->count), sql_text_array(wanted->names, wanted->count)};
    struct rows *rows = NULL;
    struct err ignored = ERR_INIT;

    if (sql_run(conn, "holders", 2, NULL, (const char *const *)arrays, &rows, &ignored))
        for (size_t i = 0; i < rows_count(rows); i++)
            buf_printf(text, "\n%s", rows_text(rows, i, rows_column(rows, "holder")));
    rows_free(rows);
    free(arrays[0]);
    free(arrays[1]);
}

char *load_holders_list(const struct load *load, struct conn *conn)
{
    struct wanted wanted = {.count = 0};
    struct buf text = {0};

    list_relations(load, &wanted);
    if (wanted.count > 0)
        ask(conn, &wanted, &text);
    free(wanted.schemas);
    free(wanted.names);
    return text.data;
}
