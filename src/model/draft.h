/*
 * draft.h - entries before their order is known: items by index, and links between them. Made by graph.c; loops.c,
 * promote.c and order.c work on it.
 */
#ifndef PGSNAP_DRAFT_H
#define PGSNAP_DRAFT_H

#include "model/kind.h"
#include "model/links.h"
#include "model/shell.h"
#include <pgsnap/entry.h>
#include <stdbool.h>

#define DRAFT_NONE UINT32_MAX

struct draft_item {
    struct entry entry;
    const struct kind *kind;
    int order; /* of the kind */
    int sub;
    struct shell shell; /* without create text when there is none or it has been used */
    bool split;         /* the shell has been used: a body follows */
    bool doubted;       /* a doubt names it */
    uint32_t parent;    /* item, or DRAFT_NONE */
};

struct draft {
    struct draft_item *items;
    size_t count;
    size_t size;
    struct links needs;
    struct links shell_needs; /* that the shells have, too */
    char **doubts;            /* sentences about what stands in an order in which it may fail to be made */
    size_t doubts_count;
};

void draft_free(struct draft *draft);
/* An item of the kind: its stage, section and flags are the kind's. */
struct draft_item draft_item(const struct entry *entry, const struct kind *kind);
/* Returns the item's index. */
uint32_t draft_add(struct draft *draft, const struct draft_item *item);
/* Takes the sentence (malloc'd) over. */
void draft_doubt(struct draft *draft, char *sentence);

/*
 * Splits an item that has a shell: it keeps its name and its place and creates the shell only; a new item of the kind that
 * completes it ("VIEW BODY", ...) needs it, and all that it needed (the fan's targets, as they were). The caller then drops
 * those of the item's links that were in the way. Returns the new item's index.
 */
uint32_t draft_split(struct draft *draft, uint32_t item, const struct fan *needs);

/*
 * The fixed order of items that may stand in any order: by kind, schema, name, sub and text; of rows those that configure
 * extensions first.
 */
int draft_compare(const struct draft_item *a, const struct draft_item *b);

#endif
