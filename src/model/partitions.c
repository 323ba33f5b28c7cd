#include "model/partitions.h"

#include "base/arena.h"

#include <string.h>

uint32_t *partitions_above(const struct toc *toc)
{
    uint32_t *above = mem_calloc(toc->count + 1, sizeof *above);

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *attach = &toc->entries[i];

        if (strcmp(attach->kind, "TABLE ATTACH") != 0 || entry_find(toc, attach->parent) == NULL)
            continue;
        for (size_t j = attach->needs_count; j > 0; j--) {
            const struct entry *need = entry_find(toc, attach->needs[j - 1]);

            if (need != NULL && need->id != attach->parent && (need->flags & ENTRY_RELATION) != 0)
                above[attach->parent] = need->id;
        }
    }
    return above;
}

bool partitions_is_attachment(const struct entry *entry)
{
    return strcmp(entry->kind, "TABLE ATTACH") == 0 || strcmp(entry->kind, "INDEX ATTACH") == 0;
}

/* An archive may say that tables are each other's partitions. */
static bool is_below(const struct toc *toc, const uint32_t *above, uint32_t table, uint32_t root)
{
    size_t levels = 0;

    while (root != 0 && table != 0 && levels++ <= toc->count)
        if ((table = above[table]) == root)
            return true;
    return false;
}

bool partitions_may_lack(const struct toc *toc, const uint32_t *above, const struct entry *entry,
                         const struct entry *need)
{
    uint32_t table = (need->flags & ENTRY_RELATION) != 0 ? need->id : need->parent;

    if (partitions_is_attachment(entry) && partitions_is_attachment(need))
        return true;
    if (entry_find(toc, table) == NULL || above[table] == 0 || table == entry->parent)
        return false;
    if (is_below(toc, above, table, entry->parent))
        return true;
    for (size_t i = 0; strcmp(entry->kind, "FK CONSTRAINT") == 0 && i < entry->needs_count; i++)
        if (is_below(toc, above, table, entry->needs[i]))
            return true;
    return false;
}
