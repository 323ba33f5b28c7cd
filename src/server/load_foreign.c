#include "server/load_foreign.h"

#include "base/arena.h"
#include "base/log.h"
#include "server/load_ask.h"

#include <stdlib.h>
#include <string.h>

static const char find_schemas[] = "SELECT wanted.name, 'foreign' AS problem"
                                   " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                   " JOIN pg_catalog.pg_namespace AS schema"
                                   " ON schema.nspname::pg_catalog.text = wanted.name"
                                   " WHERE NOT pg_catalog.pg_has_role(schema.nspowner, 'USAGE')";

static const char find_extensions[] = "SELECT wanted.name, 'foreign' AS problem"
                                      " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                      " JOIN pg_catalog.pg_extension AS extension"
                                      " ON extension.extname::pg_catalog.text = wanted.name"
                                      " WHERE NOT pg_catalog.pg_has_role(extension.extowner, 'USAGE')";

static const char find_roles[] = "SELECT wanted.name, 'foreign' AS problem"
                                 " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                 " JOIN pg_catalog.pg_roles AS role ON role.rolname::pg_catalog.text = wanted.name"
                                 " WHERE NOT pg_catalog.pg_has_role(role.oid, 'MEMBER')";

static bool mark_kind(struct load *load, struct conn *conn, const char *kind, const char *sql, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->count; i++)
        if (load->replacement.kept[i] && load->replacement.there[i] != 0 &&
            strcmp(load->toc->entries[i].kind, kind) == 0)
            load_ask_add(&names, load->toc->entries[i].name);
    if (!load_ask(conn, sql, &names, &rows, err))
        return false;
    for (size_t i = 0; load_ask_count(rows) > 0 && i < load->toc->count; i++)
        load->foreign[i] = load->foreign[i] || (load->replacement.kept[i] && load->replacement.there[i] != 0 &&
                                                strcmp(load->toc->entries[i].kind, kind) == 0 &&
                                                load_ask_found(rows, load->toc->entries[i].name));
    rows_free(rows);
    return true;
}

/* Whose default privileges they are, where the target has the same, in a schema that stays; else NULL. */
static const char *find_grantor(const struct load *load, const struct entry *entry)
{
    const struct entry *here = entry_find(&load->standing, load->replacement.there[entry->id - 1]);

    if (!entry->selected || strcmp(entry->kind, "DEFAULT ACL") != 0 || here == NULL || entry->create == NULL ||
        here->create == NULL || strcmp(entry->create, here->create) != 0)
        return NULL;
    for (size_t i = 0; i < entry->needs_count; i++)
        if (!load->replacement.kept[entry->needs[i] - 1] && entry_find(load->toc, entry->needs[i])->selected)
            return NULL;
    for (size_t i = 0; i < entry->marks_count; i++)
        if (entry->marks[i].text == MARK_NAME && entry->marks[i].kind == MARK_ROLE)
            return entry->marks[i].object;
    return NULL;
}

static bool mark_default_privileges(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->count; i++)
        load_ask_add(&names, find_grantor(load, &load->toc->entries[i]));
    if (!load_ask(conn, find_roles, &names, &rows, err))
        return false;
    for (size_t i = 0; load_ask_count(rows) > 0 && i < load->toc->count; i++) {
        const char *grantor = find_grantor(load, &load->toc->entries[i]);

        if (grantor != NULL && load_ask_found(rows, grantor))
            load->foreign[i] = true;
    }
    rows_free(rows);
    return true;
}

/* What is about one of them, and about nothing else: rights within a schema need the schema too. */
static bool is_about_foreign(const struct load *load, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++)
        if (!load->foreign[entry->needs[i] - 1])
            return false;
    return entry->stage == STAGE_RIGHTS && entry->schema == NULL && entry->needs_count > 0;
}

bool load_foreign_find(struct load *load, struct conn *conn, struct err *err)
{
    if (load->options.create)
        return true;
    load->foreign = mem_calloc(load->toc->count + 1, sizeof *load->foreign);
    if (!mark_kind(load, conn, "SCHEMA", find_schemas, err) ||
        !mark_kind(load, conn, "EXTENSION", find_extensions, err) || !mark_default_privileges(load, conn, err))
        return false;
    for (size_t i = 0; i < load->toc->count; i++)
        if (load->toc->entries[i].selected && !load->replacement.kept[i] &&
            is_about_foreign(load, &load->toc->entries[i]))
            load->foreign[i] = true;
    return true;
}

bool load_foreign_is(const struct load *load, const struct entry *entry)
{
    return load->foreign != NULL && load->foreign[entry->id - 1];
}

void load_foreign_tell(const struct load *load)
{
    size_t count = 0;
    char name[512];

    for (size_t i = 0; load->foreign != NULL && i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (!load->foreign[i] || entry->stage != STAGE_RIGHTS)
            continue;
        count++;
        log_verbose("left as it is: %s, of what belongs to another role", entry_describe(entry, name, sizeof name));
    }
    if (count > 0)
        log_info("%zu comment%s and rights of what belongs to other roles are left as they are", count,
                 count == 1 ? "" : "s");
}
