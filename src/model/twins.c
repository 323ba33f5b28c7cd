#include "model/twins.h"

#include "base/arena.h"
#include "model/compare.h"

#include <stdlib.h>
#include <string.h>

static int compare_entries(const void *a, const void *b)
{
    return compare_keys(*(const struct entry *const *)a, *(const struct entry *const *)b);
}

static const struct entry **sort_entries(const struct toc *toc, size_t *count)
{
    const struct entry **sorted = mem_calloc(toc->count + 1, sizeof(const struct entry *));

    *count = 0;
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].stage != STAGE_DATABASE && strcmp(toc->entries[i].kind, "LARGE OBJECTS") != 0)
            sorted[(*count)++] = &toc->entries[i];
    qsort(sorted, *count, sizeof *sorted, compare_entries);
    return sorted;
}

static uint32_t find_twin(const struct entry *const *sorted, size_t count, const struct entry *entry)
{
    const struct entry *const *found = NULL;

    if (count > 0 && entry->stage != STAGE_DATABASE)
        found = bsearch(&entry, sorted, count, sizeof *sorted, compare_entries);
    return found == NULL ? 0 : (*found)->id;
}

uint32_t *twins_find(const struct toc *archive, const struct toc *target)
{
    size_t count;
    const struct entry **sorted = sort_entries(target, &count);
    uint32_t *there = mem_calloc(archive->count + 1, sizeof *there);

    for (size_t i = 0; i < archive->count; i++)
        there[i] = find_twin(sorted, count, &archive->entries[i]);
    free(sorted);
    return there;
}
