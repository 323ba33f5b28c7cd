#include "model/closure.h"

#include "base/arena.h"
#include "model/kind.h"

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

static uint32_t find_root(const struct closure *closure, const struct entry *attach)
{
    for (size_t i = 0; i < attach->needs_count; i++) {
        const struct entry *need = entry_find(closure->toc, attach->needs[i]);

        if (need != NULL && need->id != attach->parent && (need->flags & ENTRY_RELATION) != 0)
            return need->id;
    }
    return 0;
}

/*
 * A partition and its parent: see enum closure_state. The one may be in without the other. This is looked at before other
 * needs: a partition, and parts of it, need the parent too, but not its other partitions.
 */
static bool join_partition(struct closure *closure, const struct entry *attach, uint32_t *roots)
{
    uint32_t root = find_root(closure, attach);
    bool grown = false;

    if (root == 0 || entry_find(closure->toc, attach->parent) == NULL)
        return false;
    roots[attach->parent] = root;
    if (closure->in[root] == CLOSURE_IN)
        grown = bring(closure, attach->parent, CLOSURE_IN);
    if (closure->in[attach->parent] != CLOSURE_OUT)
        grown = bring(closure, root, CLOSURE_PARENT) || grown;
    return grown;
}

static bool join_partitions(struct closure *closure, uint32_t *roots)
{
    bool grown = false;

    for (size_t i = closure->toc->count; i > 0; i--)
        if (is_kind(&closure->toc->entries[i - 1], "TABLE ATTACH"))
            grown = join_partition(closure, &closure->toc->entries[i - 1], roots) || grown;
    return grown;
}

static bool bring_needs(struct closure *closure, const struct entry *entry, const uint32_t *roots)
{
    const struct entry *parent = entry_find(closure->toc, entry->parent);
    uint32_t root = roots[parent == NULL ? entry->id : parent->id];
    bool grown = false;

    for (size_t i = 0; i < entry->needs_count; i++)
        if (entry->needs[i] != entry->parent && entry->needs[i] != root)
            grown = bring(closure, entry->needs[i], CLOSURE_IN) || grown;
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

/* They join two things that are in, and bring none. */
static bool is_joining(const struct entry *entry)
{
    return is_kind(entry, "TABLE ATTACH") || is_kind(entry, "INDEX ATTACH");
}

bool closure_grow(struct closure *closure)
{
    const struct toc *toc = closure->toc;
    uint32_t *roots = mem_calloc(toc->count + 1, sizeof *roots);
    bool grown = join_partitions(closure, roots);

    for (size_t i = toc->count; i > 0; i--) {
        const struct entry *entry = &toc->entries[i - 1];

        if (is_kind(entry, "DOMAIN CONSTRAINT") || (is_kind(entry, "CONSTRAINT") && entry->parent == 0))
            grown = complete_domain(closure, entry) || grown;
        if ((closure->counts[entry->id] || closure->in[entry->id] == CLOSURE_IN) && !is_joining(entry))
            grown = bring_needs(closure, entry, roots) || grown;
    }
    free(roots);
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
