#include "server/relations.h"

#include "base/arena.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

/* What a row of relations.sql says beyond struct relation; needed only while choosing. */
struct candidate {
    struct relation relation;
    uint32_t owner_table;
    const char *server; /* of a foreign table; NULL */
    bool is_member;     /* of an extension */
    bool wanted;
};

static int compare_oids(const void *a, const void *b)
{
    uint32_t left = ((const struct candidate *)a)->relation.oid, right = ((const struct candidate *)b)->relation.oid;

    return left == right ? 0 : left < right ? -1 : 1;
}

static int compare_names(const void *a, const void *b)
{
    const struct relation *left = a, *right = b;
    int schemas = strcmp(left->schema, right->schema);

    return schemas != 0 ? schemas : strcmp(left->name, right->name);
}

static bool take_candidate(struct arena *arena, const struct rows *rows, size_t row, struct candidate *candidate,
                           struct err *err)
{
    struct relation *relation = &candidate->relation;
    const char *kind = rows_get(rows, row, rows_column(rows, "relkind"));

    relation->oid = rows_get_oid(rows, row, rows_column(rows, "oid"));
    relation->schema = arena_strdup(arena, rows_get(rows, row, rows_column(rows, "schema")));
    relation->name = arena_strdup(arena, rows_get(rows, row, rows_column(rows, "name")));
    relation->quoted = arena_strdup(arena, rows_get(rows, row, rows_column(rows, "quoted")));
    relation->granted = rows_get_bool(rows, row, rows_column(rows, "granted"));
    relation->open = rows_get_bool(rows, row, rows_column(rows, "open"));
    relation->quoted_schema = arena_strdup(arena, rows_get(rows, row, rows_column(rows, "quoted_schema")));
    relation->row_security = rows_get_bool(rows, row, rows_column(rows, "row_security"));
    candidate->owner_table = rows_get_oid(rows, row, rows_column(rows, "owner_table"));
    candidate->server = rows_get(rows, row, rows_column(rows, "server"));
    candidate->is_member = rows_get_bool(rows, row, rows_column(rows, "member"));
    if (relation->oid == 0 || relation->schema == NULL || relation->name == NULL || relation->quoted == NULL ||
        relation->quoted_schema == NULL || kind == NULL)
        return err_set(err, ERR_FAILED, "reading the catalog (relations.sql): a row without oid, name or kind");
    relation->relkind = kind[0];
    return true;
}

/* Tells the filter what descends from the tables that one of its lists matches. */
static bool add_descendants(struct conn *conn, struct filter *filter, enum filter_list list,
                            const struct candidate *candidates, size_t count, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY};
    uint32_t *roots = mem_calloc(count + 1, sizeof *roots);
    size_t roots_count = 0;

    for (size_t i = 0; i < count; i++)
        if (!candidates[i].is_member &&
            filter_is_root(filter, list, candidates[i].relation.schema, candidates[i].relation.name))
            roots[roots_count++] = candidates[i].relation.oid;

    char *value = sql_oid_array(roots, roots_count);
    struct rows *rows = NULL;
    bool ok = sql_run(conn, "descendants", 1, types, (const char *const[]){value}, &rows, err);

    for (size_t i = 0; ok && i < rows_count(rows); i++) {
        const char *schema = rows_get(rows, i, rows_column(rows, "schema"));
        const char *name = rows_get(rows, i, rows_column(rows, "name"));

        ok = (schema != NULL && name != NULL) ||
             err_set(err, ERR_FAILED, "reading the catalog (descendants.sql): a row without a name");
        if (ok)
            filter_add_descendant(filter, list, schema, name);
    }
    rows_free(rows);
    free(value);
    free(roots);
    return ok;
}

static bool add_all_descendants(struct conn *conn, struct filter *filter, const struct candidate *candidates,
                                size_t count, struct err *err)
{
    static const enum filter_list lists[] = {FILTER_TABLE_TREES, FILTER_EXCLUDE_TABLE_TREES, FILTER_EXCLUDE_DATA_TREES};
    bool ok = true;

    filter_forget_descendants(filter);
    for (size_t i = 0; ok && i < sizeof lists / sizeof lists[0]; i++)
        ok = !filter_has_trees(filter, lists[i]) || add_descendants(conn, filter, lists[i], candidates, count, err);
    return ok;
}

/* A member of an extension is no table of the user's: a pattern that matches nothing else has matched nothing. */
static void choose(struct filter *filter, struct candidate *candidate)
{
    struct relation *relation = &candidate->relation;

    candidate->wanted = !candidate->is_member && filter_wants_relation(filter, relation->schema, relation->name);
    relation->wants_rows = candidate->wanted && filter_wants_rows(filter, relation->schema, relation->name) &&
                           (candidate->server == NULL || filter_wants_server(filter, candidate->server));
}

/* A sequence goes with the table whose column it belongs to, whatever the filter says of its own name. */
static void choose_sequences(struct candidate *candidates, size_t count)
{
    qsort(candidates, count, sizeof *candidates, compare_oids);
    for (size_t i = 0; i < count; i++) {
        struct candidate key = {.relation.oid = candidates[i].owner_table};
        const struct candidate *table =
            key.relation.oid == 0 ? NULL : bsearch(&key, candidates, count, sizeof key, compare_oids);

        if (table != NULL && table->wanted)
            candidates[i].wanted = true;
    }
}

static void keep_wanted(struct relations *relations, const struct candidate *candidates, size_t count)
{
    relations->list = mem_calloc(count + 1, sizeof *relations->list);
    relations->oids = mem_calloc(count + 1, sizeof *relations->oids);
    for (size_t i = 0; i < count; i++)
        if (candidates[i].wanted)
            relations->list[relations->count++] = candidates[i].relation;
    qsort(relations->list, relations->count, sizeof *relations->list, compare_names);
    relations->foreign = mem_calloc(relations->count + 1, sizeof *relations->foreign);
    for (size_t i = 0; i < relations->count; i++) {
        relations->oids[i] = relations->list[i].oid;
        if (relations->list[i].relkind == 'f' && relations->list[i].wants_rows)
            relations->foreign[relations->foreign_count++] = relations->list[i].oid;
    }
}

static bool read_relations(struct conn *conn, struct filter *filter, struct relations *relations, struct err *err)
{
    struct rows *rows = NULL;
    struct candidate *candidates;
    bool ok = sql_run(conn, "relations", 0, NULL, NULL, &rows, err);

    if (!ok)
        return false;
    candidates = mem_calloc(rows_count(rows) + 1, sizeof *candidates);
    for (size_t i = 0; ok && i < rows_count(rows); i++)
        ok = take_candidate(relations->arena, rows, i, &candidates[i], err);
    ok = ok && add_all_descendants(conn, filter, candidates, rows_count(rows), err);
    if (ok) {
        for (size_t i = 0; i < rows_count(rows); i++)
            choose(filter, &candidates[i]);
        choose_sequences(candidates, rows_count(rows));
        keep_wanted(relations, candidates, rows_count(rows));
    }
    free(candidates);
    rows_free(rows);
    return ok;
}

static bool read_namespaces(struct conn *conn, struct filter *filter, struct relations *relations, struct err *err)
{
    struct rows *rows = NULL;

    if (!sql_run(conn, "namespaces", 0, NULL, NULL, &rows, err))
        return false;
    relations->namespaces = mem_calloc(rows_count(rows) + 1, sizeof *relations->namespaces);
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *name = rows_get(rows, i, rows_column(rows, "name"));

        if (name != NULL && filter_wants_schema(filter, name) && !filter_has_tables(filter))
            relations->namespaces[relations->namespaces_count++] = rows_get_oid(rows, i, rows_column(rows, "oid"));
    }
    rows_free(rows);
    return true;
}

bool relations_read(struct conn *conn, struct filter *filter, struct relations **relations, struct err *err)
{
    struct relations *made = mem_calloc(1, sizeof *made);

    made->arena = arena_new();
    if (!read_namespaces(conn, filter, made, err) || !read_relations(conn, filter, made, err)) {
        relations_free(made);
        return false;
    }
    made->scope = (struct catalog_scope){.relations = made->oids,
                                         .relations_count = made->count,
                                         .foreign = made->foreign,
                                         .foreign_count = made->foreign_count,
                                         .namespaces = made->namespaces,
                                         .namespaces_count = made->namespaces_count,
                                         .whole = filter_is_whole(filter),
                                         .extensions = filter_may_want_extensions(filter),
                                         .large_objects = filter_may_want_large_objects(filter)};
    *relations = made;
    return true;
}

struct relations *relations_none(unsigned globals)
{
    struct relations *relations = mem_calloc(1, sizeof *relations);

    relations->arena = arena_new();
    relations->scope.globals = globals;
    return relations;
}

void relations_free(struct relations *relations)
{
    if (relations == NULL)
        return;
    free(relations->list);
    free(relations->oids);
    free(relations->foreign);
    free(relations->namespaces);
    arena_free(relations->arena);
    free(relations);
}

bool relations_is_table(const struct relation *relation)
{
    return relation->relkind == 'r' || relation->relkind == 'p';
}

static const struct relation *find_relation(const struct relations *relations, const char *schema, const char *name)
{
    struct relation wanted = {.schema = schema, .name = name};

    return bsearch(&wanted, relations->list, relations->count, sizeof wanted, compare_names);
}

bool relations_within(const struct relations *now, const struct relations *before, const char **other)
{
    for (size_t i = 0; i < now->count; i++) {
        const struct relation *relation = &now->list[i];
        const struct relation *then = find_relation(before, relation->schema, relation->name);

        if (then == NULL || then->oid != relation->oid || then->relkind != relation->relkind) {
            *other = relation->quoted;
            return false;
        }
    }
    return true;
}
