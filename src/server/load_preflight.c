/*
 * Each question is one query over all names that matter: roles, extensions, schemas. It returns a row for each name that
 * is not as wanted, with a word for what is the matter.
 */
#include "server/load_preflight.h"

#include "base/arena.h"
#include "base/buf.h"
#include "pq/query.h"

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

static const char find_roles[] = "SELECT wanted.name, 'absent' AS problem"
                                 " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                 " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS role"
                                 " WHERE role.rolname::pg_catalog.text = wanted.name)"
                                 " ORDER BY wanted.name COLLATE \"C\"";

static const char find_tablespaces[] = "SELECT wanted.name, 'absent' AS problem"
                                       " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                       " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace AS space"
                                       " WHERE space.spcname::pg_catalog.text = wanted.name)"
                                       " ORDER BY wanted.name COLLATE \"C\"";

/* For -C: whether the database exists, and whether this role may create one. */
static const char find_database[] =
    "SELECT wanted.name, answer.problem"
    " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
    " CROSS JOIN LATERAL (SELECT 'exists' AS problem FROM pg_catalog.pg_database AS db"
    " WHERE db.datname::pg_catalog.text = wanted.name"
    " UNION ALL SELECT 'forbidden' FROM pg_catalog.pg_roles AS role"
    " WHERE role.rolname = current_user AND NOT role.rolcreatedb AND NOT role.rolsuper) AS answer";

static const char find_extensions[] = "SELECT wanted.name, 'absent' AS problem"
                                      " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                      " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions AS available"
                                      " WHERE available.name::pg_catalog.text = wanted.name)"
                                      " ORDER BY wanted.name COLLATE \"C\"";

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

/* --- names to ask for, each once */

struct names {
    const char **list;
    size_t count;
};

static void add_name(struct names *names, const char *name)
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

/* {"a","b"}: the text form of an array. */
static void write_array(struct names *names, struct buf *array)
{
    qsort(names->list, names->count, sizeof *names->list, compare_names);
    buf_add_char(array, '{');
    for (size_t i = 0; i < names->count; i++) {
        if (i > 0 && strcmp(names->list[i - 1], names->list[i]) == 0)
            continue;
        buf_add_text(array, i > 0 ? ",\"" : "\"");
        for (const char *c = names->list[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                buf_add_char(array, '\\');
            buf_add_char(array, *c);
        }
        buf_add_char(array, '"');
    }
    buf_add_char(array, '}');
}

/* Frees the names. *rows is NULL when there were none. */
static bool ask(struct conn *conn, const char *sql, struct names *names, struct rows **rows, struct err *err)
{
    struct buf array = {0};
    bool ok = true;

    *rows = NULL;
    if (names->count > 0) {
        const char *value;

        write_array(names, &array);
        value = buf_text(&array);
        ok = query_rows(conn, sql, 1, NULL, &value, rows, err);
    }
    buf_free(&array);
    free(names->list);
    return ok;
}

static size_t answers(const struct rows *rows)
{
    return rows == NULL ? 0 : rows_count(rows);
}

static bool is_answered(const struct rows *rows, const char *name)
{
    for (size_t i = 0; name != NULL && i < answers(rows); i++)
        if (strcmp(rows_get(rows, i, 0), name) == 0)
            return true;
    return false;
}

/* A problem with all names of which the answer is this one. */
static void report(struct load *load, const struct rows *rows, const char *answer, const char *kind,
                   const char *sentence, const char *hint)
{
    struct buf text = {0};
    size_t found = 0;

    for (size_t i = 0; i < answers(rows); i++)
        if (strcmp(rows_get(rows, i, 1), answer) == 0)
            buf_printf(&text, "%s\"%s\"", found++ == 0 ? "" : ", ", rows_get(rows, i, 0));
    if (found > 0) {
        char *whole = mem_printf("%s: %s", sentence, buf_text(&text));

        intent_add_problem(&load->intent, kind, false, whole, hint);
        free(whole);
    }
    buf_free(&text);
}

/* --- the questions */

static bool is_made(const struct load *load, const struct entry *entry)
{
    return entry->selected && !load->replacement.kept[entry->id - 1] &&
           (entry->stage != STAGE_DATABASE || load->options.create);
}

static void note_barred(struct load *load, const struct rows *rows)
{
    load->barred = mem_calloc(answers(rows) + 1, sizeof *load->barred);
    for (size_t i = 0; i < answers(rows); i++)
        load->barred[i] = mem_strdup(rows_get(rows, i, 0));
}

static bool check_owners(struct load *load, struct conn *conn, struct err *err)
{
    struct names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->count && !load->options.no_owner; i++)
        if (is_made(load, &load->toc->entries[i]) && load->toc->entries[i].own != NULL)
            add_name(&names, load->toc->entries[i].owner);
    if (!ask(conn, find_owners, &names, &rows, err))
        return false;
    note_barred(load, rows);
    report(load, rows, "absent", "role", "these owners do not exist here",
           "create the roles first, or leave owners out with -O");
    report(load, rows, "foreign", "role", "you are no member of these owners",
           "restore as a superuser or a member of those roles, or leave owners out with -O");
    rows_free(rows);
    return true;
}

static bool check_extensions(struct load *load, struct conn *conn, struct err *err)
{
    struct names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->count; i++)
        if (is_made(load, &load->toc->entries[i]) && strcmp(load->toc->entries[i].kind, "EXTENSION") == 0)
            add_name(&names, load->toc->entries[i].name);
    if (!ask(conn, find_extensions, &names, &rows, err))
        return false;
    report(load, rows, "absent", "extension", "these extensions are not available on the server",
           "install their packages on the server's machine first");
    rows_free(rows);
    return true;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

/* As a word of its own. Quotes inside a name are doubled in a text: such a name is not found, and not asked for. */
static bool mentions(const char *text, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = strstr(text, name); length > 0 && at != NULL; at = strstr(at + 1, name))
        if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
            return true;
    return false;
}

static bool is_mentioned(const struct load *load, const char *name, bool (*counts)(const struct entry *entry))
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (is_made(load, entry) && entry->create != NULL && counts(entry) && mentions(entry->create, name))
            return true;
    }
    return false;
}

/* How to add one: a row. */
static bool names_roles(const struct entry *entry)
{
    static const char *const kinds[] = {"ACL", "DEFAULT ACL", "POLICY", "USER MAPPING"};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(entry->kind, kinds[i]) == 0)
            return true;
    return false;
}

static bool names_tablespaces(const struct entry *entry)
{
    return strstr(entry->create, "TABLESPACE") != NULL;
}

/* The archive says which roles and tablespaces its statements name; which of the selected ones do, their texts say. */
static bool check_named(struct load *load, struct conn *conn, const char *fact, bool (*counts)(const struct entry *),
                        const char *sql, const char *sentence, const char *hint, struct err *err)
{
    struct names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->facts_count; i++)
        if (strcmp(load->toc->facts[i].key, fact) == 0 && is_mentioned(load, load->toc->facts[i].value, counts))
            add_name(&names, load->toc->facts[i].value);
    if (!ask(conn, sql, &names, &rows, err))
        return false;
    report(load, rows, "absent", fact, sentence, hint);
    rows_free(rows);
    return true;
}

static bool check_all_named(struct load *load, struct conn *conn, struct err *err)
{
    return check_named(load, conn, "role", names_roles, find_roles,
                       "these roles, which are given rights, do not exist here",
                       "create the roles first, or leave rights out with -x", err) &&
           check_named(load, conn, "tablespace", names_tablespaces, find_tablespaces,
                       "these tablespaces do not exist here", "create them first", err);
}

static bool check_database(struct load *load, struct conn *conn, struct err *err)
{
    struct names names = {0};
    struct rows *rows;

    add_name(&names, entry_fact(load->toc, "database"));
    if (!ask(conn, find_database, &names, &rows, err))
        return false;
    if (!load->options.clean)
        report(load, rows, "exists", "exists", "the database exists already",
               "-c drops it first; without -C the archive is restored into a database that exists");
    report(load, rows, "forbidden", "right", "you may not create databases", "restore as a role with CREATEDB");
    rows_free(rows);
    return true;
}

static int compare_with_name(const void *name, const void *element)
{
    return strcmp(name, *(const char *const *)element);
}

/* Schemas that the restore does not make, but makes something in. */
static void add_schemas(const struct load *load, struct names *names)
{
    struct names own = {0};

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (is_made(load, entry) && strcmp(entry->kind, "SCHEMA") == 0 && entry->create != NULL)
            add_name(&own, entry->name);
    }
    if (own.count > 0)
        qsort(own.list, own.count, sizeof *own.list, compare_names);
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        bool made = own.count > 0 && entry->schema != NULL &&
                    bsearch(entry->schema, own.list, own.count, sizeof *own.list, compare_with_name) != NULL;

        if (is_made(load, entry) && entry->stage == STAGE_PRE && entry->create != NULL && entry->parent == 0 && !made)
            add_name(names, entry->schema);
    }
    free(own.list);
}

static bool check_schemas(struct load *load, struct conn *conn, struct err *err)
{
    struct names names = {0};
    struct rows *rows;

    add_schemas(load, &names);
    if (!ask(conn, find_schemas, &names, &rows, err))
        return false;
    report(load, rows, "absent", "schema", "these schemas do not exist and are not restored", "create them first");
    report(load, rows, "foreign", "right", "you may not create anything in these schemas",
           "restore as their owner, or as a role that was granted CREATE on them");
    rows_free(rows);
    return true;
}

/* Rows for a table that this restore does not make; where the archive knows the table, its absence has been told. */
static bool wants_table(const struct load *load, const struct entry *entry)
{
    if (!entry->selected || (entry->flags & ENTRY_ROWS) == 0 || entry->schema == NULL || entry->parent != 0)
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
    struct names names = {0};
    struct rows *rows;
    bool ok;

    for (size_t i = 0; i < load->toc->count; i++)
        if (wants_table(load, &load->toc->entries[i]))
            add_name(&names, arena_printf(arena, "%s.%s", load->toc->entries[i].schema, load->toc->entries[i].name));
    ok = ask(conn, find_tables, &names, &rows, err);
    if (ok)
        report(load, rows, "absent", "missing", "these tables do not exist and are not restored",
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

/* Who owns a schema may drop what is in it. */
static bool may_drop(const struct load *load, const struct entry *entry, const struct rows *foreign)
{
    const struct entry *schema;

    if (!is_answered(foreign, entry->owner))
        return true;
    schema = find_schema(&load->standing, entry->schema);
    return schema != NULL && !is_answered(foreign, schema->owner);
}

static void report_drops(struct load *load, const struct rows *foreign)
{
    for (size_t i = 0; answers(foreign) > 0 && i < load->drops_count; i++) {
        const struct entry *entry = load->drops[i];
        char name[512], *text;

        if (may_drop(load, entry, foreign))
            continue;
        text = mem_printf("%s belongs to \"%s\", so you may not drop it", entry_describe(entry, name, sizeof name),
                          entry->owner);
        intent_add_problem(&load->intent, "right", true, text, "restore as a superuser or a member of that role");
        free(text);
    }
}

static bool check_drops(struct load *load, struct conn *conn, struct err *err)
{
    struct names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->drops_count; i++) {
        const struct entry *schema = find_schema(&load->standing, load->drops[i]->schema);

        add_name(&names, load->drops[i]->owner);
        add_name(&names, schema == NULL ? NULL : schema->owner);
    }
    if (!ask(conn, find_foreign_owners, &names, &rows, err))
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

bool load_preflight(struct load *load, struct conn *conn, struct err *err)
{
    return check_writable(conn, err) && check_owners(load, conn, err) && check_all_named(load, conn, err) &&
           check_extensions(load, conn, err) &&
           (load->options.create ? check_database(load, conn, err)
                                 : (check_schemas(load, conn, err) && check_tables(load, conn, err))) &&
           check_drops(load, conn, err);
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
