#include "server/catalog.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/graph.h"
#include "model/kind.h"
#include "model/mark.h"
#include "model/wording.h"
#include "server/catalog_files.h"
#include "server/catalog_prepare.h"
#include "server/facts.h"
#include "server/newer.h"
#include "server/queries.h"
#include "server/sql.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/*
 * The catalog is read by one query per file of server/sql (catalog_files.c), however many objects there are (queries.c). Every
 * row of a family becomes a node of model/graph.h, which finds the order. What the server says is checked before it is believed: kinds
 * must be known, numbers must be numbers, and all text is copied into the toc's arena.
 */

/* What the files' columns are called. Names are looked up once for a result, not for each of its rows. */
enum column {
    KIND,
    CLASS,
    OID,
    SUB,
    SCHEMA_NAME,
    NAME,
    PARENT,
    OWNER,
    CREATE,
    DROP,
    LOAD,
    UNLOAD,
    RANGES,
    SHELL,
    BODY,
    HOLLOW,
    SHELL_NEEDS,
    BYTES,
    PAGES,
    NEEDS,
    OWN,
    PATH,
    OWNER_CLASS,
    OWNER_OID,
    REF_CLASS,
    REF_OID,
    COLUMNS,
};

static const char *const column_names[COLUMNS] = {
    [KIND] = "kind",
    [CLASS] = "class",
    [OID] = "oid",
    [SUB] = "sub",
    [SCHEMA_NAME] = "schema",
    [NAME] = "name",
    [PARENT] = "parent",
    [OWNER] = "owner",
    [CREATE] = "create",
    [DROP] = "drop",
    [LOAD] = "load",
    [UNLOAD] = "unload",
    [RANGES] = "ranges",
    [SHELL] = "shell",
    [BODY] = "body",
    [HOLLOW] = "hollow",
    [SHELL_NEEDS] = "shell_needs",
    [BYTES] = "bytes",
    [PAGES] = "pages",
    [NEEDS] = "needs",
    [OWN] = "own",
    [PATH] = "path",
    [OWNER_CLASS] = "owner_class",
    [OWNER_OID] = "owner_oid",
    [REF_CLASS] = "refclass",
    [REF_OID] = "refoid",
};

/* Text that belongs to an object and comes from a file of its own. */
struct addition {
    struct address address;
    const char *text; /* an owner's with marks */
};

struct additions { /* sorted by address */
    struct addition *list;
    size_t count;
};

struct reading {
    struct toc *toc;
    struct graph *graph;
    struct additions owners, paths;
    const char *file;                                     /* the one being read, for messages */
    int columns[COLUMNS];                                 /* of its result; -1: it has none of that name */
    const struct catalog_file *files[CATALOG_FILES_MOST]; /* those that are wanted */
    char fence[CATALOG_FENCE];                            /* around marks */
    struct mark_list marks;                               /* of the entry being read */
};

static const char *get_text(const struct reading *reading, const struct rows *rows, size_t row, enum column column)
{
    return rows_get(rows, row, reading->columns[column]);
}

static const char *copy_text(const struct reading *reading, const struct rows *rows, size_t row, enum column column)
{
    const char *text = get_text(reading, rows, row, column);

    return text == NULL || *text == '\0' ? NULL : arena_strdup(reading->toc->arena, text);
}

static uint64_t size_of(const struct reading *reading, const struct rows *rows, size_t row, enum column column)
{
    int64_t number = rows_get_number(rows, row, reading->columns[column]);

    return number < 0 ? 0 : (uint64_t)number;
}

static struct address address_of(const struct reading *reading, const struct rows *rows, size_t row, enum column class,
                                 enum column oid)
{
    return (struct address){.class_oid = rows_get_oid(rows, row, reading->columns[class]),
                            .oid = rows_get_oid(rows, row, reading->columns[oid])};
}

static int compare_addresses(struct address a, struct address b)
{
    if (a.class_oid != b.class_oid)
        return a.class_oid < b.class_oid ? -1 : 1;
    return a.oid == b.oid ? 0 : a.oid < b.oid ? -1 : 1;
}

static int compare_additions(const void *a, const void *b)
{
    return compare_addresses(((const struct addition *)a)->address, ((const struct addition *)b)->address);
}

static void take_additions(const struct reading *reading, struct additions *additions, const struct rows *rows,
                           enum column column)
{
    size_t old = additions->count;

    additions->count += rows_count(rows);
    additions->list = mem_resize(additions->list, additions->count + 1, sizeof *additions->list);
    for (size_t i = 0; i < rows_count(rows); i++)
        additions->list[old + i] = (struct addition){.address = address_of(reading, rows, i, CLASS, OID),
                                                     .text = copy_text(reading, rows, i, column)};
    qsort(additions->list, additions->count, sizeof *additions->list, compare_additions);
}

static const char *find_addition(const struct additions *additions, struct address address)
{
    struct addition wanted = {.address = address};
    const struct addition *found = NULL;

    if (additions->count > 0)
        found = bsearch(&wanted, additions->list, additions->count, sizeof wanted, compare_additions);
    return found == NULL ? NULL : found->text;
}

static bool take_owners(struct reading *reading, const struct rows *rows, struct err *err)
{
    (void)err;
    take_additions(reading, &reading->owners, rows, OWN);
    return true;
}

static bool take_paths(struct reading *reading, const struct rows *rows, struct err *err)
{
    (void)err;
    take_additions(reading, &reading->paths, rows, PATH);
    return true;
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

/* One line of the columns needs and shell_needs: "class oid" or, only in the former, "class oid KIND". */
static bool add_need(const struct reading *reading, enum column column, const char *line, size_t length,
                     struct err *err)
{
    char *text = arena_memdup(reading->toc->arena, line, length);
    const char *at = text;
    const struct kind *kind = NULL;
    struct address to;
    bool good = take_oid(&at, &to.class_oid) && *at++ == ' ' && take_oid(&at, &to.oid);

    if (good && *at == ' ' && column == NEEDS) {
        kind = kind_find(at + 1);
        good = kind != NULL;
    } else
        good = good && *at == '\0';
    if (!good)
        return err_set(err, ERR_FAILED, "reading the catalog (%s.sql): \"%s\" is not a need", reading->file, text);
    if (column == SHELL_NEEDS)
        graph_add_shell_need(reading->graph, to);
    else
        graph_add_node_need(reading->graph, to, kind == NULL ? NULL : kind->name);
    return true;
}

static bool add_needs(const struct reading *reading, const struct rows *rows, size_t row, enum column column,
                      struct err *err)
{
    const char *needs = get_text(reading, rows, row, column);

    while (needs != NULL && *needs != '\0') {
        size_t length = strcspn(needs, "\n");

        if (length > 0 && !add_need(reading, column, needs, length, err))
            return false;
        needs += length + (needs[length] == '\n');
    }
    return true;
}

static bool take_marked(struct reading *reading, const struct rows *rows, size_t row, enum column column,
                        enum mark_text text, const char **clean)
{
    return mark_take(reading->toc->arena, get_text(reading, rows, row, column), reading->fence, text, &reading->marks,
                     clean);
}

/*
 * The text that makes an object. An operator that it does not name is looked for in the search path, which is empty but for
 * such a text (search_paths.sql).
 */
static const char *find_create(const struct reading *reading, const struct rows *rows, size_t row,
                               struct address address)
{
    const char *create = get_text(reading, rows, row, CREATE);
    const char *path = find_addition(&reading->paths, address);

    if (create == NULL || path == NULL || !wording_hides_operators(create))
        return create;
    return arena_printf(reading->toc->arena, "SET search_path = %s;\n%s\nSET search_path = '';", path, create);
}

/* The texts that may have marks, in the order of enum mark_text. */
static bool take_texts(struct reading *reading, const struct rows *rows, size_t row, struct address address,
                       bool is_main, struct entry *entry, struct err *err)
{
    const char *given = get_text(reading, rows, row, OWN);
    const char *own = given == NULL && is_main ? find_addition(&reading->owners, address) : given;
    bool good = mark_take(reading->toc->arena, find_create(reading, rows, row, address), reading->fence, MARK_CREATE,
                          &reading->marks, &entry->create) &&
                mark_take(reading->toc->arena, own, reading->fence, MARK_OWN, &reading->marks, &entry->own) &&
                take_marked(reading, rows, row, DROP, MARK_DROP, &entry->drop) &&
                take_marked(reading, rows, row, NAME, MARK_NAME, &entry->name);

    mark_give(reading->toc->arena, &reading->marks, entry);
    return good || err_set(err, ERR_FAILED, "reading the catalog (%s.sql): marks that do not match", reading->file);
}

static bool add_node(struct reading *reading, const struct rows *rows, size_t row, struct err *err)
{
    const char *kind_name = get_text(reading, rows, row, KIND);
    const struct kind *kind = kind_name == NULL ? NULL : kind_find(kind_name);
    struct node node = {.address = address_of(reading, rows, row, CLASS, OID),
                        .sub = (int)(size_of(reading, rows, row, SUB) & INT_MAX),
                        .parent_oid = rows_get_oid(rows, row, reading->columns[PARENT]),
                        .shell = {.create = copy_text(reading, rows, row, SHELL),
                                  .body = copy_text(reading, rows, row, BODY),
                                  .hollow = copy_text(reading, rows, row, HOLLOW)}};
    struct entry *entry = &node.entry;

    if (!take_texts(reading, rows, row, node.address, kind != NULL && kind->main, entry, err))
        return false;
    if (kind == NULL || node.address.class_oid == 0 || entry->name == NULL)
        return err_set(err, ERR_FAILED, "reading the catalog (%s.sql): a row without a known kind, class or name (%s)",
                       reading->file, kind_name == NULL ? "NULL" : kind_name);
    entry->kind = kind->name;
    entry->schema = copy_text(reading, rows, row, SCHEMA_NAME);
    entry->owner = copy_text(reading, rows, row, OWNER);
    entry->load = copy_text(reading, rows, row, LOAD);
    entry->unload = copy_text(reading, rows, row, UNLOAD);
    entry->ranges = copy_text(reading, rows, row, RANGES);
    entry->bytes = size_of(reading, rows, row, BYTES);
    entry->pages = size_of(reading, rows, row, PAGES);
    graph_add(reading->graph, &node);
    return add_needs(reading, rows, row, NEEDS, err) && add_needs(reading, rows, row, SHELL_NEEDS, err);
}

static bool take_family(struct reading *reading, const struct rows *rows, struct err *err)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        if (!add_node(reading, rows, i, err))
            return false;
    return true;
}

static bool take_aliases(struct reading *reading, const struct rows *rows, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < rows_count(rows); i++)
        graph_add_alias(reading->graph, address_of(reading, rows, i, CLASS, OID),
                        address_of(reading, rows, i, OWNER_CLASS, OWNER_OID));
    return true;
}

static bool take_needs(struct reading *reading, const struct rows *rows, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < rows_count(rows); i++)
        graph_add_need(reading->graph, address_of(reading, rows, i, CLASS, OID),
                       address_of(reading, rows, i, REF_CLASS, REF_OID));
    return true;
}

static bool (*const takers[])(struct reading *reading, const struct rows *rows, struct err *err) = {
    [CATALOG_OWNERS] = take_owners,   [CATALOG_PATHS] = take_paths, [CATALOG_FAMILY] = take_family,
    [CATALOG_ALIASES] = take_aliases, [CATALOG_NEEDS] = take_needs,
};

static bool take_file(void *context, size_t place, const struct rows *rows, struct err *err)
{
    struct reading *reading = context;

    reading->file = reading->files[place]->name;
    for (enum column i = 0; i < COLUMNS; i++)
        reading->columns[i] = rows_column(rows, column_names[i]);
    return takers[reading->files[place]->rows](reading, rows, err);
}

static bool read_files(struct reading *reading, struct conn *const *conns, size_t conns_count,
                       const struct catalog_scope *scope, struct err *err)
{
    char *relations = sql_oid_array(scope->relations, scope->relations_count);
    char *namespaces = sql_oid_array(scope->namespaces, scope->namespaces_count);
    const char *const values[] = {relations, namespaces, scope->whole ? "t" : "f"};
    const char *names[CATALOG_FILES_MOST];
    size_t count = catalog_files_choose(scope, reading->files);
    bool ok;

    for (size_t i = 0; i < count; i++)
        names[i] = reading->files[i]->name;
    ok = queries_run(conns, conns_count, names, count, values, take_file, reading, err);
    free(namespaces);
    free(relations);
    return ok;
}

static void tell_doubts(const struct graph *graph)
{
    const char *const *doubts;
    size_t count = graph_doubts(graph, &doubts);

    for (size_t i = 0; i < count; i++)
        log_warning("%s; restoring it may fail, which pgsnap verify --restore shows", doubts[i]);
}

bool catalog_read(struct conn *const *conns, size_t conns_count, const struct catalog_scope *scope, struct toc *toc,
                  struct err *err)
{
    struct reading reading = {.toc = toc, .graph = graph_new()};
    bool quotes = false;
    bool ok = catalog_prepare(conns, conns_count, scope, reading.fence, err) &&
              newer_prepare(conns, conns_count, &quotes, err) && (scope->no_facts || facts_read(conns[0], toc, err)) &&
              read_files(&reading, conns, conns_count, scope, err) && newer_finish(conns, conns_count, quotes, err) &&
              graph_order(reading.graph, toc, err);

    if (ok && scope->warns)
        tell_doubts(reading.graph);
    free(reading.owners.list);
    free(reading.paths.list);
    graph_free(reading.graph);
    return ok;
}
