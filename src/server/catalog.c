#include "server/catalog.h"

#include "base/arena.h"
#include "model/graph.h"
#include "model/kind.h"
#include "server/facts.h"
#include "server/sql.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/*
 * The catalog is read by one query per file of server/sql, however many objects there are. Every row of a family
 * becomes a node of model/graph.h, which finds the order. What the server says is checked before it is believed: kinds
 * must be known, numbers must be numbers, and all text is copied into the toc's arena.
 */

/*
 * The files that return entries, each with the columns of server/sql/README. How to add one: the file, a row here, the
 * file in sql_files of Makefile.am, its kinds in model/kind.c, a test in tests/live/objects.
 */
static const char *const families[] = {
    "access_methods",  "acls",          "aggregates",     "attach",         "casts",         "checks",
    "collations",      "comments",      "constraints",    "conversions",    "data",          "database",
    "default_acls",    "defaults",      "event_triggers", "extension_data", "extensions",    "foreign",
    "functions",       "index_choices", "indexes",        "languages",      "large_objects", "materialized_views",
    "opclasses",       "operators",     "policies",       "publications",   "rules",         "schemas",
    "sequence_values", "sequences",     "statistics",     "subscriptions",  "tables",        "text_search",
    "transforms",      "triggers",      "types",          "views",
};

/* Families that read more than the catalogs, which the role must be allowed to: left out with no_values. */
static const char *const value_families[] = {"extension_data", "sequence_values"};

/* The files that say what is a part of what: class, oid, owner_class, owner_oid. */
static const char *const alias_files[] = {
    "aliases",
    "relation_aliases",
};

/* The files that say what needs what: class, oid, refclass, refoid. */
static const char *const need_files[] = {
    "depends",
};

/* The files that say how an object gets its owner: class, oid, own. Joined to the main entries. */
static const char *const owner_files[] = {
    "owners",
};

/* The text that makes a role the owner of an object. */
struct ownership {
    struct address address;
    const char *own;
};

struct reading {
    struct conn *conn;
    struct toc *toc;
    struct graph *graph;
    const char *values[3]; /* the parameters that all files take */
    struct ownership *owners;
    size_t owners_count;
    bool no_values;
    const char *file; /* the one being read, for messages */
};

static bool run(struct reading *reading, const char *file, struct rows **rows, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY, SQL_OID_ARRAY, SQL_BOOL};

    reading->file = file;
    return sql_run(reading->conn, file, 3, types, reading->values, rows, err);
}

static const char *copy_text(const struct reading *reading, const struct rows *rows, size_t row, const char *column)
{
    const char *text = rows_get(rows, row, rows_column(rows, column));

    return text == NULL || *text == '\0' ? NULL : arena_strdup(reading->toc->arena, text);
}

static uint64_t size_of(const struct rows *rows, size_t row, const char *column)
{
    int64_t number = rows_get_number(rows, row, rows_column(rows, column));

    return number < 0 ? 0 : (uint64_t)number;
}

static struct address address_of(const struct rows *rows, size_t row, const char *class, const char *oid)
{
    return (struct address){.class_oid = rows_get_oid(rows, row, rows_column(rows, class)),
                            .oid = rows_get_oid(rows, row, rows_column(rows, oid))};
}

static int compare_addresses(struct address a, struct address b)
{
    if (a.class_oid != b.class_oid)
        return a.class_oid < b.class_oid ? -1 : 1;
    return a.oid == b.oid ? 0 : a.oid < b.oid ? -1 : 1;
}

static int compare_owners(const void *a, const void *b)
{
    return compare_addresses(((const struct ownership *)a)->address, ((const struct ownership *)b)->address);
}

static bool read_owners(struct reading *reading, const char *file, struct err *err)
{
    struct rows *rows = NULL;
    size_t old = reading->owners_count;

    if (!run(reading, file, &rows, err))
        return false;
    reading->owners_count += rows_count(rows);
    reading->owners = mem_resize(reading->owners, reading->owners_count + 1, sizeof *reading->owners);
    for (size_t i = 0; i < rows_count(rows); i++)
        reading->owners[old + i] = (struct ownership){.address = address_of(rows, i, "class", "oid"),
                                                      .own = copy_text(reading, rows, i, "own")};
    rows_free(rows);
    qsort(reading->owners, reading->owners_count, sizeof *reading->owners, compare_owners);
    return true;
}

static const char *find_own(const struct reading *reading, struct address address)
{
    struct ownership wanted = {.address = address};
    const struct ownership *found = NULL;

    if (reading->owners_count > 0)
        found = bsearch(&wanted, reading->owners, reading->owners_count, sizeof wanted, compare_owners);
    return found == NULL ? NULL : found->own;
}

static bool take_oid(const char **at, uint32_t *oid)
{
    uint64_t number = 0;

    if (**at < '0' || **at > '9')
        return false;
    while (**at >= '0' && **at <= '9' && number <= UINT32_MAX)
        number = number * 10 + (uint64_t)(*(*at)++ - '0');
    *oid = (uint32_t)number;
    return number <= UINT32_MAX;
}

/* One line of the column needs: "class oid" or "class oid KIND". */
static bool add_need(const struct reading *reading, const char *line, size_t length, struct err *err)
{
    char *text = arena_memdup(reading->toc->arena, line, length);
    const char *at = text;
    const struct kind *kind = NULL;
    struct address to;
    bool good = take_oid(&at, &to.class_oid) && *at++ == ' ' && take_oid(&at, &to.oid);

    if (good && *at == ' ') {
        kind = kind_find(at + 1);
        good = kind != NULL;
    } else
        good = good && *at == '\0';
    if (!good)
        return err_set(err, ERR_FAILED, "reading the catalog (%s.sql): \"%s\" is not a need", reading->file, text);
    graph_add_node_need(reading->graph, to, kind == NULL ? NULL : kind->name);
    return true;
}

static bool add_needs(const struct reading *reading, const char *needs, struct err *err)
{
    while (needs != NULL && *needs != '\0') {
        size_t length = strcspn(needs, "\n");

        if (length > 0 && !add_need(reading, needs, length, err))
            return false;
        needs += length + (needs[length] == '\n');
    }
    return true;
}

static bool add_node(const struct reading *reading, const struct rows *rows, size_t row, struct err *err)
{
    const char *kind_name = rows_get(rows, row, rows_column(rows, "kind"));
    const struct kind *kind = kind_name == NULL ? NULL : kind_find(kind_name);
    struct node node = {.address = address_of(rows, row, "class", "oid"),
                        .sub = (int)(size_of(rows, row, "sub") & INT_MAX),
                        .parent_oid = rows_get_oid(rows, row, rows_column(rows, "parent")),
                        .shell = copy_text(reading, rows, row, "shell")};
    struct entry *entry = &node.entry;

    entry->name = copy_text(reading, rows, row, "name");
    if (kind == NULL || node.address.class_oid == 0 || entry->name == NULL)
        return err_set(err, ERR_FAILED, "reading the catalog (%s.sql): a row without a known kind, class or name (%s)",
                       reading->file, kind_name == NULL ? "NULL" : kind_name);
    entry->kind = kind->name;
    entry->schema = copy_text(reading, rows, row, "schema");
    entry->owner = copy_text(reading, rows, row, "owner");
    entry->create = copy_text(reading, rows, row, "create");
    entry->own = kind->main ? find_own(reading, node.address) : NULL;
    entry->drop = copy_text(reading, rows, row, "drop");
    entry->load = copy_text(reading, rows, row, "load");
    entry->unload = copy_text(reading, rows, row, "unload");
    entry->ranges = copy_text(reading, rows, row, "ranges");
    entry->bytes = size_of(rows, row, "bytes");
    entry->pages = size_of(rows, row, "pages");
    graph_add(reading->graph, &node);
    return add_needs(reading, rows_get(rows, row, rows_column(rows, "needs")), err);
}

static bool is_left_out(const struct reading *reading, const char *file)
{
    for (size_t i = 0; reading->no_values && i < sizeof value_families / sizeof value_families[0]; i++)
        if (strcmp(value_families[i], file) == 0)
            return true;
    return false;
}

static bool read_family(struct reading *reading, const char *file, struct err *err)
{
    struct rows *rows = NULL;
    bool ok = is_left_out(reading, file) || run(reading, file, &rows, err);

    for (size_t i = 0; ok && rows != NULL && i < rows_count(rows); i++)
        ok = add_node(reading, rows, i, err);
    rows_free(rows);
    return ok;
}

static bool read_aliases(struct reading *reading, const char *file, struct err *err)
{
    struct rows *rows = NULL;

    if (!run(reading, file, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        graph_add_alias(reading->graph, address_of(rows, i, "class", "oid"),
                        address_of(rows, i, "owner_class", "owner_oid"));
    rows_free(rows);
    return true;
}

static bool read_needs(struct reading *reading, const char *file, struct err *err)
{
    struct rows *rows = NULL;

    if (!run(reading, file, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        graph_add_need(reading->graph, address_of(rows, i, "class", "oid"), address_of(rows, i, "refclass", "refoid"));
    rows_free(rows);
    return true;
}

static bool read_each(struct reading *reading, const char *const *files, size_t count,
                      bool (*read_one)(struct reading *, const char *, struct err *), struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!read_one(reading, files[i], err))
            return false;
    return true;
}

#define EACH(files) files, sizeof files / sizeof files[0]

static bool read_all(struct reading *reading, struct err *err)
{
    return facts_read(reading->conn, reading->toc, err) && read_each(reading, EACH(owner_files), read_owners, err) &&
           read_each(reading, EACH(families), read_family, err) &&
           read_each(reading, EACH(alias_files), read_aliases, err) &&
           read_each(reading, EACH(need_files), read_needs, err) && graph_order(reading->graph, reading->toc, err);
}

bool catalog_read(struct conn *conn, const struct catalog_scope *scope, struct toc *toc, struct err *err)
{
    char *relations = sql_oid_array(scope->relations, scope->relations_count);
    char *namespaces = sql_oid_array(scope->namespaces, scope->namespaces_count);
    struct reading reading = {.conn = conn,
                              .toc = toc,
                              .graph = graph_new(),
                              .no_values = scope->no_values,
                              .values = {relations, namespaces, scope->whole ? "t" : "f"}};
    bool ok = read_all(&reading, err);

    free(reading.owners);
    graph_free(reading.graph);
    free(namespaces);
    free(relations);
    return ok;
}
