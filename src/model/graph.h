/*
 * graph.h - the restore order: a stable topological sort of objects by stage, kind, schema and name.
 *
 * An `address` is the server's name for an object: catalog (class), OID, and a sub number when one object gives
 * several entries of one kind. Only dump uses addresses; an archive has ids.
 */
#ifndef PGSNAP_GRAPH_H
#define PGSNAP_GRAPH_H

#include "model/shell.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>

struct address {
    uint32_t class_oid;
    uint32_t oid;
};

/* An entry on its way into the order. */
struct node {
    struct entry entry; /* id, parent, needs, stage, section, flags are filled by graph_order (from the kind) */
    struct address address;
    int sub;
    uint32_t parent_oid; /* pg_class OID of the relation that it is a part of, or 0 */
    struct shell shell;  /* for breaking loops; without create text when there is none */
};

struct graph;

struct graph *graph_new(void);
void graph_free(struct graph *graph);
/* Copies the node; its strings must live as long as the graph and the toc made of it. */
void graph_add(struct graph *graph, const struct node *node);
/* `alias` is a part of `owner` and has no entry of its own: who needs the one needs the other (a table's row type, an
 * array type, a view's rule). Chains are followed. */
void graph_add_alias(struct graph *graph, struct address alias, struct address owner);
/* from needs to. Addresses without entry or alias are ignored. to_kind: NULL for the main entry of `to`. */
void graph_add_need(struct graph *graph, struct address from, struct address to);
/* The node added last needs that entry of `to`. */
void graph_add_node_need(struct graph *graph, struct address to, const char *to_kind);
/* The shell of the node added last needs `to`, which the node has among its own needs. */
void graph_add_shell_need(struct graph *graph, struct address to);

/*
 * Breaks loops (model/loops.c), orders, and fills toc->entries (allocated in toc->arena) with ids 1..n. Fails when a kind is
 * not known or two nodes are the same.
 */
bool graph_order(struct graph *graph, struct toc *toc, struct err *err);
/* After graph_order: sentences about entries for which no order is known in which they can be made. The graph's own. */
size_t graph_doubts(const struct graph *graph, const char *const **list);

#endif
