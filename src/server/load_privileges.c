/*
 * ALTER DEFAULT PRIVILEGES in the target gives rights to tables that the archive keeps from everybody, and takes the use of
 * functions from PUBLIC that have it in the archive; the archive says only in what rights differ from those that the server
 * itself gives. So what the defaults did is undone in the transaction that creates the objects.
 *
 * That is one more query for a batch of entries, and only in a database that has default privileges for this role. With -C
 * and --swap it has none: they come from the archive, at the end.
 */
#include "server/load_privileges.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/kind.h"
#include "server/load_place.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

static const char ask[] = "SELECT EXISTS (SELECT FROM pg_catalog.pg_default_acl AS defaults"
                          " JOIN pg_catalog.pg_roles AS role ON role.oid = defaults.defaclrole"
                          " WHERE role.rolname = current_user)";

static bool has_rights(const struct load *load)
{
    return !load->options.no_rights && entry_fact(load->toc, "without_rights") == NULL;
}

bool load_privileges_find(struct load *load, struct conn *conn, struct err *err)
{
    char *answer;

    if (load->options.create || !has_rights(load))
        return true;
    if (!query_value(conn, ask, &answer, err))
        return false;
    load->undoes_defaults = answer != NULL && strcmp(answer, "t") == 0;
    free(answer);
    return true;
}

/* A function or a materialized view that needs a key is made after the rows (model/promote.c), but still before ACLs. */
bool load_privileges_may_give(const struct load *load, const struct entry *entry)
{
    const struct kind *kind = kind_find(entry->kind);

    /* a function that is replaced in its place has had its own */
    if (has_rights(load) && load_place_is(load, entry))
        return true;
    return load->undoes_defaults && entry->stage < STAGE_RIGHTS && kind != NULL && kind->stage == STAGE_PRE;
}

/* The SQL file finds large objects in the statement that makes them. */
static const char *name_of(const struct entry *entry)
{
    return strcmp(entry->kind, "LARGE OBJECTS") == 0 ? entry->create : entry->name;
}

static bool ask_statements(struct conn *conn, const struct entry *const *entries, size_t count, struct rows **rows,
                           struct err *err)
{
    const char **columns[3]; /* kinds, schemas, names */
    char *values[3];
    bool ok;

    for (size_t i = 0; i < 3; i++)
        columns[i] = mem_calloc(count, sizeof(const char *));
    for (size_t i = 0; i < count; i++) {
        columns[0][i] = entries[i]->kind;
        columns[1][i] = entries[i]->schema == NULL ? "" : entries[i]->schema;
        columns[2][i] = name_of(entries[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        values[i] = sql_text_array(columns[i], count);
        free(columns[i]);
    }
    ok = sql_run(conn, "default_privileges", 3, NULL, (const char *const *)values, rows, err);
    for (size_t i = 0; i < 3; i++)
        free(values[i]);
    return ok;
}

bool load_privileges_text(struct conn *conn, const struct entry *const *entries, size_t count, char **text,
                          struct err *err)
{
    struct buf sql = {0};
    struct rows *rows;

    *text = NULL;
    if (count == 0)
        return true;
    if (!ask_statements(conn, entries, count, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        buf_printf(&sql, "%s\n", rows_text(rows, i, 0));
    rows_free(rows);
    *text = sql.data;
    return true;
}
