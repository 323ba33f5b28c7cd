#include "model/filter.h"

#include "base/arena.h"
#include "model/filter_state.h"
#include "model/pattern.h"

#include <stdlib.h>
#include <string.h>

static bool list_new(struct pattern_list *list, const char *const *texts, size_t count, enum pattern_type type,
                     const char *database, struct err *err)
{
    list->patterns = mem_calloc(count + 1, sizeof(struct pattern *));
    list->used = mem_calloc(count + 1, sizeof *list->used);
    for (size_t i = 0; i < count; i++) {
        if (!pattern_new(texts[i], type, database, &list->patterns[i], err))
            return false;
        list->count++;
    }
    return true;
}

static void list_free(struct pattern_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        pattern_free(list->patterns[i]);
    free(list->patterns);
    free(list->used);
}

bool filter_matches(struct pattern_list *list, const char *schema, const char *name)
{
    bool matched = false;

    for (size_t i = 0; i < list->count; i++)
        if (pattern_matches(list->patterns[i], schema, name))
            matched = list->used[i] = true;
    return matched;
}

bool filter_new(const struct filter_options *options, struct filter **filter, struct err *err)
{
    struct filter *made = mem_calloc(1, sizeof *made);
    const char *database = options->database;

    made->options = *options;
    if (!list_new(&made->schemas, options->schemas, options->schemas_count, PATTERN_SCHEMA, database, err) ||
        !list_new(&made->exclude_schemas, options->exclude_schemas, options->exclude_schemas_count, PATTERN_SCHEMA,
                  database, err) ||
        !list_new(&made->tables, options->tables, options->tables_count, PATTERN_RELATION, database, err) ||
        !list_new(&made->exclude_tables, options->exclude_tables, options->exclude_tables_count, PATTERN_RELATION,
                  database, err) ||
        !list_new(&made->exclude_data, options->exclude_data, options->exclude_data_count, PATTERN_RELATION, database,
                  err) ||
        !list_new(&made->servers, options->foreign_servers, options->foreign_servers_count, PATTERN_SCHEMA, NULL,
                  err)) {
        filter_free(made);
        return false;
    }
    *filter = made;
    return true;
}

void filter_free(struct filter *filter)
{
    if (filter == NULL)
        return;
    list_free(&filter->schemas);
    list_free(&filter->exclude_schemas);
    list_free(&filter->tables);
    list_free(&filter->exclude_tables);
    list_free(&filter->exclude_data);
    list_free(&filter->servers);
    free(filter);
}

bool filter_check_database(const struct filter *filter, const char *database, struct err *err)
{
    const struct pattern_list *const lists[] = {&filter->schemas,        &filter->exclude_schemas, &filter->tables,
                                                &filter->exclude_tables, &filter->exclude_data,    &filter->servers};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (size_t j = 0; j < lists[i]->count; j++)
            if (!pattern_check_database(lists[i]->patterns[j], database, err))
                return false;
    return true;
}

bool filter_is_whole(const struct filter *filter)
{
    return filter->schemas.count == 0 && filter->tables.count == 0;
}

bool filter_may_want_large_objects(const struct filter *filter)
{
    return filter_is_whole(filter) || filter->options.large_objects;
}

bool filter_has_tables(const struct filter *filter)
{
    return filter->tables.count > 0;
}

const char *filter_leaves_out(const struct filter *filter)
{
    const struct filter_options *options = &filter->options;

    if (options->tables_count > 0 || options->exclude_tables_count > 0)
        return "tables";
    return options->sections != 0 ? "sections" : NULL;
}

bool filter_leaves_out_schemas(const struct filter *filter)
{
    return !filter_is_whole(filter) || filter->exclude_schemas.count > 0;
}

bool filter_leaves_out_rights(const struct filter *filter)
{
    return filter->options.no_rights;
}

/* The server reserves the prefix for itself. */
static bool is_system_schema(const char *schema)
{
    return schema == NULL || strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0;
}

/* What -n and -N say, whether or not -t makes them void. */
static bool schema_is_chosen(struct filter *filter, const char *schema)
{
    bool included = filter_matches(&filter->schemas, schema, NULL);
    bool excluded = filter_matches(&filter->exclude_schemas, schema, NULL);

    return (included || filter->schemas.count == 0) && !excluded;
}

bool filter_wants_schema(struct filter *filter, const char *schema)
{
    return !is_system_schema(schema) && schema_is_chosen(filter, schema) && filter->tables.count == 0;
}

bool filter_wants_relation(struct filter *filter, const char *schema, const char *name)
{
    bool in_schema, included, excluded;

    if (is_system_schema(schema))
        return false;
    in_schema = schema_is_chosen(filter, schema);
    included = filter_matches(&filter->tables, schema, name);
    excluded = filter_matches(&filter->exclude_tables, schema, name);
    return !excluded && (filter->tables.count > 0 ? included : in_schema);
}

static bool rows_are_excluded(struct filter *filter, const char *schema, const char *name)
{
    return filter->options.schema_only || filter_matches(&filter->exclude_data, schema, name);
}

bool filter_wants_rows(struct filter *filter, const char *schema, const char *name)
{
    return filter_wants_relation(filter, schema, name) && !rows_are_excluded(filter, schema, name);
}

bool filter_has_servers(const struct filter *filter)
{
    return filter->servers.count > 0;
}

bool filter_wants_server(struct filter *filter, const char *server)
{
    return filter_matches(&filter->servers, server, NULL);
}

static bool check_list(const struct pattern_list *list, const char *what, struct err *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->used[i])
            return err_set(err, ERR_FAILED, "no %s matches the pattern \"%s\"", what, pattern_text(list->patterns[i]));
    return true;
}

bool filter_check_used(const struct filter *filter, struct err *err)
{
    return check_list(&filter->schemas, "schema", err) && check_list(&filter->tables, "table", err) &&
           check_list(&filter->servers, "foreign server", err);
}
