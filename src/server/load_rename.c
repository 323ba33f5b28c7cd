/*
 * The archive's statements hold names, and nobody parses them. So it is not they that change, but the names in the target: in
 * the one transaction that is the restore, the live schema is set aside under another name, a new one takes its place, and
 * everything is restored as it is written; at the end the new schema gets its name, and the old one gets its own back. Nobody
 * else sees any of that: names in the catalogs are seen as of the last commit, and what is looked up already goes by OID. To
 * rename a schema locks no table. What has been restored goes by OID too, and follows the renaming: defaults, views, keys.
 *
 * Objects that are needed, not restored, and live in the schema that is set aside are lent to the new schema for that time,
 * where that locks nothing that others use: types, functions and the like, and extensions that can be moved. The statements
 * come from sql/rename.sql.
 *
 * A table that gets another name (--rename-table) is restored in a schema of that kind, and leaves it in the end for the one that was set
 * aside (sql/rename_tables.sql).
 */
#include "server/load_rename.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/twins.h"
#include "pq/query.h"
#include "server/load_privileges.h"
#include "server/load_session.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

static bool is_kind(const struct entry *entry, const char *kind)
{
    return strcmp(entry->kind, kind) == 0;
}

static const struct load_rename *find_rename(const struct load *load, const char *schema)
{
    for (size_t i = 0; schema != NULL && i < load->options.schemas_count; i++)
        if (strcmp(load->options.schemas[i].from, schema) == 0)
            return &load->options.schemas[i];
    return NULL;
}

const struct load_rename *load_rename_of(const struct load *load, const struct entry *entry)
{
    return find_rename(load, is_kind(entry, "SCHEMA") ? entry->name : entry->schema);
}

/* Comments and rights of a schema have no schema of their own. */
static bool is_about_renamed(const struct load *load, const struct entry *entry)
{
    for (size_t i = 0; entry->stage == STAGE_RIGHTS && entry->schema == NULL && i < entry->needs_count; i++) {
        const struct entry *need = entry_find(&load->standing, entry->needs[i]);

        if (need != NULL && is_kind(need, "SCHEMA") && load->renaming.aside[need->id - 1])
            return true;
    }
    return false;
}

void load_rename_note(struct load *load)
{
    static const char aside[] = "set aside by pgsnap";
    struct load_renaming *renaming = &load->renaming;
    struct toc *standing = &load->standing;

    if (load->options.schemas_count == 0)
        return;
    renaming->live = twins_find(load->toc, standing);
    renaming->lent = mem_calloc(load->toc->count + 1, sizeof *renaming->lent);
    renaming->aside = mem_calloc(standing->count + 1, sizeof *renaming->aside);
    for (size_t i = 0; i < standing->count; i++) {
        struct entry *entry = &standing->entries[i];

        renaming->aside[i] = load_rename_of(load, entry) != NULL || is_about_renamed(load, entry);
        if (renaming->aside[i] && entry->schema != NULL)
            entry->schema = aside;
        else if (renaming->aside[i])
            entry->name = aside;
    }
}

void load_rename_keep(struct load *load)
{
    for (size_t i = 0; load->options.schemas_count > 0 && i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->selected && is_kind(entry, "SCHEMA") && load_rename_of(load, entry) != NULL)
            load->replacement.kept[i] = true;
    }
}

/* How to add one: a row, and its part of sql/rename.sql. */
static bool can_be_lent(const struct entry *entry)
{
    static const char *const kinds[] = {"ENUM",     "TYPE",      "RANGE",     "DOMAIN",
                                        "FUNCTION", "PROCEDURE", "COLLATION", "TEXT SEARCH CONFIGURATION"};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (is_kind(entry, kinds[i]))
            return true;
    return false;
}

bool load_rename_lends(struct load *load, const struct entry *need)
{
    if (load_rename_of(load, need) == NULL)
        return false;
    if (is_kind(need, "SCHEMA"))
        return true;
    if (load->renaming.live == NULL || load->renaming.live[need->id - 1] == 0 || need->name == NULL ||
        !can_be_lent(need))
        return false;
    load->renaming.lent[need->id - 1] = true;
    return true;
}

static size_t list_lent(const struct load *load, const char **kinds, const char **schemas, const char **names)
{
    size_t count = 0;

    for (size_t i = 0; load->renaming.lent != NULL && i < load->toc->count; i++)
        if (load->renaming.lent[i]) {
            kinds[count] = load->toc->entries[i].kind;
            schemas[count] = load->toc->entries[i].schema;
            names[count++] = load->toc->entries[i].name;
        }
    return count;
}

/* Those that something selected needs; more than once does not matter. */
static char *write_extensions(const struct load *load)
{
    bool *needed = mem_calloc(load->toc->count + 1, sizeof *needed);
    const char **names = mem_calloc(load->toc->count + 1, sizeof *names);
    size_t count = 0;
    char *array;

    for (size_t i = 0; i < load->toc->count; i++)
        for (size_t j = 0; load->toc->entries[i].selected && j < load->toc->entries[i].needs_count; j++)
            needed[load->toc->entries[i].needs[j]] = true;
    for (size_t i = 0; i < load->toc->count; i++)
        if (needed[i + 1] && is_kind(&load->toc->entries[i], "EXTENSION") && load->toc->entries[i].name != NULL)
            names[count++] = load->toc->entries[i].name;
    array = sql_text_array(names, count);
    free(names);
    free(needed);
    return array;
}

enum { PARAMETERS = 6 };

static void write_parameters(const struct load *load, char *values[PARAMETERS])
{
    size_t most = load->toc->count + load->options.schemas_count + 1, count = load->options.schemas_count;
    const char **lists[3];

    for (size_t i = 0; i < 3; i++)
        lists[i] = mem_calloc(most, sizeof *lists[i]);
    for (size_t i = 0; i < count; i++) {
        lists[0][i] = load->options.schemas[i].from;
        lists[1][i] = load->options.schemas[i].to;
    }
    values[0] = sql_text_array(lists[0], count);
    values[1] = sql_text_array(lists[1], count);
    count = list_lent(load, lists[0], lists[1], lists[2]);
    for (size_t i = 0; i < 3; i++) {
        values[2 + i] = sql_text_array(lists[i], count);
        free(lists[i]);
    }
    values[5] = write_extensions(load);
}

static void add_problems(struct load *load, const struct rows *rows)
{
    int step = rows_column(rows, "step"), text = rows_column(rows, "text"), hint = rows_column(rows, "hint");

    for (size_t i = 0; i < rows_count(rows); i++)
        if (strcmp(rows_text(rows, i, step), "problem") == 0)
            intent_add_problem(&load->intent, "rename", true, rows_text(rows, i, text), rows_get(rows, i, hint));
}

static const char find_table[] =
    "SELECT FROM pg_catalog.pg_class AS relation"
    " JOIN pg_catalog.pg_namespace AS schema ON schema.oid = relation.relnamespace"
    " WHERE schema.nspname::pg_catalog.text = $1::pg_catalog.text AND relation.relname::pg_catalog.text = "
    "$2::pg_catalog.text";

/* --rename-table: the schema must be there to take the table, and the new name must be free in it. */
static bool check_tables(struct load *load, struct conn *conn, struct err *err)
{
    for (size_t i = 0; i < load->options.tables_count; i++) {
        const struct load_table *table = &load->options.tables[i];
        const char *values[] = {table->schema, table->to};
        struct rows *rows;
        char *text;

        if (!query_rows(conn, find_table, 2, NULL, values, &rows, err))
            return false;
        text = mem_printf("\"%s\" in the schema \"%s\" exists already", table->to, table->schema);
        if (rows_count(rows) > 0)
            intent_add_problem(&load->intent, "rename", true, text, "drop it first, or choose another name");
        free(text);
        rows_free(rows);
    }
    return true;
}

bool load_rename_plan(struct load *load, struct conn *conn, struct err *err)
{
    char *values[PARAMETERS];
    bool good;

    if (load->options.schemas_count == 0)
        return true;
    write_parameters(load, values);
    good = sql_run(conn, "rename", PARAMETERS, NULL, (const char *const *)values, &load->renaming.lines, err);
    for (size_t i = 0; i < PARAMETERS; i++)
        free(values[i]);
    if (good)
        add_problems(load, load->renaming.lines);
    return good && check_tables(load, conn, err);
}

static const struct load_table *find_renamed(const struct load *load, const struct entry *entry)
{
    for (size_t i = 0; i < load->options.tables_count; i++) {
        const struct load_table *table = &load->options.tables[i];

        if (entry->flags & ENTRY_RELATION && entry->schema != NULL && entry->name != NULL &&
            strcmp(entry->schema, table->schema) == 0 && strcmp(entry->name, table->from) == 0)
            return table;
    }
    return NULL;
}

const char *load_rename_reason(const struct load *load, const struct entry *entry)
{
    const struct load_rename *rename = load_rename_of(load, entry);

    if (load->renaming.lent != NULL && load->renaming.lent[entry->id - 1])
        return "is needed, and lent by the schema of today";
    if (find_renamed(load, entry) != NULL)
        return find_renamed(load, entry)->reason;
    return rename == NULL ? NULL : rename->reason;
}

static bool run(struct load *load, struct conn *conn, const char *wanted, struct err *err)
{
    const struct rows *rows = load->renaming.lines;
    struct buf text = {0};
    struct err cause = ERR_INIT;
    bool good = true;

    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
        if (strcmp(rows_text(rows, i, rows_column(rows, "step")), wanted) == 0)
            buf_printf(&text, "%s\n", rows_text(rows, i, rows_column(rows, "text")));
    if (text.used > 0 && !query_exec(conn, buf_text(&text), &cause))
        good = load_session_fail(load, NULL, &cause, err);
    buf_free(&text);
    return good;
}

/* No entry creates the new schemas. They have the old names now. */
static bool undo_default_privileges(struct load *load, struct conn *conn, struct err *err)
{
    size_t count = load->undoes_defaults ? load->options.schemas_count : 0;
    struct entry *schemas = mem_calloc(count + 1, sizeof *schemas);
    const struct entry **list = mem_calloc(count + 1, sizeof *list);
    char *text;
    bool good;

    for (size_t i = 0; i < count; i++) {
        schemas[i].kind = "SCHEMA";
        schemas[i].name = load->options.schemas[i].from;
        list[i] = &schemas[i];
    }
    good = load_privileges_text(conn, list, count, &text, err) && (text == NULL || query_exec(conn, text, err));
    free(text);
    free(list);
    free(schemas);
    return good;
}

bool load_rename_begin(struct load *load, struct conn *conn, struct err *err)
{
    return run(load, conn, "begin", err) && undo_default_privileges(load, conn, err);
}

enum { TABLE_PARAMETERS = 4 };

/* What the tables have by now is known by the target alone, so its statements are asked for now. */
static bool find_moves(const struct load *load, struct conn *conn, struct rows **rows, struct err *err)
{
    size_t count = load->options.tables_count;
    const char **lists[TABLE_PARAMETERS];
    char *values[TABLE_PARAMETERS];
    bool good;

    for (size_t i = 0; i < TABLE_PARAMETERS; i++)
        lists[i] = mem_calloc(count, sizeof *lists[i]);
    for (size_t i = 0; i < count; i++) {
        lists[0][i] = load->options.tables[i].stay;
        lists[1][i] = load->options.tables[i].schema;
        lists[2][i] = load->options.tables[i].from;
        lists[3][i] = load->options.tables[i].to;
    }
    for (size_t i = 0; i < TABLE_PARAMETERS; i++) {
        values[i] = sql_text_array(lists[i], count);
        free(lists[i]);
    }
    good = sql_run(conn, "rename_tables", TABLE_PARAMETERS, NULL, (const char *const *)values, rows, err);
    for (size_t i = 0; i < TABLE_PARAMETERS; i++)
        free(values[i]);
    return good;
}

static bool move_tables(struct load *load, struct conn *conn, struct err *err)
{
    struct err cause = ERR_INIT;
    struct rows *rows = NULL;
    bool good;

    if (load->options.tables_count == 0)
        return true;
    good = find_moves(load, conn, &rows, &cause);
    for (size_t i = 0; good && i < rows_count(rows); i++)
        good = query_exec(conn, rows_text(rows, i, 0), &cause);
    rows_free(rows);
    return good || load_session_fail(load, NULL, &cause, err);
}

bool load_rename_end(struct load *load, struct conn *conn, struct err *err)
{
    return run(load, conn, "end", err) && move_tables(load, conn, err);
}

void load_rename_free(struct load *load)
{
    free(load->renaming.live);
    free(load->renaming.lent);
    free(load->renaming.aside);
    rows_free(load->renaming.lines);
    load->renaming = (struct load_renaming){.live = NULL};
}
