#include "model/closure.h"

#include "base/arena.h"
#include "model/kind.h"
#include "model/partitions.h"

#include <stdlib.h>
#include <string.h>

static bool is_kind(const struct entry *entry, const char *kind)
{
    return strcmp(entry->kind, kind) == 0;
}

static bool bring(struct closure *closure, uint32_t id, enum closure_state state)
{
    const struct entry *entry = entry_find(closure->toc, id);

    if (entry == NULL || closure->refused[id] || closure->in[id] >= state)
        return false;
    closure->in[id] = (unsigned char)state;
    return true;
}

/*
 * A partition and its parent: see enum closure_state. The one may be in without the other. This is looked at before other
 * needs: a partition, and parts of it, need the parent too, but not its other partitions.
 */
static bool join_partition(struct closure *closure, uint32_t partition, uint32_t root)
{
    bool grown = false;

    if (closure->in[root] == CLOSURE_IN)
        grown = bring(closure, partition, CLOSURE_IN);
    if (closure->in[partition] != CLOSURE_OUT)
        grown = bring(closure, root, CLOSURE_PARENT) || grown;
    return grown;
}

static bool join_partitions(struct closure *closure, const uint32_t *above)
{
    bool grown = false;

    for (uint32_t id = (uint32_t)closure->toc->count; id > 0; id--)
        if (above[id] != 0)
            grown = join_partition(closure, id, above[id]) || grown;
    return grown;
}

static bool bring_needs(struct closure *closure, const struct entry *entry, const uint32_t *above)
{
    const struct entry *parent = entry_find(closure->toc, entry->parent);
    uint32_t root = above[parent == NULL ? entry->id : parent->id];
    bool grown = false;

    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(closure->toc, entry->needs[i]);

        if (need != NULL && need->id != entry->parent && need->id != root &&
            !partitions_may_lack(closure->toc, above, entry, need))
            grown = bring(closure, need->id, CLOSURE_IN) || grown;
    }
    /* An owned sequence does not need its table. */
    if (parent != NULL && (entry->flags & ENTRY_RELATION) == 0 && closure->in[parent->id] == CLOSURE_OUT)
        grown = bring(closure, parent->id, CLOSURE_IN) || grown;
    return grown;
}

/* What makes a domain whole comes with it, though nothing needs it. */
static bool complete_domain(struct closure *closure, const struct entry *constraint)
{
    for (size_t i = 0; i < constraint->needs_count; i++) {
        const struct entry *need = entry_find(closure->toc, constraint->needs[i]);

        if (need != NULL && is_kind(need, "DOMAIN") && closure->in[need->id] == CLOSURE_IN)
            return bring(closure, constraint->id, CLOSURE_IN);
    }
    return false;
}

bool closure_grow(struct closure *closure)
{
    const struct toc *toc = closure->toc;
    uint32_t *above = partitions_above(toc);
    bool grown = join_partitions(closure, above);

    for (size_t i = toc->count; i > 0; i--) {
        const struct entry *entry = &toc->entries[i - 1];

        if (is_kind(entry, "DOMAIN CONSTRAINT") || (is_kind(entry, "CONSTRAINT") && entry->parent == 0))
            grown = complete_domain(closure, entry) || grown;
        if (partitions_is_attachment(entry)) /* joins two things that are in, and brings none */
            continue;
        if (closure->counts[entry->id] || closure->in[entry->id] == CLOSURE_IN)
            grown = bring_needs(closure, entry, above) || grown;
    }
    free(above);
    return grown;
}

/* A part, or something about the entry that it needs first: comments and rights. */
static bool goes_with(const struct entry *entry, const bool *spared, size_t count)
{
    if (entry->parent != 0 && entry->parent <= count && spared[entry->parent])
        return true;
    return entry->stage == STAGE_RIGHTS && entry->needs_count > 0 && entry->needs[0] <= count &&
           spared[entry->needs[0]];
}

void closure_spare(const struct toc *toc, const uint32_t *there)
{
    bool *spared = mem_calloc(toc->count + 1, sizeof *spared);

    /* An owned sequence may come before its table: what stands there is known before parts are looked at. */
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        const struct kind *kind = kind_find(entry->kind);

        spared[entry->id] = entry->brought && kind != NULL && kind->main && there[i] != 0;
    }
    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];

        spared[entry->id] = spared[entry->id] || (entry->brought && goes_with(entry, spared, toc->count));
        if (spared[entry->id])
            entry->selected = false;
    }
    free(spared);
}
