#include "model/namesakes.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Names are in two catalogs; what has rows is in both. */
enum { RELATION_NAME = 1, TYPE_NAME = 2 };

/* How to add one: a row. */
static const struct {
    const char *kind;
    unsigned catalogs;
} kinds[] = {
    {"TABLE", RELATION_NAME | TYPE_NAME},
    {"VIEW", RELATION_NAME | TYPE_NAME},
    {"MATERIALIZED VIEW", RELATION_NAME | TYPE_NAME},
    {"FOREIGN TABLE", RELATION_NAME | TYPE_NAME},
    {"SEQUENCE", RELATION_NAME},
    {"INDEX", RELATION_NAME},
    {"CONSTRAINT", RELATION_NAME},
    {"TYPE", TYPE_NAME},
    {"ENUM", TYPE_NAME},
    {"RANGE", TYPE_NAME},
    {"DOMAIN", TYPE_NAME},
};

/* What begins a constraint that has an index, which bears its name. */
static const char *const indexed[] = {" PRIMARY KEY", " UNIQUE", " EXCLUDE "};

struct named {
    const char *schema, *name;
    unsigned catalogs;
    const struct entry *entry;
};

struct namesakes {
    struct named *list; /* by schema and name */
    size_t count;
};

static bool has_index(const struct entry *constraint)
{
    for (size_t i = 0; constraint->create != NULL && i < sizeof indexed / sizeof indexed[0]; i++)
        if (strstr(constraint->create, indexed[i]) != NULL && strstr(constraint->create, " CHECK (") == NULL)
            return true;
    return false;
}

/* A constraint's name stands behind its table's. */
static const char *name_of(const struct toc *toc, const struct entry *entry)
{
    const struct entry *table;
    size_t length;

    if (strcmp(entry->kind, "CONSTRAINT") != 0)
        return entry->name;
    table = entry_find(toc, entry->parent);
    if (table == NULL || table->name == NULL || !has_index(entry))
        return NULL;
    length = strlen(table->name);
    return strncmp(entry->name, table->name, length) == 0 && entry->name[length] == ' ' ? entry->name + length + 1
                                                                                        : NULL;
}

/* False when the entry has none of these names. */
static bool make_named(const struct toc *toc, const struct entry *entry, struct named *named)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(entry->kind, kinds[i].kind) == 0) {
            *named = (struct named){.schema = entry->schema != NULL ? entry->schema : "",
                                    .name = name_of(toc, entry),
                                    .catalogs = kinds[i].catalogs,
                                    .entry = entry};
            return named->name != NULL;
        }
    return false;
}

static int compare_named(const void *a, const void *b)
{
    const struct named *one = a, *other = b;
    int order = strcmp(one->schema, other->schema);

    return order != 0 ? order : strcmp(one->name, other->name);
}

struct namesakes *namesakes_new(const struct toc *toc)
{
    struct namesakes *namesakes = mem_calloc(1, sizeof *namesakes);

    namesakes->list = mem_calloc(toc->count + 1, sizeof *namesakes->list);
    for (size_t i = 0; i < toc->count; i++)
        if (make_named(toc, &toc->entries[i], &namesakes->list[namesakes->count]))
            namesakes->count++;
    qsort(namesakes->list, namesakes->count, sizeof *namesakes->list, compare_named);
    return namesakes;
}

void namesakes_free(struct namesakes *namesakes)
{
    free(namesakes->list);
    free(namesakes);
}

/* The first place whose name is not less. */
static size_t find_first(const struct namesakes *namesakes, const struct named *named)
{
    size_t low = 0, high = namesakes->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_named(&namesakes->list[middle], named) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t namesakes_next(const struct namesakes *namesakes, const struct toc *other, const struct entry *entry,
                        size_t *at)
{
    struct named named;

    if (!make_named(other, entry, &named))
        return 0;
    for (size_t i = find_first(namesakes, &named) + *at; i < namesakes->count; i++) {
        const struct named *found = &namesakes->list[i];
        bool same = strcmp(found->entry->kind, entry->kind) == 0 && strcmp(found->entry->name, entry->name) == 0;

        if (compare_named(found, &named) != 0)
            break;
        (*at)++;
        if ((found->catalogs & named.catalogs) != 0 && !same)
            return found->entry->id;
    }
    return 0;
}
