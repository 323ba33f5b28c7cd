#include "server/load_holders.h"

#include "base/arena.h"
#include "base/buf.h"
#include "server/sql.h"

#include <stdlib.h>

void load_holders_relations(const struct entry *const *list, size_t count, char *arrays[2])
{
    const char **schemas = mem_calloc(count + 1, sizeof *schemas);
    const char **names = mem_calloc(count + 1, sizeof *names);
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if ((list[i]->flags & ENTRY_RELATION) == 0)
            continue;
        schemas[used] = list[i]->schema;
        names[used++] = list[i]->name;
    }
    arrays[0] = sql_text_array(schemas, used);
    arrays[1] = sql_text_array(names, used);
    free(schemas);
    free(names);
}

char *load_holders_list(const struct load *load, struct conn *conn)
{
    struct buf text = {0};
    char *arrays[2];
    struct rows *rows = NULL;
    struct err ignored = ERR_INIT;

    if (load->drops_count == 0)
        return NULL;
    load_holders_relations(load->drops, load->drops_count, arrays);
    if (sql_run(conn, "holders", 2, NULL, (const char *const *)arrays, &rows, &ignored))
        for (size_t i = 0; i < rows_count(rows); i++)
            buf_printf(&text, "\n%s", rows_text(rows, i, rows_column(rows, "holder")));
    rows_free(rows);
    free(arrays[0]);
    free(arrays[1]);
    return text.data;
}
