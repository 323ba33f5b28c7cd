#include "cmd/renaming.h"

#include "base/arena.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

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
        if (!has_any(toc, renaming->pairs[i].from))
            return err_set(err, ERR_FAILED, "--rename-schema: nothing that is restored is in the schema \"%s\"",
                           renaming->pairs[i].from);
    return true;
}

void renaming_free(struct renaming *renaming)
{
    for (size_t i = 0; renaming->texts != NULL && i < 2 * renaming->count; i++)
        free(renaming->texts[i]);
    free(renaming->texts);
    free(renaming->schemas);
    free(renaming->pairs);
    *renaming = (struct renaming){.count = 0};
}
