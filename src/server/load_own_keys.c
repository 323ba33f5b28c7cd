#include "server/load_own_keys.h"

#include "base/arena.h"
#include "pq/query.h"
#include "server/load_preflight.h"
#include "server/sql.h"

#include <stdlib.h>

static const char find_own_keys[] =
    "SELECT DISTINCT wanted.at - 1"
    " FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))"
    " WITH ORDINALITY AS wanted (schema, relation, at)"
    " JOIN pg_catalog.pg_namespace AS n ON n.nspname::pg_catalog.text = wanted.schema"
    " JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname::pg_catalog.text = wanted.relation"
    " JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f'"
    " WHERE k.confrelid = c.oid"
    " OR (c.relispartition AND k.confrelid IN (SELECT relid FROM pg_catalog.pg_partition_ancestors(c.oid)))";

static bool may_have_keys(struct load *load, const struct entry *entry)
{
    const struct entry *table = entry_find(load->toc, entry->parent);

    return entry->selected && (entry->flags & ENTRY_ROWS) != 0 && entry->schema != NULL &&
           (table == NULL || !load_preflight_makes(load, table));
}

static bool ask(struct load *load, struct conn *conn, const struct entry *const *entries, size_t count, struct err *err)
{
    const char **names[2];
    char *arrays[2];
    struct rows *rows = NULL;
    bool ok;

    for (size_t i = 0; i < 2; i++)
        names[i] = mem_calloc(count, sizeof(const char *));
    for (size_t i = 0; i < count; i++) {
        names[0][i] = entries[i]->schema;
        names[1][i] = entries[i]->name;
    }
    for (size_t i = 0; i < 2; i++) {
        arrays[i] = sql_text_array(names[i], count);
        free(names[i]);
    }
    ok = query_rows(conn, find_own_keys, 2, NULL, (const char *const *)arrays, &rows, err);
    for (size_t i = 0; ok && i < rows_count(rows); i++) {
        int64_t at = rows_get_number(rows, i, 0);

        if (at >= 0 && (size_t)at < count)
            load->whole[entries[at]->id - 1] = true;
    }
    rows_free(rows);
    free(arrays[0]);
    free(arrays[1]);
    return ok;
}

bool load_own_keys_find(struct load *load, struct conn *conn, struct err *err)
{
    const struct entry **entries;
    size_t count = 0;
    bool ok;

    free(load->whole);
    load->whole = mem_calloc(load->toc->count + 1, sizeof *load->whole);
    if (load->options.create || load->options.disable_triggers)
        return true;
    entries = mem_calloc(load->toc->count + 1, sizeof(const struct entry *));
    for (size_t i = 0; i < load->toc->count; i++)
        if (may_have_keys(load, &load->toc->entries[i]))
            entries[count++] = &load->toc->entries[i];
    ok = count == 0 || ask(load, conn, entries, count, err);
    free(entries);
    return ok;
}
