#include "cmd/renaming.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS = 4 }; /* for each table */

/* A pattern that matches only this name. */
static char *write_pattern(const char *name)
{
    struct buf pattern = {0};

    buf_add_char(&pattern, '"');
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == '"')
            buf_add_char(&pattern, '"');
        buf_add_char(&pattern, *c);
    }
    buf_add_char(&pattern, '"');
    return pattern.data;
}

static void select_schemas(const struct renaming *renaming, struct selection_options *selection)
{
    struct opt_list *schemas = &selection->schemas;

    if (schemas->count + selection->tables.count > 0)
        return;
    schemas->values = mem_resize(schemas->values, renaming->count, sizeof *schemas->values);
    for (size_t i = 0; i < renaming->count; i++)
        schemas->values[i] = renaming->texts[renaming->count + i];
    schemas->count = renaming->count;
}

static bool check_names(const struct renaming *renaming, struct err *err)
{
    for (size_t i = 0; i < renaming->count; i++)
        for (size_t j = 0; j < renaming->count; j++) {
            if (strcmp(renaming->pairs[i].to, renaming->pairs[j].from) == 0)
                return err_set(err, ERR_USAGE, "--rename-schema: \"%s\" is an old and a new name",
                               renaming->pairs[i].to);
            if (i < j && strcmp(renaming->pairs[i].to, renaming->pairs[j].to) == 0)
                return err_set(err, ERR_USAGE, "--rename-schema: \"%s\" is the new name of two schemas",
                               renaming->pairs[i].to);
        }
    return true;
}

bool renaming_parse(struct renaming *renaming, const struct opt_list *values, struct selection_options *selection,
                    struct err *err)
{
    if (values->count == 0)
        return true;
    if (!pairs_parse(values, "rename-schema", &renaming->pairs, err))
        return false;
    renaming->count = values->count;
    renaming->schemas = mem_calloc(values->count, sizeof *renaming->schemas);
    renaming->texts = mem_calloc(2 * values->count, sizeof *renaming->texts);
    for (size_t i = 0; i < values->count; i++) {
        const struct pair *pair = &renaming->pairs[i];

        renaming->texts[i] = mem_printf("in the schema \"%s\"", pair->to);
        renaming->texts[values->count + i] = write_pattern(pair->from);
        renaming->schemas[i] = (struct load_rename){.from = pair->from, .to = pair->to, .reason = renaming->texts[i]};
    }
    if (!check_names(renaming, err))
        return false;
    select_schemas(renaming, selection);
    return true;
}

/* "public.orders" -> "public" and "orders"; parts of it are the table's. */
static bool split_table(struct renaming *renaming, size_t i, struct err *err)
{
    const struct pair *pair = &renaming->table_pairs[i];
    struct load_table *table = &renaming->tables[i];
    char **texts = &renaming->table_texts[TEXTS * i];
    char *dot, *schema, *name;

    texts[0] = mem_strdup(pair->from);
    dot = strchr(texts[0], '.');
    if (dot == NULL || dot == texts[0] || dot[1] == '\0' || strchr(dot + 1, '.') != NULL) {
        err_set(err, ERR_USAGE, "--rename-table: \"%s\" is not of the form SCHEMA.TABLE", pair->from);
        return err_hint(err, "names are written as they are, without quotes; the new name is that of a table alone");
    }
    *dot = '\0';
    schema = write_pattern(texts[0]);
    name = write_pattern(dot + 1);
    texts[1] = mem_printf("%s.%s", schema, name);
    free(schema);
    free(name);
    texts[2] = mem_printf("as \"%s\"", pair->to);
    *table = (struct load_table){.schema = texts[0], .from = dot + 1, .to = pair->to, .reason = texts[2]};
    return true;
}

/* The schema in which the table is restored; one for all tables of a schema. */
static void find_place(struct renaming *renaming, size_t i)
{
    struct load_table *table = &renaming->tables[i];
    char **text = &renaming->table_texts[TEXTS * i + 3];

    for (size_t j = 0; j < renaming->count; j++)
        if (strcmp(renaming->schemas[j].from, table->schema) == 0) {
            table->stay = renaming->schemas[j].to;
            return;
        }
    *text = mem_printf("pgsnap_restored_%zu", renaming->count + 1);
    table->stay = *text;
    renaming->schemas[renaming->count++] =
        (struct load_rename){.from = table->schema, .to = table->stay, .reason = "of a table with another name"};
}

bool renaming_parse_tables(struct renaming *renaming, const struct opt_list *values,
                           struct selection_options *selection, struct err *err)
{
    size_t count = values->count;

    if (count == 0)
        return true;
    if (selection->schemas.count + selection->tables.count > 0 || renaming->count > 0)
        return err_set(err, ERR_USAGE,
                       "--rename-table says which tables are restored: "
                       "it excludes --schema, --table and --rename-schema");
    if (selection->with_dependencies)
        return err_set(err, ERR_USAGE, "--rename-table restores these tables alone: it excludes --with-dependencies");
    if (!pairs_parse(values, "rename-table", &renaming->table_pairs, err))
        return false;
    renaming->tables_count = count;
    renaming->tables = mem_calloc(count, sizeof *renaming->tables);
    renaming->table_texts = mem_calloc(TEXTS * count, sizeof *renaming->table_texts);
    renaming->schemas = mem_calloc(count, sizeof *renaming->schemas);
    selection->tables.values = mem_resize(selection->tables.values, count, sizeof *selection->tables.values);
    for (size_t i = 0; i < count; i++) {
        if (!split_table(renaming, i, err))
            return false;
        find_place(renaming, i);
        selection->tables.values[selection->tables.count++] = renaming->table_texts[TEXTS * i + 1];
    }
    return true;
}

static bool needs_more(const struct toc *toc, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need != NULL && !need->selected)
            return true;
    }
    return false;
}

void renaming_cut(const struct renaming *renaming, struct toc *toc)
{
    for (size_t i = 0; renaming->tables_count > 0 && i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];
        char name[512];

        if (!entry->selected || strcmp(entry->kind, "FK CONSTRAINT") != 0 || !needs_more(toc, entry))
            continue;
        entry->selected = false;
        log_verbose("left out: %s, which refers to a table that is not restored",
                    entry_describe(entry, name, sizeof name));
    }
}

static bool has_any(const struct toc *toc, const char *schema)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (entry->selected && entry->schema != NULL && strcmp(entry->schema, schema) == 0)
            return true;
    }
    return false;
}

bool renaming_check(const struct renaming *renaming, const struct toc *toc, struct err *err)
{
    for (size_t i = 0; i < renaming->count; i++)
        if (!has_any(toc, renaming->schemas[i].from))
            return err_set(err, ERR_FAILED, "--rename-schema: nothing that is restored is in the schema \"%s\"",
                           renaming->schemas[i].from);
    return true;
}

void renaming_free(struct renaming *renaming)
{
    for (size_t i = 0; renaming->texts != NULL && i < 2 * renaming->count; i++)
        free(renaming->texts[i]);
    free(renaming->texts);
    free(renaming->schemas);
    free(renaming->pairs);
    for (size_t i = 0; renaming->table_texts != NULL && i < TEXTS * renaming->tables_count; i++)
        free(renaming->table_texts[i]);
    free(renaming->table_texts);
    free(renaming->tables);
    free(renaming->table_pairs);
    *renaming = (struct renaming){.count = 0};
}
