#include "model/filter.h"

#include "base/arena.h"
#include "model/filter_state.h"
#include "model/names.h"
#include "model/pattern.h"

#include <stdlib.h>
#include <string.h>

/* What each list is about; what: for a pattern that matches nothing, NULL where that is no error. */
static const struct {
    enum pattern_type type;
    const char *what;
    bool are_names;
} kinds[FILTER_LISTS] = {
    [FILTER_SCHEMAS] = {.type = PATTERN_SCHEMA, .what = "schema"},
    [FILTER_EXCLUDE_SCHEMAS] = {.type = PATTERN_SCHEMA},
    [FILTER_TABLES] = {.type = PATTERN_RELATION, .what = "table"},
    [FILTER_TABLE_TREES] = {.type = PATTERN_RELATION, .what = "table"},
    [FILTER_EXCLUDE_TABLES] = {.type = PATTERN_RELATION},
    [FILTER_EXCLUDE_TABLE_TREES] = {.type = PATTERN_RELATION},
    [FILTER_EXCLUDE_DATA] = {.type = PATTERN_RELATION},
    [FILTER_EXCLUDE_DATA_TREES] = {.type = PATTERN_RELATION},
    [FILTER_EXTENSIONS] = {.type = PATTERN_SCHEMA, .what = "extension"},
    [FILTER_EXCLUDE_EXTENSIONS] = {.type = PATTERN_SCHEMA},
    [FILTER_SERVERS] = {.type = PATTERN_SCHEMA, .what = "foreign server"},
    [FILTER_FUNCTIONS] = {.what = "function", .are_names = true},
    [FILTER_INDEXES] = {.what = "index", .are_names = true},
    [FILTER_TRIGGERS] = {.what = "trigger", .are_names = true},
};

static bool list_new(struct filter *filter, enum filter_list number, struct err *err)
{
    const struct filter_texts *texts = &filter->options.lists[number];
    struct pattern_list *list = &filter->lists[number];

    list->patterns = mem_calloc(texts->count + 1, sizeof(struct pattern *));
    list->used = mem_calloc(texts->count + 1, sizeof *list->used);
    for (size_t i = 0; i < texts->count; i++) {
        if (!kinds[number].are_names &&
            !pattern_new(texts->values[i], kinds[number].type, filter->options.database, &list->patterns[i], err))
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
    names_free(list->descendants);
}

bool filter_matches(struct filter *filter, enum filter_list list, const char *schema, const char *name)
{
    struct pattern_list *patterns = &filter->lists[list];
    bool matched = false;

    for (size_t i = 0; i < patterns->count; i++)
        if (pattern_matches(patterns->patterns[i], schema, name))
            matched = patterns->used[i] = true;
    return matched;
}

bool filter_new(const struct filter_options *options, struct filter **filter, struct err *err)
{
    struct filter *made = mem_calloc(1, sizeof *made);

    made->options = *options;
    for (enum filter_list i = 0; i < FILTER_LISTS; i++)
        if (!list_new(made, i, err)) {
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
    for (enum filter_list i = 0; i < FILTER_LISTS; i++)
        list_free(&filter->lists[i]);
    free(filter);
}

bool filter_check_database(const struct filter *filter, const char *database, struct err *err)
{
    for (enum filter_list i = 0; i < FILTER_LISTS; i++)
        for (size_t j = 0; j < filter->lists[i].count; j++)
            if (filter->lists[i].patterns[j] != NULL &&
                !pattern_check_database(filter->lists[i].patterns[j], database, err))
                return false;
    return true;
}

static bool has(const struct filter *filter, enum filter_list list)
{
    return filter->lists[list].count > 0;
}

bool filter_is_whole(const struct filter *filter)
{
    return !has(filter, FILTER_SCHEMAS) && !filter_has_tables(filter);
}

bool filter_may_want_large_objects(const struct filter *filter)
{
    return filter_is_whole(filter) || filter->options.large_objects;
}

bool filter_may_want_extensions(const struct filter *filter)
{
    return filter_is_whole(filter) || has(filter, FILTER_EXTENSIONS);
}

bool filter_has_tables(const struct filter *filter)
{
    return has(filter, FILTER_TABLES) || has(filter, FILTER_TABLE_TREES) || has(filter, FILTER_FUNCTIONS) ||
           has(filter, FILTER_INDEXES) || has(filter, FILTER_TRIGGERS);
}

const char *filter_leaves_out(const struct filter *filter)
{
    if (filter_has_tables(filter) || has(filter, FILTER_EXCLUDE_TABLES) || has(filter, FILTER_EXCLUDE_TABLE_TREES))
        return "tables";
    return filter->options.sections != 0 ? "sections" : NULL;
}

bool filter_leaves_out_schemas(const struct filter *filter)
{
    return !filter_is_whole(filter) || has(filter, FILTER_EXCLUDE_SCHEMAS);
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
    bool included = filter_matches(filter, FILTER_SCHEMAS, schema, NULL);
    bool excluded = filter_matches(filter, FILTER_EXCLUDE_SCHEMAS, schema, NULL);

    return (included || !has(filter, FILTER_SCHEMAS)) && !excluded;
}

/* Character by character, but for blanks behind commas. wanted may end where the arguments begin. */
static bool is_that_name(const char *wanted, const char *name)
{
    while (*wanted != '\0' && *wanted == *name) {
        bool comma = *wanted == ',';

        wanted++;
        name++;
        if (comma) {
            wanted += strspn(wanted, " ");
            name += strspn(name, " ");
        }
    }
    return *wanted == '\0' && (*name == '\0' || *name == '(');
}

bool filter_names(struct filter *filter, enum filter_list list, const char *schema, const char *name)
{
    const struct filter_texts *texts = &filter->options.lists[list];
    bool named = false;

    for (size_t i = 0; i < texts->count; i++)
        if (is_that_name(texts->values[i], name) && schema_is_chosen(filter, schema))
            named = filter->lists[list].used[i] = true;
    return named;
}

bool filter_wants_schema(struct filter *filter, const char *schema)
{
    return !is_system_schema(schema) && schema_is_chosen(filter, schema) && !filter_has_tables(filter);
}

/* Whether the list or the trees of the other name the relation. */
static bool is_named(struct filter *filter, enum filter_list list, enum filter_list trees, const char *schema,
                     const char *name)
{
    bool itself = filter_matches(filter, list, schema, name), root = filter_matches(filter, trees, schema, name);

    return itself || root || names_have(filter->lists[trees].descendants, schema, name);
}

bool filter_refuses_relation(struct filter *filter, const char *schema, const char *name)
{
    return is_named(filter, FILTER_EXCLUDE_TABLES, FILTER_EXCLUDE_TABLE_TREES, schema, name);
}

bool filter_refuses_rows(struct filter *filter, const char *schema, const char *name)
{
    return is_named(filter, FILTER_EXCLUDE_DATA, FILTER_EXCLUDE_DATA_TREES, schema, name);
}

bool filter_wants_relation(struct filter *filter, const char *schema, const char *name)
{
    bool in_schema, included, excluded;

    if (is_system_schema(schema))
        return false;
    in_schema = schema_is_chosen(filter, schema);
    included = is_named(filter, FILTER_TABLES, FILTER_TABLE_TREES, schema, name);
    excluded = filter_refuses_relation(filter, schema, name);
    return !excluded && (filter_has_tables(filter) ? included : in_schema);
}

bool filter_wants_rows(struct filter *filter, const char *schema, const char *name)
{
    bool refused = filter_refuses_rows(filter, schema, name);

    return filter_wants_relation(filter, schema, name) && !refused && !filter->options.schema_only;
}

bool filter_has_servers(const struct filter *filter)
{
    return has(filter, FILTER_SERVERS);
}

bool filter_wants_server(struct filter *filter, const char *server)
{
    return filter_matches(filter, FILTER_SERVERS, server, NULL);
}

bool filter_wants_extension(struct filter *filter, const char *extension)
{
    bool included = filter_matches(filter, FILTER_EXTENSIONS, extension, NULL);
    bool excluded = filter_matches(filter, FILTER_EXCLUDE_EXTENSIONS, extension, NULL);

    return !excluded && (has(filter, FILTER_EXTENSIONS) ? included : filter_is_whole(filter));
}

bool filter_has_trees(const struct filter *filter, enum filter_list list)
{
    return has(filter, list);
}

bool filter_is_root(struct filter *filter, enum filter_list list, const char *schema, const char *name)
{
    return !is_system_schema(schema) && filter_matches(filter, list, schema, name);
}

void filter_add_descendant(struct filter *filter, enum filter_list list, const char *schema, const char *name)
{
    struct names **descendants = &filter->lists[list].descendants;

    if (*descendants == NULL)
        *descendants = names_new();
    names_add(*descendants, schema, name);
}

void filter_forget_descendants(struct filter *filter)
{
    for (enum filter_list i = 0; i < FILTER_LISTS; i++) {
        names_free(filter->lists[i].descendants);
        filter->lists[i].descendants = NULL;
    }
}

bool filter_check_used(const struct filter *filter, struct err *err)
{
    for (enum filter_list i = 0; i < FILTER_LISTS; i++) {
        const struct pattern_list *list = &filter->lists[i];

        for (size_t j = 0; kinds[i].what != NULL && j < list->count; j++)
            if (!list->used[j])
                return err_set(err, ERR_FAILED,
                               kinds[i].are_names ? "no %s is named \"%s\"" : "no %s matches the pattern \"%s\"",
                               kinds[i].what, filter->options.lists[i].values[j]);
    }
    return true;
}
