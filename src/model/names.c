#include "model/names.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct qualified {
    const char *schema, *name;
};

struct names {
    struct arena *arena;
    struct qualified *list;
    size_t count;
    bool sorted;
};

struct names *names_new(void)
{
    struct names *names = mem_calloc(1, sizeof *names);

    names->arena = arena_new();
    return names;
}

void names_free(struct names *names)
{
    if (names == NULL)
        return;
    free(names->list);
    arena_free(names->arena);
    free(names);
}

void names_add(struct names *names, const char *schema, const char *name)
{
    names->list = mem_resize(names->list, names->count + 1, sizeof *names->list);
    names->list[names->count++] =
        (struct qualified){arena_strdup(names->arena, schema), arena_strdup(names->arena, name)};
    names->sorted = false;
}

static int compare(const void *a, const void *b)
{
    const struct qualified *left = a, *right = b;
    int schemas = strcmp(left->schema, right->schema);

    return schemas != 0 ? schemas : strcmp(left->name, right->name);
}

bool names_have(struct names *names, const char *schema, const char *name)
{
    const struct qualified wanted = {schema, name};

    if (names == NULL || schema == NULL || name == NULL)
        return false;
    if (!names->sorted)
        qsort(names->list, names->count, sizeof *names->list, compare);
    names->sorted = true;
    return bsearch(&wanted, names->list, names->count, sizeof *names->list, compare) != NULL;
}
