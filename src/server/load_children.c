#include "server/load_children.h"

#include "base/arena.h"
#include "base/log.h"
#include "server/load_holders.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

/* The parents are named behind the columns. A name that only looks like theirs costs no more than the question. */
static bool has_parent(const struct entry *entry, const char *parent)
{
    const char *at = entry->create == NULL ? NULL : strstr(entry->create, " INHERIT");

    return at != NULL && strstr(at, parent) != NULL;
}

/* The archive brings the table back as the parent's child. */
static bool comes_back(const struct load *load, const char *schema, const char *name, const char *parent)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->selected && strcmp(entry->kind, "TABLE") == 0 && entry->schema != NULL &&
            strcmp(entry->schema, schema) == 0 && strcmp(entry->name, name) == 0)
            return has_parent(entry, parent);
    }
    return false;
}

static void report(struct load *load, const char *schema, const char *name, const char *parent)
{
    char *text =
        mem_printf("table %s, which stays, would lose its child %s.%s and the rows in it", parent, schema, name);

    if (load->options.cascade)
        log_warning("%s", text);
    else
        intent_add_problem(&load->intent, "dependent", true, text,
                           "--cascade goes on; or end it first with ALTER TABLE ... NO INHERIT");
    free(text);
}

bool load_children_check(struct load *load, struct conn *conn, struct err *err)
{
    char *arrays[2];
    struct rows *rows = NULL;
    bool ok;

    if (load->drops_count == 0)
        return true;
    load_holders_relations(load->drops, load->drops_count, arrays);
    ok = sql_run(conn, "children", 2, NULL, (const char *const *)arrays, &rows, err);
    free(arrays[0]);
    free(arrays[1]);
    for (size_t i = 0; ok && i < rows_count(rows); i++) {
        const char *schema = rows_text(rows, i, rows_column(rows, "schema"));
        const char *name = rows_text(rows, i, rows_column(rows, "name"));
        const char *parent = rows_text(rows, i, rows_column(rows, "parent"));

        if (!comes_back(load, schema, name, parent))
            report(load, schema, name, parent);
    }
    rows_free(rows);
    return ok;
}
