/*
 * A dropped table takes its indexes, constraints, triggers, defaults and policies along, so most parts need no drop of
 * their own. A part needs one when it would be in the way of another drop: a foreign key must go before the table that
 * it refers to, a default before its function.
 *
 * Drops run from the last entry to the first. `gone` is, for every entry, the id at whose turn it goes: its own id, or
 * for a part that is left out that of the relation. Whatever a part needs and goes at a later id than the part's
 * relation goes earlier in time; then the part must not wait for its relation. Needs have lower ids than what needs
 * them, so one walk from the first entry to the last is enough.
 */
#include "model/drops.h"

#include "base/arena.h"

#include <stdlib.h>

static bool is_dropped(const struct entry *entry)
{
    return entry->selected && entry->drop != NULL && entry->stage != STAGE_DATABASE;
}

static bool goes_with_parent(const struct toc *toc, const struct entry *entry, const uint32_t *gone)
{
    const struct entry *parent = entry_find(toc, entry->parent);

    if (parent == NULL || parent->id >= entry->id || gone[parent->id - 1] == 0)
        return false;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need != NULL && need->id < entry->id && gone[need->id - 1] > gone[parent->id - 1])
            return false;
    }
    return true;
}

const struct entry **drops_plan(const struct toc *toc, size_t *count)
{
    uint32_t *gone = mem_calloc(toc->count + 1, sizeof *gone); /* 0: is not dropped */
    const struct entry **plan = mem_calloc(toc->count + 1, sizeof(const struct entry *));

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (is_dropped(entry))
            gone[i] = goes_with_parent(toc, entry, gone) ? gone[entry->parent - 1] : entry->id;
    }
    *count = 0;
    for (size_t i = toc->count; i > 0; i--)
        if (gone[i - 1] == i)
            plan[(*count)++] = &toc->entries[i - 1];
    free(gone);
    if (*count == 0) {
        free(plan);
        return NULL;
    }
    return plan;
}
