#include "server/load_preflight.h"

#include "base/arena.h"
#include "model/globals.h"
#include "server/load_ask.h"
#include "server/load_emptied.h"
#include "server/load_named.h"
#include "server/load_rename.h"
#include "server/load_support.h"
#include "server/swap.h"

#include <stdlib.h>
#include <string.h>

static const char find_owners[] =
    "SELECT wanted.name, CASE WHEN role.oid IS NULL THEN 'absent' ELSE 'foreign' END AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " LEFT JOIN pg_catalog.pg_roles AS role ON role.rolname::pg_catalog.text = wanted.name"
    " WHERE role.oid IS NULL OR NOT pg_catalog.pg_has_role(role.oid, 'MEMBER')"
    " ORDER BY wanted.name COLLATE \"C\"";

static const char find_foreign_owners[] =
    "SELECT wanted.name, 'foreign' AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " JOIN pg_catalog.pg_roles AS role ON role.rolname::pg_catalog.text = wanted.name"
    " WHERE NOT pg_catalog.pg_has_role(role.oid, 'USAGE')"
    " ORDER BY wanted.name COLLATE \"C\"";

/* For -C: whether the database exists, and whether this role may create one. */
static const char find_database[] =
    "SELECT wanted.name, answer.problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " CROSS JOIN LATERAL (SELECT 'exists' AS problem FROM pg_catalog.pg_database AS db"
    " WHERE db.datname::pg_catalog.text = wanted.name"
    " UNION ALL SELECT 'forbidden' FROM pg_catalog.pg_roles AS role"
    " WHERE role.rolname = current_user AND NOT role.rolcreatedb AND NOT role.rolsuper) AS answer";

/* Names as "schema.table": where dots make that ambiguous, a table too many is found, and its absence told later. */
static const char find_tables[] = "SELECT wanted.name, 'absent' AS problem"
                                  " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                  " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class AS relation"
                                  " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = relation.relnamespace"
                                  " WHERE pg_catalog.concat(schema.nspname, '.', relation.relname) = wanted.name)"
                                  " ORDER BY wanted.name COLLATE \"C\"";

static const char find_schemas[] =
    "SELECT wanted.name, CASE WHEN schema.oid IS NULL THEN 'absent' ELSE 'foreign' END AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " LEFT JOIN pg_catalog.pg_namespace AS schema ON schema.nspname::pg_catalog.text = wanted.name"
    " WHERE schema.oid IS NULL OR NOT pg_catalog.has_schema_privilege(schema.oid, 'CREATE')"
    " ORDER BY wanted.name COLLATE \"C\"";

static const char find_forbidden[] =
    "SELECT wanted.name, 'forbidden' AS problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " WHERE NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')"
    " ORDER BY wanted.name COLLATE \"C\"";

static void note_barred(struct load *load, const struct rows *rows)
{
    load->barred = mem_calloc(load_ask_count(rows) + 1, sizeof *load->barred);
    for (size_t i = 0; i < load_ask_count(rows); i++)
        load->barred[i] = mem_strdup(rows_text(rows, i, 0));
}

static bool check_owners(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    if (globals_have_roles(load->toc))
        return true;
    for (size_t i = 0; i < load->toc->count && !load->options.no_owner; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (load->options.swap != NULL && entry->stage == STAGE_DATABASE)
            continue; /* the new database gets the owner of the one that it replaces */
        if (load_preflight_makes(load, entry) && entry->own != NULL)
            load_ask_add(&names, entry->owner);
    }
    if (!load_ask(conn, find_owners, &names, &rows, err))
        return false;
    note_barred(load, rows);
    load_ask_report(load, rows, "absent", "role", "these owners do not exist here",
                    "create the roles first (dump --globals-only saves them), give their objects to others with "
                    "--role-map, or leave owners out with -O");
    load_ask_report(load, rows, "foreign", "role", "you are no member of these owners",
                    "restore as a superuser or a member of those roles, or leave owners out with -O");
    rows_free(rows);
    return true;
}

/* Schemas and relations that the archive has, but the restore would not bring. */
static bool leaves_out(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (!entry->selected && entry->create != NULL &&
            ((entry->flags & ENTRY_RELATION) != 0 || strcmp(entry->kind, "SCHEMA") == 0))
            return true;
    }
    return false;
}

/* What else it holds would be lost; --keep-going does not go over that. */
static void check_part(struct load *load)
{
    const char *database = entry_fact(load->toc, "database");
    bool is_part = entry_fact(load->toc, "without_schemas") != NULL || entry_fact(load->toc, "left_out") != NULL;
    char *text;

    if (!is_part && !leaves_out(load->toc))
        return;
    text = mem_printf("%s only a part of database \"%s\", and -c with -C would drop all of it",
                      is_part ? "the archive has" : "you have chosen", database);
    intent_add_problem(&load->intent, "exists", true, text, "restore with -c alone, or drop the database yourself");
    free(text);
}

/* -c with -C. */
static void plan_database(struct load *load, const struct rows *rows)
{
    bool exists = false;

    for (size_t i = 0; i < load_ask_count(rows); i++)
        exists = exists || strcmp(rows_text(rows, i, 1), "exists") == 0;
    if (!exists)
        return;
    for (size_t i = 0; i < load->toc->count; i++)
        if (strcmp(load->toc->entries[i].kind, "DATABASE") == 0)
            intent_add_first(&load->intent, INTENT_DROP, &load->toc->entries[i], "with all that is in it (-c with -C)");
    check_part(load);
    if (load_emptied_has_no_rows(load))
        intent_add_problem(&load->intent, "rows", true,
                           "the archive has no rows at all, and -c with -C would drop those of the database",
                           "-s (--schema-only) says that its tables shall be empty");
}

static bool check_database(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    if (load->options.swap != NULL)
        return swap_check(load->options.swap, &load->intent, err);

    load_ask_add(&names, entry_fact(load->toc, "database"));
    if (!load_ask(conn, find_database, &names, &rows, err))
        return false;
    if (load->options.clean)
        plan_database(load, rows);
    else
        load_ask_report(load, rows, "exists", "exists", "the database exists already",
                        "restore into it without -C; -c with -C drops the whole database first");
    load_ask_report(load, rows, "forbidden", "right", "you may not create databases",
                    "restore as a role with CREATEDB");
    rows_free(rows);
    return true;
}

static int compare_with_name(const void *name, const void *element)
{
    return strcmp(name, *(const char *const *)element);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* An extension that the restore makes may bring the schema of what needs it. */
static bool may_come_with_extension(const struct load *load, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(load->toc, entry->needs[i]);

        if (need != NULL && strcmp(need->kind, "EXTENSION") == 0 && load_preflight_makes(load, need))
            return true;
    }
    return false;
}

/* Schemas that the restore does not make, but makes something in. */
static void add_schemas(const struct load *load, struct load_names *names)
{
    struct load_names own = {0};

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (load_preflight_makes(load, entry) && strcmp(entry->kind, "SCHEMA") == 0 && entry->create != NULL)
            load_ask_add(&own, entry->name);
    }
    if (own.count > 0)
        qsort(own.list, own.count, sizeof *own.list, compare_names);
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        bool made = own.count > 0 && entry->schema != NULL &&
                    bsearch(entry->schema, own.list, own.count, sizeof *own.list, compare_with_name) != NULL;

        if (load_preflight_makes(load, entry) && entry->stage == STAGE_PRE && entry->create != NULL &&
            entry->parent == 0 && !made && !may_come_with_extension(load, entry) && load_rename_of(load, entry) == NULL)
            load_ask_add(names, entry->schema);
    }
    free(own.list);
}

/* Schemas that the restore makes. */
static bool check_new_schemas(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (load_preflight_makes(load, entry) && strcmp(entry->kind, "SCHEMA") == 0 && entry->create != NULL)
            load_ask_add(&names, entry->name);
    }
    if (!load_ask(conn, find_forbidden, &names, &rows, err))
        return false;
    load_ask_report(load, rows, "forbidden", "right", "you may not create these schemas in the database",
                    "restore as the database's owner, or as a role that was granted CREATE on it");
    rows_free(rows);
    return true;
}

static bool check_schemas(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    add_schemas(load, &names);
    if (!load_ask(conn, find_schemas, &names, &rows, err))
        return false;
    load_ask_report(load, rows, "absent", "schema", "these schemas do not exist and are not restored",
                    "create them first");
    load_ask_report(load, rows, "foreign", "right", "you may not create anything in these schemas",
                    "restore as their owner, or as a role that was granted CREATE on them");
    rows_free(rows);
    return true;
}

/* Rows or statistics for a table that this restore does not make; where the archive knows the table, its absence has been told. */
static bool wants_table(const struct load *load, const struct entry *entry)
{
    unsigned statistics = entry_statistics_major(entry);
    bool filled = (entry->flags & ENTRY_ROWS) != 0 || (statistics > 0 && statistics <= load->server_major);

    if (!entry->selected || !filled || entry->schema == NULL || entry->parent != 0)
        return false;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(load->toc, entry->needs[i]);

        if (need != NULL && need->selected && need->create != NULL)
            return false;
    }
    return true;
}

static bool check_tables(struct load *load, struct conn *conn, struct err *err)
{
    struct arena *arena = arena_new();
    struct load_names names = {0};
    struct rows *rows;
    bool ok;

    for (size_t i = 0; i < load->toc->count; i++)
        if (wants_table(load, &load->toc->entries[i]))
            load_ask_add(&names,
                         arena_printf(arena, "%s.%s", load->toc->entries[i].schema, load->toc->entries[i].name));
    ok = load_ask(conn, find_tables, &names, &rows, err);
    if (ok)
        load_ask_report(load, rows, "absent", "missing", "these tables do not exist and are not restored",
                        "create them first, for instance from an archive of the schema");
    rows_free(rows);
    arena_free(arena);
    return ok;
}

static const struct entry *find_schema(const struct toc *toc, const char *name)
{
    for (size_t i = 0; name != NULL && i < toc->count; i++)
        if (strcmp(toc->entries[i].kind, "SCHEMA") == 0 && strcmp(toc->entries[i].name, name) == 0)
            return &toc->entries[i];
    return NULL;
}

/* What its relation's owner drops. How to add one: a row. */
static const char *const parts[] = {"TRIGGER",          "RULE",    "POLICY", "CONSTRAINT", "FK CONSTRAINT",
                                    "CHECK CONSTRAINT", "DEFAULT", "INDEX"};

static const char *find_owner(const struct load *load, const struct entry *entry)
{
    const struct entry *relation = entry_find(&load->standing, entry->parent);

    for (size_t i = 0; relation != NULL && i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(entry->kind, parts[i]) == 0)
            return relation->owner;
    return entry->owner;
}

/* Who owns a schema may drop what is in it, indexes too, but no other parts of that. */
static bool may_drop(const struct load *load, const struct entry *entry, const struct rows *foreign)
{
    const struct entry *schema;

    if (!load_ask_found(foreign, find_owner(load, entry)))
        return true;
    if (entry->owner == NULL && strcmp(entry->kind, "INDEX") != 0)
        return false;
    schema = find_schema(&load->standing, entry->schema);
    return schema != NULL && !load_ask_found(foreign, schema->owner);
}

static void report_drops(struct load *load, const struct rows *foreign)
{
    for (size_t i = 0; load_ask_count(foreign) > 0 && i < load->drops_count; i++) {
        const struct entry *entry = load->drops[i];
        char name[512], *text;

        if (may_drop(load, entry, foreign))
            continue;
        text = mem_printf("%s belongs to \"%s\", so you may not drop it", entry_describe(entry, name, sizeof name),
                          find_owner(load, entry));
        intent_add_problem(&load->intent, "right", true, text, "restore as a superuser or a member of that role");
        free(text);
    }
}

static bool check_drops(struct load *load, struct conn *conn, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->drops_count; i++) {
        const struct entry *schema = find_schema(&load->standing, load->drops[i]->schema);

        load_ask_add(&names, find_owner(load, load->drops[i]));
        load_ask_add(&names, schema == NULL ? NULL : schema->owner);
    }
    if (!load_ask(conn, find_foreign_owners, &names, &rows, err))
        return false;
    report_drops(load, rows);
    rows_free(rows);
    return true;
}

static bool check_writable(struct conn *conn, struct err *err)
{
    char *recovering = NULL;
    bool ok = query_value(conn, "SELECT pg_catalog.pg_is_in_recovery()", &recovering, err);

    if (ok && recovering != NULL && strcmp(recovering, "t") == 0) {
        err_set(err, ERR_FAILED, "the server is a standby: nothing can be restored into it");
        ok = err_hint(err, "connect to the primary server");
    }
    free(recovering);
    return ok;
}

static bool check_place(struct load *load, struct conn *conn, struct err *err)
{
    if (load->options.create)
        return check_database(load, conn, err);
    return check_new_schemas(load, conn, err) && check_schemas(load, conn, err) && check_tables(load, conn, err);
}

bool load_preflight(struct load *load, struct conn *conn, struct err *err)
{
    return check_writable(conn, err) && check_owners(load, conn, err) && load_named_check(load, conn, err) &&
           load_support_check(load, conn, err) && check_place(load, conn, err) && check_drops(load, conn, err);
}

bool load_preflight_makes(const struct load *load, const struct entry *entry)
{
    return entry->selected && !load->replacement.kept[entry->id - 1] &&
           (entry->stage != STAGE_DATABASE || load->options.create);
}

bool load_preflight_passes_over(const struct load *load, const struct entry *entry)
{
    return entry_statistics_major(entry) > load->server_major ||
           (load->server_major >= RANGE_RIGHTS_MAJOR && entry_is_multirange_rights(load->toc, entry));
}

bool load_preflight_bars(const struct load *load, const struct entry *entry)
{
    if (load->barred == NULL || entry->owner == NULL)
        return false;
    for (char **role = load->barred; *role != NULL; role++)
        if (strcmp(*role, entry->owner) == 0)
            return true;
    return false;
}
