#include "server/catalog_files.h"

/* What a file's entries are. VALUES also reads more than the catalogs, which the role must be allowed to. */
enum content { SCHEMA, ROWS, VALUES, STATISTICS };

/* What all rows are about: where nothing of that is wanted (-t, a new database), the file need not be asked. */
enum subject {
    OF_ALL,
    OF_RELATIONS,  /* $1 */
    OF_NAMESPACES, /* $2, perhaps $3 */
    OF_DATABASE,   /* $3: what lives in no schema */
    OF_EXTENSIONS,
    OF_FOREIGN_TABLES, /* whose rows are wanted */
    OF_ROLES,          /* the server's, as what follows: scope->globals */
    OF_PASSWORDS,
    OF_TABLESPACES
};

/*
 * The slow ones of a large catalog stand first, so that the connections that share the work end together. How to add one:
 * the file, a row here, the file in sql_files of Makefile.am; for entries also their kinds in model/kind.c and a test in
 * tests/live/objects.
 */
static const struct {
    struct catalog_file file;
    enum content content;
    enum subject subject;
} catalog_files[] = {
    {{"owners", CATALOG_OWNERS}, SCHEMA, OF_ALL},
    {{"search_paths", CATALOG_PATHS}, SCHEMA, OF_ALL},
    {{"tables", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"data", CATALOG_FAMILY}, ROWS, OF_RELATIONS},
    {{"planner_statistics", CATALOG_FAMILY}, STATISTICS, OF_RELATIONS},
    {{"extended_statistics", CATALOG_FAMILY}, STATISTICS, OF_RELATIONS},
    {{"sequence_values", CATALOG_FAMILY}, VALUES, OF_RELATIONS},
    {{"indexes", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"constraints", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"acls", CATALOG_FAMILY}, SCHEMA, OF_ALL},
    {{"comments", CATALOG_FAMILY}, SCHEMA, OF_ALL},
    {{"relation_aliases", CATALOG_ALIASES}, SCHEMA, OF_RELATIONS},
    {{"depends", CATALOG_NEEDS}, SCHEMA, OF_ALL},
    {{"defaults", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"sequences", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"aliases", CATALOG_ALIASES}, SCHEMA, OF_ALL},
    {{"access_methods", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"aggregates", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"attach", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"casts", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"checks", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"collations", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"conversions", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"database", CATALOG_FAMILY}, SCHEMA, OF_ALL},
    {{"default_acls", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"event_triggers", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"extension_data", CATALOG_FAMILY}, VALUES, OF_EXTENSIONS},
    {{"extensions", CATALOG_FAMILY}, SCHEMA, OF_EXTENSIONS},
    {{"foreign", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"foreign_data", CATALOG_FAMILY}, ROWS, OF_FOREIGN_TABLES},
    {{"functions", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"index_choices", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"languages", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"large_objects", CATALOG_FAMILY}, SCHEMA, OF_ALL},
    {{"materialized_views", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"opclasses", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"operator_family_members", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"operators", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"policies", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"publications", CATALOG_FAMILY}, SCHEMA, OF_ALL},
    {{"role_memberships", CATALOG_FAMILY}, SCHEMA, OF_ROLES},
    {{"role_passwords", CATALOG_FAMILY}, SCHEMA, OF_PASSWORDS},
    {{"roles", CATALOG_FAMILY}, SCHEMA, OF_ROLES},
    {{"rules", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"schemas", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"statistics", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"subscriptions", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"tablespaces", CATALOG_FAMILY}, SCHEMA, OF_TABLESPACES},
    {{"text_search", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"transforms", CATALOG_FAMILY}, SCHEMA, OF_DATABASE},
    {{"triggers", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
    {{"types", CATALOG_FAMILY}, SCHEMA, OF_NAMESPACES},
    {{"views", CATALOG_FAMILY}, SCHEMA, OF_RELATIONS},
};

static bool has_subject(const struct catalog_scope *scope, enum subject subject)
{
    switch (subject) {
    case OF_ALL:
        return scope->globals == 0;
    case OF_RELATIONS:
        return scope->relations_count > 0;
    case OF_NAMESPACES:
        return scope->whole || scope->namespaces_count > 0;
    case OF_DATABASE:
        return scope->whole;
    case OF_EXTENSIONS:
        return scope->extensions;
    case OF_FOREIGN_TABLES:
        return scope->foreign_count > 0;
    case OF_ROLES:
        return (scope->globals & CATALOG_ROLES) != 0;
    case OF_PASSWORDS:
        return (scope->globals & CATALOG_PASSWORDS) != 0;
    case OF_TABLESPACES:
        return (scope->globals & CATALOG_TABLESPACES) != 0;
    }
    return true;
}

static bool has_content(const struct catalog_scope *scope, enum content content)
{
    switch (content) {
    case SCHEMA:
        break;
    case ROWS:
        return !scope->no_data;
    case VALUES:
        return !scope->no_values;
    case STATISTICS:
        return scope->statistics;
    }
    return true;
}

size_t catalog_files_choose(const struct catalog_scope *scope, const struct catalog_file **files)
{
    size_t count = 0;

    _Static_assert(sizeof catalog_files / sizeof catalog_files[0] <= CATALOG_FILES_MOST, "room for all files");
    for (size_t i = 0; i < sizeof catalog_files / sizeof catalog_files[0]; i++)
        if (has_subject(scope, catalog_files[i].subject) && has_content(scope, catalog_files[i].content))
            files[count++] = &catalog_files[i].file;
    return count;
}
