#include "engine/effort.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct effort {
    const struct toc *toc;
    uint64_t *sizes; /* by id of a relation: bytes of its rows; UNKNOWN where the archive does not say */
};

static const uint64_t UNKNOWN = UINT64_MAX;

/* How to add one: a row. Everything else is quick to make. */
static const char *const expensive_kinds[] = {"INDEX", "CONSTRAINT", "FK CONSTRAINT", "MATERIALIZED VIEW DATA"};

bool effort_is_expensive(const struct entry *entry)
{
    for (size_t i = 0; i < sizeof expensive_kinds / sizeof expensive_kinds[0]; i++)
        if (strcmp(entry->kind, expensive_kinds[i]) == 0)
            return true;
    return false;
}

/*
 * Known are tables whose rows are in the archive, whether or not they are restored. Rows of partitions are not in the
 * partitioned table's own entry, and those of a materialized view in none.
 */
struct effort *effort_new(const struct toc *toc)
{
    struct effort *effort = mem_calloc(1, sizeof *effort);

    effort->toc = toc;
    effort->sizes = mem_calloc(toc->count + 1, sizeof *effort->sizes);
    for (size_t i = 0; i <= toc->count; i++)
        effort->sizes[i] = UNKNOWN;
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *rows = &toc->entries[i];

        if ((rows->flags & ENTRY_ROWS) != 0 && entry_find(toc, rows->parent) != NULL)
            effort->sizes[rows->parent] = rows->counts_known ? rows->counts.bytes : rows->bytes;
    }
    return effort;
}

void effort_free(struct effort *effort)
{
    if (effort == NULL)
        return;
    free(effort->sizes);
    free(effort);
}

/* Indexes other than btree take several times as long (GIN on JSON: about eight times, measured). Only an estimate. */
static uint64_t slowness(const struct entry *entry)
{
    bool other = entry->create != NULL && strcmp(entry->kind, "INDEX") == 0 && !strstr(entry->create, " USING btree ");

    return other ? 8 : 1;
}

/* What an index or a constraint reads is the table that it is on. */
uint64_t effort_weight(const struct effort *effort, const struct entry *entry)
{
    if (!effort_is_expensive(entry) || entry_find(effort->toc, entry->parent) == NULL ||
        effort->sizes[entry->parent] == UNKNOWN)
        return 0;
    return effort->sizes[entry->parent] / 16 * slowness(entry);
}

static uint64_t add(uint64_t work, uint64_t size)
{
    return size >= EFFORT_SHARED - work ? EFFORT_SHARED : work + size;
}

uint64_t effort_work(const struct effort *effort, const struct entry *entry)
{
    uint64_t work = 0;

    if (!effort_is_expensive(entry))
        return 0;
    if (entry_find(effort->toc, entry->parent) != NULL)
        work = add(work, effort->sizes[entry->parent]);
    for (size_t i = 0; i < entry->needs_count && work < EFFORT_SHARED; i++) {
        const struct entry *need = entry_find(effort->toc, entry->needs[i]);

        if (need != NULL && (need->flags & ENTRY_RELATION) != 0 && need->id != entry->parent)
            work = add(work, effort->sizes[need->id]);
    }
    return work;
}
