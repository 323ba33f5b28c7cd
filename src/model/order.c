#include "model/order.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/*
 * Kahn's algorithm with a heap: of the items whose needs are all placed, the one with the smallest key is next. A key is
 * stage << 32 | rank, where ranks number the items as draft_compare sorts them. No item needs one of a later stage, so
 * the stages come out one after the other.
 */
struct order {
    struct draft *draft;
    uint32_t *rank;    /* by item */
    uint32_t *by_rank; /* item */
    uint32_t *waits;   /* by item: how many of its needs are not placed */
    uint64_t *heap;
    size_t heap_count;
    uint32_t *position; /* by item: id - 1 */
};

static int compare_items(const void *a, const void *b)
{
    const struct draft_item *const *x = a;
    const struct draft_item *const *y = b;

    return draft_compare(*x, *y);
}

static void rank_items(struct order *order)
{
    const struct draft *draft = order->draft;
    const struct draft_item **sorted = mem_calloc(draft->count + 1, sizeof(struct draft_item *));

    for (size_t i = 0; i < draft->count; i++)
        sorted[i] = &draft->items[i];
    qsort(sorted, draft->count, sizeof(struct draft_item *), compare_items);
    for (size_t i = 0; i < draft->count; i++) {
        uint32_t item = (uint32_t)(sorted[i] - draft->items);

        order->rank[item] = (uint32_t)i;
        order->by_rank[i] = item;
    }
    free(sorted);
}

static void heap_push(struct order *order, uint32_t item)
{
    uint64_t key = (uint64_t)order->draft->items[item].entry.stage << 32 | order->rank[item];
    size_t at = order->heap_count++;

    while (at > 0 && order->heap[(at - 1) / 2] > key) {
        order->heap[at] = order->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    order->heap[at] = key;
}

static uint32_t heap_pop(struct order *order)
{
    uint64_t smallest = order->heap[0];
    uint64_t last = order->heap[--order->heap_count];
    size_t at = 0;
    size_t child;

    while ((child = 2 * at + 1) < order->heap_count) {
        if (child + 1 < order->heap_count && order->heap[child + 1] < order->heap[child])
            child++;
        if (order->heap[child] >= last)
            break;
        order->heap[at] = order->heap[child];
        at = child;
    }
    order->heap[at] = last;
    return order->by_rank[(uint32_t)smallest];
}

static bool kind_is(const struct draft *draft, uint32_t item, const char *kind)
{
    return strcmp(draft->items[item].kind->name, kind) == 0;
}

/* By item: the TABLE DATA whose parent it is, or DRAFT_NONE. */
static uint32_t *find_rows(const struct draft *draft)
{
    uint32_t *rows = mem_calloc(draft->count + 1, sizeof *rows);

    for (size_t i = 0; i < draft->count; i++)
        rows[i] = DRAFT_NONE;
    for (size_t i = 0; i < draft->count; i++)
        if (kind_is(draft, (uint32_t)i, "TABLE DATA") && draft->items[i].parent != DRAFT_NONE)
            rows[draft->items[i].parent] = (uint32_t)i;
    return rows;
}

/* Rows before rows: from every foreign key's own table to the other tables that it needs. */
static void add_row_links(const struct draft *draft, struct links *links)
{
    uint32_t *rows = find_rows(draft);

    for (size_t i = 0; i < draft->needs.count; i++) {
        struct link need = draft->needs.items[i];
        uint32_t table = draft->items[need.from].parent;

        if (!kind_is(draft, need.from, "FK CONSTRAINT") || table == DRAFT_NONE || need.to == table)
            continue;
        if (rows[table] != DRAFT_NONE && rows[need.to] != DRAFT_NONE)
            links_add(links, rows[table], rows[need.to]);
    }
    free(rows);
}

static bool is_table(const struct draft *draft, uint32_t item)
{
    return kind_is(draft, item, "TABLE") || kind_is(draft, item, "FOREIGN TABLE");
}

/* From the check constraint to the tables that need its own table, and to those that need these. visits[item]: the constraint
 * from which it has been reached. */
static void add_links_to_heirs(const struct draft *draft, const struct fan *needed_by, uint32_t check, uint32_t *visits,
                               uint32_t *stack, struct links *links)
{
    size_t count = 0;

    stack[count++] = draft->items[check].parent;
    while (count > 0) {
        uint32_t table = stack[--count];

        for (size_t i = needed_by->first[table]; i < needed_by->first[table + 1]; i++) {
            uint32_t heir = needed_by->targets[i];

            if (!is_table(draft, heir) || visits[heir] == check)
                continue;
            visits[heir] = check;
            links_add(links, check, heir);
            stack[count++] = heir;
        }
    }
}

/*
 * Children before the checks of their parents: a table that becomes a child afterwards (server/sql/tables.sql) must have
 * the checks that its parent has by then, and its own may come later.
 */
static void add_check_links(const struct draft *draft, struct links *links)
{
    struct fan needed_by;
    uint32_t *visits = mem_calloc(draft->count + 1, sizeof *visits);
    uint32_t *stack = mem_calloc(draft->count + 1, sizeof *stack);

    for (size_t i = 0; i < draft->count; i++)
        visits[i] = DRAFT_NONE;
    links_fan(&draft->needs, draft->count, FAN_NEEDED_BY, &needed_by);
    for (size_t i = 0; i < draft->count; i++)
        if (kind_is(draft, (uint32_t)i, "CHECK CONSTRAINT") && draft->items[i].parent != DRAFT_NONE)
            add_links_to_heirs(draft, &needed_by, (uint32_t)i, visits, stack, links);
    links_fan_free(&needed_by);
    free(visits);
    free(stack);
}

/* Those that form a loop, as foreign keys may, give no order: they are dropped. The true needs form no loop. */
static void add_soft_links(const struct draft *draft, struct links *links)
{
    size_t hard;
    struct fan fan;
    uint32_t *component = mem_calloc(draft->count + 1, sizeof *component);

    for (size_t i = 0; i < draft->needs.count; i++)
        links_add(links, draft->needs.items[i].from, draft->needs.items[i].to);
    hard = links->count;
    add_row_links(draft, links);
    add_check_links(draft, links);
    links_fan(links, draft->count, FAN_NEEDS, &fan);
    links_components(&fan, component);
    for (size_t i = hard; i < links->count; i++)
        if (component[links->items[i].from] == component[links->items[i].to])
            links_drop(links, i);
    links_tidy(links);
    links_fan_free(&fan);
    free(component);
}

static void place_items(struct order *order)
{
    const struct draft *draft = order->draft;
    struct links links = {0};
    struct fan needed_by;
    uint32_t placed = 0;

    add_soft_links(draft, &links);
    links_fan(&links, draft->count, FAN_NEEDED_BY, &needed_by);
    for (size_t i = 0; i < links.count; i++)
        order->waits[links.items[i].from]++;
    for (size_t i = 0; i < draft->count; i++)
        if (order->waits[i] == 0)
            heap_push(order, (uint32_t)i);
    while (order->heap_count > 0) {
        uint32_t item = heap_pop(order);

        order->position[item] = placed++;
        for (size_t i = needed_by.first[item]; i < needed_by.first[item + 1]; i++)
            if (--order->waits[needed_by.targets[i]] == 0)
                heap_push(order, needed_by.targets[i]);
    }
    if (placed != draft->count) /* a loop: loops.c has left none */
        abort();
    links_fan_free(&needed_by);
    links_free(&links);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* A comment on an index belongs to the section of the index: rights have no section of their own. */
static void raise_section(struct entry *entry, const struct entry *needed)
{
    if (entry->stage == STAGE_RIGHTS && needed->section > entry->section)
        entry->section = needed->section;
}

static void fill_needs(const struct order *order, const struct fan *needs, uint32_t item, struct toc *toc,
                       uint32_t *ids)
{
    struct entry *entry = &toc->entries[order->position[item]];
    size_t first = needs->first[item];

    entry->needs_count = needs->first[item + 1] - first;
    entry->needs = entry->needs_count == 0 ? NULL : ids + first;
    for (size_t i = 0; i < entry->needs_count; i++) {
        ids[first + i] = order->position[needs->targets[first + i]] + 1;
        raise_section(entry, &order->draft->items[needs->targets[first + i]].entry);
    }
    qsort(ids + first, entry->needs_count, sizeof *ids, compare_ids);
}

static void fill_toc(const struct order *order, struct toc *toc)
{
    const struct draft *draft = order->draft;
    struct fan needs;
    uint32_t *ids = arena_alloc(toc->arena, (draft->needs.count + 1) * sizeof *ids);

    links_fan(&draft->needs, draft->count, FAN_NEEDS, &needs);
    toc->entries = arena_alloc(toc->arena, (draft->count + 1) * sizeof *toc->entries);
    toc->count = draft->count;
    for (size_t i = 0; i < draft->count; i++) {
        const struct draft_item *item = &draft->items[i];
        struct entry *entry = &toc->entries[order->position[i]];

        *entry = item->entry;
        entry->id = order->position[i] + 1;
        entry->parent = item->parent == DRAFT_NONE ? 0 : order->position[item->parent] + 1;
        entry->selected = true;
        fill_needs(order, &needs, (uint32_t)i, toc, ids);
    }
    links_fan_free(&needs);
}

void order_entries(struct draft *draft, struct toc *toc)
{
    struct order order = {.draft = draft};
    size_t count = draft->count + 1;

    links_tidy(&draft->needs);
    order.rank = mem_calloc(count, sizeof *order.rank);
    order.by_rank = mem_calloc(count, sizeof *order.by_rank);
    order.waits = mem_calloc(count, sizeof *order.waits);
    order.heap = mem_calloc(count, sizeof *order.heap);
    order.position = mem_calloc(count, sizeof *order.position);
    rank_items(&order);
    place_items(&order);
    fill_toc(&order, toc);
    free(order.rank);
    free(order.by_rank);
    free(order.waits);
    free(order.heap);
    free(order.position);
}
