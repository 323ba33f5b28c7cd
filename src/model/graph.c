#include "model/graph.h"

#include "base/arena.h"
#include "model/addressmap.h"
#include "model/draft.h"
#include "model/loops.h"
#include "model/order.h"
#include "model/promote.h"

#include <stdlib.h>
#include <string.h>

/*
 * What was added is only collected. graph_order sorts the nodes, so that nothing depends on the order in which they
 * came; turns addresses into item numbers, and so needs into links (a draft); and then hands the draft on: loops_break,
 * promote_items, order_entries.
 */
enum { PG_CLASS = 1259 }; /* pg_class's own OID, the same in every server */

struct graph_node {
    struct draft_item item;
    struct address address;
    uint32_t parent_oid;
    uint32_t number; /* in the order of graph_add */
};

struct address_need {
    struct address from, to;
};

struct node_need {
    uint32_t number; /* of the node */
    struct address to;
    const struct kind *kind; /* NULL: the main entry */
};

struct graph {
    struct draft draft;
    struct graph_node *nodes;
    size_t nodes_count, nodes_size;
    struct address_need *needs;
    size_t needs_count, needs_size;
    struct address_need *aliases; /* from alias to owner */
    size_t aliases_count, aliases_size;
    struct node_need *node_needs;
    size_t node_needs_count, node_needs_size;
    struct node_need *shell_needs;
    size_t shell_needs_count, shell_needs_size;
    const char *unknown_kind; /* the first one that was given */
    struct addressmap *map;
    uint32_t *items; /* by node number */
};

struct graph *graph_new(void)
{
    return mem_calloc(1, sizeof(struct graph));
}

void graph_free(struct graph *graph)
{
    if (graph == NULL)
        return;
    draft_free(&graph->draft);
    free(graph->nodes);
    free(graph->needs);
    free(graph->aliases);
    free(graph->node_needs);
    free(graph->shell_needs);
    free(graph->items);
    addressmap_free(graph->map);
    free(graph);
}

/* Room for one more in a list that doubles. */
static void *grow(void *list, size_t count, size_t *size, size_t width)
{
    if (count < *size)
        return list;
    *size = *size == 0 ? 256 : *size * 2;
    return mem_resize(list, *size, width);
}

/* NULL, and noted for graph_order, when there is none. */
static const struct kind *known_kind(struct graph *graph, const char *name)
{
    const struct kind *kind = name == NULL ? NULL : kind_find(name);

    if (kind == NULL && graph->unknown_kind == NULL)
        graph->unknown_kind = name == NULL ? "" : name;
    return kind;
}

void graph_add(struct graph *graph, const struct node *node)
{
    const struct kind *kind = known_kind(graph, node->entry.kind);
    struct graph_node *added;

    if (kind == NULL)
        return;
    graph->nodes = grow(graph->nodes, graph->nodes_count, &graph->nodes_size, sizeof *graph->nodes);
    added = &graph->nodes[graph->nodes_count];
    *added = (struct graph_node){.address = node->address, .parent_oid = node->parent_oid};
    added->item = draft_item(&node->entry, kind);
    added->item.sub = node->sub;
    added->item.shell = node->shell;
    added->number = (uint32_t)graph->nodes_count++;
}

void graph_add_alias(struct graph *graph, struct address alias, struct address owner)
{
    graph->aliases = grow(graph->aliases, graph->aliases_count, &graph->aliases_size, sizeof *graph->aliases);
    graph->aliases[graph->aliases_count++] = (struct address_need){alias, owner};
}

void graph_add_need(struct graph *graph, struct address from, struct address to)
{
    graph->needs = grow(graph->needs, graph->needs_count, &graph->needs_size, sizeof *graph->needs);
    graph->needs[graph->needs_count++] = (struct address_need){from, to};
}

void graph_add_node_need(struct graph *graph, struct address to, const char *to_kind)
{
    const struct kind *kind = to_kind == NULL ? NULL : known_kind(graph, to_kind);

    if (graph->nodes_count == 0)
        return;
    graph->node_needs =
        grow(graph->node_needs, graph->node_needs_count, &graph->node_needs_size, sizeof *graph->node_needs);
    graph->node_needs[graph->node_needs_count++] = (struct node_need){(uint32_t)graph->nodes_count - 1, to, kind};
}

void graph_add_shell_need(struct graph *graph, struct address to)
{
    if (graph->nodes_count == 0)
        return;
    graph->shell_needs =
        grow(graph->shell_needs, graph->shell_needs_count, &graph->shell_needs_size, sizeof *graph->shell_needs);
    graph->shell_needs[graph->shell_needs_count++] = (struct node_need){(uint32_t)graph->nodes_count - 1, to, NULL};
}

static int compare_nodes(const void *a, const void *b)
{
    const struct graph_node *x = a;
    const struct graph_node *y = b;

    return draft_compare(&x->item, &y->item);
}

/* Item i of the draft is nodes[i] and item i of the map. */
static void make_items(struct graph *graph)
{
    if (graph->nodes_count > 0)
        qsort(graph->nodes, graph->nodes_count, sizeof *graph->nodes, compare_nodes);
    graph->map = addressmap_new();
    graph->items = mem_calloc(graph->nodes_count + 1, sizeof *graph->items);
    for (size_t i = 0; i < graph->nodes_count; i++) {
        const struct graph_node *node = &graph->nodes[i];

        graph->items[node->number] = draft_add(&graph->draft, &node->item);
        addressmap_add(graph->map, node->address, node->item.kind->main);
    }
    for (size_t i = 0; i < graph->aliases_count; i++)
        addressmap_add_alias(graph->map, graph->aliases[i].from, graph->aliases[i].to);
}

/* Links from the item to every item at the address that is of the kind (NULL: main). Returns whether there was one. */
static bool link_at(const struct graph *graph, struct links *links, uint32_t from, struct address to,
                    const struct kind *kind)
{
    bool found = false;

    for (uint32_t i = addressmap_first(graph->map, to); i != ADDRESSMAP_NONE; i = addressmap_next(graph->map, i)) {
        const struct kind *there = graph->draft.items[i].kind;

        if (kind == NULL ? there->main : there == kind) {
            links_add(links, from, i);
            found = true;
        }
    }
    return found;
}

static void link_to_main(struct graph *graph, uint32_t from, struct address to)
{
    link_at(graph, &graph->draft.needs, from, addressmap_owner(graph->map, to), NULL);
}

/* A need of an object is a need of its main entry; an object without one (a published table) is all of its entries. */
static void link_object(struct graph *graph, const struct address_need *need)
{
    struct address from = addressmap_owner(graph->map, need->from);
    uint32_t first = addressmap_first(graph->map, from);
    bool main = false;

    for (uint32_t i = first; i != ADDRESSMAP_NONE; i = addressmap_next(graph->map, i))
        main = main || graph->draft.items[i].kind->main;
    for (uint32_t i = first; i != ADDRESSMAP_NONE; i = addressmap_next(graph->map, i))
        if (graph->draft.items[i].kind->main == main)
            link_to_main(graph, i, need->to);
}

static void link_node(struct graph *graph, const struct node_need *need)
{
    uint32_t from = graph->items[need->number];

    if (need->kind == NULL)
        link_to_main(graph, from, need->to);
    else if (!link_at(graph, &graph->draft.needs, from, need->to, need->kind))
        link_at(graph, &graph->draft.needs, from, addressmap_owner(graph->map, need->to), need->kind);
}

static void link_shell(struct graph *graph, const struct node_need *need)
{
    link_at(graph, &graph->draft.shell_needs, graph->items[need->number], addressmap_owner(graph->map, need->to), NULL);
}

static uint32_t main_item(const struct graph *graph, struct address address)
{
    uint32_t item = addressmap_first(graph->map, address);

    while (item != ADDRESSMAP_NONE && !graph->draft.items[item].kind->main)
        item = addressmap_next(graph->map, item);
    return item;
}

/* Within an object: shells, then the main entry, then the rest; and a part after the relation it is a part of. */
static void link_own(struct graph *graph, uint32_t item)
{
    const struct graph_node *node = &graph->nodes[item];
    const struct kind *kind = node->item.kind;
    uint32_t parent;

    if (kind->main) {
        for (uint32_t i = addressmap_first(graph->map, node->address); i != ADDRESSMAP_NONE;
             i = addressmap_next(graph->map, i))
            if (graph->draft.items[i].kind->shell)
                links_add(&graph->draft.needs, item, i);
    } else if (!kind->shell) {
        link_to_main(graph, item, node->address);
    }
    if (node->parent_oid == 0)
        return;
    parent = main_item(graph, addressmap_owner(graph->map, (struct address){PG_CLASS, node->parent_oid}));
    if (parent != ADDRESSMAP_NONE && parent != item) {
        graph->draft.items[item].parent = parent;
        links_add(&graph->draft.needs, item, parent);
    }
}

static void make_links(struct graph *graph)
{
    for (size_t i = 0; i < graph->nodes_count; i++)
        link_own(graph, (uint32_t)i);
    for (size_t i = 0; i < graph->needs_count; i++)
        link_object(graph, &graph->needs[i]);
    for (size_t i = 0; i < graph->node_needs_count; i++)
        link_node(graph, &graph->node_needs[i]);
    for (size_t i = 0; i < graph->shell_needs_count; i++)
        link_shell(graph, &graph->shell_needs[i]);
}

size_t graph_doubts(const struct graph *graph, const char *const **list)
{
    *list = (const char *const *)graph->draft.doubts;
    return graph->draft.doubts_count;
}

bool graph_order(struct graph *graph, struct toc *toc, struct err *err)
{
    if (graph->unknown_kind != NULL)
        return err_set(err, ERR_FAILED, "the catalog queries gave an entry of the unknown kind \"%s\"",
                       graph->unknown_kind);
    if (graph->map == NULL) {
        make_items(graph);
        make_links(graph);
    }
    loops_break(&graph->draft);
    promote_items(&graph->draft);
    order_entries(&graph->draft, toc);
    return true;
}
