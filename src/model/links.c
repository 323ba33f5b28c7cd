#include "model/links.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdlib.h>

void links_free(struct links *links)
{
    free(links->items);
    *links = (struct links){0};
}

void links_add(struct links *links, uint32_t from, uint32_t to)
{
    if (links->count == links->size) {
        links->size = links->size == 0 ? 256 : links->size * 2;
        links->items = mem_resize(links->items, links->size, sizeof *links->items);
    }
    links->items[links->count++] = (struct link){from, to};
}

void links_drop(struct links *links, size_t index)
{
    links->items[index].to = links->items[index].from;
}

static int compare_links(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

void links_tidy(struct links *links)
{
    size_t kept = 0;

    if (links->count == 0)
        return;
    qsort(links->items, links->count, sizeof *links->items, compare_links);
    for (size_t i = 0; i < links->count; i++) {
        struct link link = links->items[i];

        if (link.from == link.to)
            continue;
        if (kept > 0 && compare_links(&links->items[kept - 1], &link) == 0)
            continue;
        links->items[kept++] = link;
    }
    links->count = kept;
}

void links_fan(const struct links *links, size_t nodes, enum fan_direction direction, struct fan *fan)
{
    size_t *next = mem_calloc(nodes + 1, sizeof *next);

    fan->nodes = nodes;
    fan->first = mem_calloc(nodes + 1, sizeof *fan->first);
    fan->targets = mem_calloc(links->count + 1, sizeof *fan->targets);
    for (size_t i = 0; i < links->count; i++)
        fan->first[1 + (direction == FAN_NEEDS ? links->items[i].from : links->items[i].to)]++;
    for (size_t i = 0; i < nodes; i++) {
        fan->first[i + 1] += fan->first[i];
        next[i] = fan->first[i];
    }
    for (size_t i = 0; i < links->count; i++) {
        struct link link = links->items[i];

        if (direction == FAN_NEEDS)
            fan->targets[next[link.from]++] = link.to;
        else
            fan->targets[next[link.to]++] = link.from;
    }
    free(next);
}

void links_fan_free(struct fan *fan)
{
    free(fan->first);
    free(fan->targets);
    *fan = (struct fan){0};
}

/*
 * Tarjan's algorithm, with the path kept in arrays instead of on the call stack: a chain of 200,000 views must not
 * overflow it. An item's `seen` number is the order in which it was first met (0: not yet); `low` is the smallest
 * number that can be reached from it over items that are not yet in a component.
 */
struct walk {
    const struct fan *needs;
    uint32_t *component;
    size_t components;
    uint32_t *seen, *low;
    uint32_t met;
    uint32_t *open; /* items met and not yet in a component */
    size_t open_count;
    uint32_t *path; /* from the item we began with down to the one at hand */
    size_t depth;
    size_t *next; /* per item: position of the next need to look at */
};

static void enter(struct walk *walk, uint32_t item)
{
    walk->seen[item] = walk->low[item] = ++walk->met;
    walk->open[walk->open_count++] = item;
    walk->path[walk->depth++] = item;
    walk->next[item] = walk->needs->first[item];
}

/* All that was met after the item, and is open still, is one component with it. */
static void close_component(struct walk *walk, uint32_t item)
{
    uint32_t member;

    do {
        member = walk->open[--walk->open_count];
        walk->component[member] = (uint32_t)walk->components;
    } while (member != item);
    walk->components++;
}

static void leave(struct walk *walk, uint32_t item)
{
    walk->depth--;
    if (walk->low[item] == walk->seen[item])
        close_component(walk, item);
    if (walk->depth > 0) {
        uint32_t above = walk->path[walk->depth - 1];

        if (walk->low[item] < walk->low[above])
            walk->low[above] = walk->low[item];
    }
}

static void step(struct walk *walk)
{
    uint32_t item = walk->path[walk->depth - 1];
    uint32_t target;

    if (walk->next[item] == walk->needs->first[item + 1]) {
        leave(walk, item);
        return;
    }
    target = walk->needs->targets[walk->next[item]++];
    if (walk->seen[target] == 0)
        enter(walk, target);
    else if (walk->component[target] == UINT32_MAX && walk->seen[target] < walk->low[item])
        walk->low[item] = walk->seen[target];
}

size_t links_components(const struct fan *needs, uint32_t *component)
{
    size_t nodes = needs->nodes;
    struct walk walk = {.needs = needs, .component = component};

    walk.seen = mem_calloc(nodes + 1, sizeof *walk.seen);
    walk.low = mem_calloc(nodes + 1, sizeof *walk.low);
    walk.open = mem_calloc(nodes + 1, sizeof *walk.open);
    walk.path = mem_calloc(nodes + 1, sizeof *walk.path);
    walk.next = mem_calloc(nodes + 1, sizeof *walk.next);
    for (size_t i = 0; i < nodes; i++)
        component[i] = UINT32_MAX;
    for (size_t i = 0; i < nodes; i++) {
        if (walk.seen[i] == 0)
            enter(&walk, (uint32_t)i);
        while (walk.depth > 0)
            step(&walk);
    }
    free(walk.seen);
    free(walk.low);
    free(walk.open);
    free(walk.path);
    free(walk.next);
    return walk.components;
}
