#include "server/load_emptied.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/naming.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAMED = 5 };

static const char table_data[] = "TABLE DATA";

/* rows: per entry of the archive, whether the archive has rows for it. */
static bool *find_rows(const struct toc *toc)
{
    bool *rows = mem_calloc(toc->count + 1, sizeof *rows);

    for (size_t i = 0; i < toc->count; i++)
        if (strcmp(toc->entries[i].kind, table_data) == 0 && entry_find(toc, toc->entries[i].parent) != NULL)
            rows[toc->entries[i].parent - 1] = true;
    return rows;
}

bool load_emptied_has_no_rows(const struct load *load)
{
    bool has_tables = false;

    for (size_t i = 0; i < load->toc->count; i++) {
        if (strcmp(load->toc->entries[i].kind, table_data) == 0)
            return false;
        has_tables = has_tables || strcmp(load->toc->entries[i].kind, "TABLE") == 0;
    }
    return has_tables && !load->options.no_rows;
}

/* The target's table of these rows, when they would be lost; else NULL. */
static const struct entry *find_emptied(const struct load *load, const struct entry *data, const bool *rows)
{
    const struct entry *table = entry_find(&load->standing, data->parent);

    if (strcmp(data->kind, table_data) != 0 || data->bytes == 0 || table == NULL ||
        replacement_fate(&load->replacement, table) != REPLACEMENT_REPLACED ||
        load->replacement.twins[table->id - 1] == 0 || rows[load->replacement.twins[table->id - 1] - 1])
        return NULL;
    return table;
}

static void report(struct load *load, size_t count, const char *names)
{
    char *text;

    if (!load_emptied_has_no_rows(load)) {
        log_warning("the dump left out the rows of %zu table%s that would be replaced by %s: %s", count,
                    count == 1 ? "" : "s", count == 1 ? "an empty one" : "empty ones", names);
        return;
    }
    text = mem_printf("the archive has no rows at all, and would replace %zu table%s that hold%s some: %s", count,
                      count == 1 ? "" : "s", count == 1 ? "s" : "", names);
    intent_add_problem(&load->intent, "rows", true, text, "-s (--schema-only) says that they shall be empty");
    free(text);
}

void load_emptied_find(struct load *load)
{
    bool *rows = find_rows(load->toc);
    struct naming naming = {.most = MOST_NAMED};

    for (size_t i = 0; !load->options.no_rows && i < load->standing.count; i++) {
        const struct entry *table = find_emptied(load, &load->standing.entries[i], rows);

        if (table != NULL)
            naming_add(&naming, table);
    }
    if (naming.count > 0)
        report(load, naming.count, naming_finish(&naming));
    naming_free(&naming);
    free(rows);
}
