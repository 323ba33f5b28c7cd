#include "model/addressmap.h"

#include "base/arena.h"

#include <stdlib.h>

/*
 * Open addressing with linear probing; nothing is ever removed. A slot exists for every address that has an item or
 * is an alias. Alias chains are followed once and then shortened: every slot on the way is pointed at the end.
 */
enum slot_state { SLOT_FREE = 0, SLOT_PLAIN, SLOT_ALIAS, SLOT_WALKED };

struct slot {
    struct address address;
    struct address owner; /* SLOT_ALIAS and SLOT_WALKED */
    uint32_t first;       /* item, or ADDRESSMAP_NONE */
    uint8_t state;
    bool main; /* one of the items is a main one */
};

struct addressmap {
    struct slot *slots;
    size_t size; /* a power of two, at most half full */
    size_t used;
    uint32_t *next; /* per item: the next one at its address */
    size_t items;
    size_t items_size;
};

struct addressmap *addressmap_new(void)
{
    struct addressmap *map = mem_calloc(1, sizeof *map);

    map->size = 1024;
    map->slots = mem_calloc(map->size, sizeof *map->slots);
    return map;
}

void addressmap_free(struct addressmap *map)
{
    if (map == NULL)
        return;
    free(map->slots);
    free(map->next);
    free(map);
}

/* OIDs run upwards in a few catalogs: mix them well (the finalizer of a 64-bit linear congruence). */
static size_t hash_address(struct address address)
{
    uint64_t x = ((uint64_t)address.class_oid << 32 | address.oid) * UINT64_C(0x9E3779B97F4A7C15);

    return (size_t)(x ^ x >> 29);
}

static bool same(struct address a, struct address b)
{
    return a.class_oid == b.class_oid && a.oid == b.oid;
}

/* The address's slot, or the free one where it would go. */
static struct slot *probe(const struct addressmap *map, struct address address)
{
    size_t at = hash_address(address) & (map->size - 1);

    while (map->slots[at].state != SLOT_FREE && !same(map->slots[at].address, address))
        at = (at + 1) & (map->size - 1);
    return &map->slots[at];
}

static void grow(struct addressmap *map)
{
    struct slot *old = map->slots;
    size_t old_size = map->size;

    map->size *= 2;
    map->slots = mem_calloc(map->size, sizeof *map->slots);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].state != SLOT_FREE)
            *probe(map, old[i].address) = old[i];
    free(old);
}

static struct slot *make(struct addressmap *map, struct address address)
{
    struct slot *slot = probe(map, address);

    if (slot->state != SLOT_FREE)
        return slot;
    if (map->used * 2 >= map->size) {
        grow(map);
        slot = probe(map, address);
    }
    map->used++;
    *slot = (struct slot){.address = address, .first = ADDRESSMAP_NONE, .state = SLOT_PLAIN};
    return slot;
}

void addressmap_add(struct addressmap *map, struct address address, bool main)
{
    struct slot *slot = make(map, address);

    if (map->items == map->items_size) {
        map->items_size = map->items_size == 0 ? 256 : map->items_size * 2;
        map->next = mem_resize(map->next, map->items_size, sizeof *map->next);
    }
    map->next[map->items] = slot->first;
    slot->first = (uint32_t)map->items++;
    slot->main = slot->main || main;
}

static bool before(struct address a, struct address b)
{
    return a.class_oid != b.class_oid ? a.class_oid < b.class_oid : a.oid < b.oid;
}

void addressmap_add_alias(struct addressmap *map, struct address alias, struct address owner)
{
    struct slot *slot = make(map, alias);

    if (slot->state == SLOT_ALIAS && !before(owner, slot->owner))
        return;
    slot->state = SLOT_ALIAS;
    slot->owner = owner;
}

/* Marks what it passes, so that it stops where a circle closes. */
static struct slot *walk_aliases(const struct addressmap *map, struct address address)
{
    struct slot *slot = probe(map, address);

    while (slot->state == SLOT_ALIAS && !slot->main) {
        slot->state = SLOT_WALKED;
        slot = probe(map, slot->owner);
    }
    return slot->main ? slot : NULL;
}

struct address addressmap_owner(struct addressmap *map, struct address address)
{
    struct slot *end = walk_aliases(map, address);
    struct slot *slot = probe(map, address);

    while (slot->state == SLOT_WALKED) {
        struct address owner = slot->owner;

        if (end == NULL) {
            slot->state = SLOT_PLAIN;
        } else {
            slot->state = SLOT_ALIAS;
            slot->owner = end->address;
        }
        slot = probe(map, owner);
    }
    return end == NULL ? address : end->address;
}

uint32_t addressmap_first(const struct addressmap *map, struct address address)
{
    const struct slot *slot = probe(map, address);

    return slot->state == SLOT_FREE ? ADDRESSMAP_NONE : slot->first;
}

uint32_t addressmap_next(const struct addressmap *map, uint32_t item)
{
    return map->next[item];
}
