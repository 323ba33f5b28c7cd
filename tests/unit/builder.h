/*
 * builder.h - graphs for tests, in few words. Objects are numbered: number n of any kind is address (CLASS, n), and
 * relations are in pg_class.
 */
#ifndef PGSNAP_TESTS_BUILDER_H
#define PGSNAP_TESTS_BUILDER_H

#include "model/graph.h"

enum { BUILDER_CLASS = 1259 };

struct builder {
    struct graph *graph;
    struct toc toc; /* after builder_order */
    struct err err;
};

void builder_start(struct builder *builder);
void builder_end(struct builder *builder);
/* A node in schema "s". parent: number of the relation, or 0. */
void builder_add(struct builder *builder, const char *kind, const char *name, unsigned number, unsigned parent);
void builder_add_view(struct builder *builder, const char *name, unsigned number);
/* A FUNCTION, PROCEDURE or DOMAIN with a shell. */
void builder_add_with_shell(struct builder *builder, const char *kind, const char *name, unsigned number);
void builder_need(struct builder *builder, unsigned from, unsigned to);
/* The shell of the node added last needs it too. */
void builder_shell_need(struct builder *builder, unsigned to);
bool builder_order(struct builder *builder);
/* The only doubt that was left; NULL when there is another number of them. */
const char *builder_doubt(const struct builder *builder);

/* NULL when there is none. */
const struct entry *builder_entry(const struct builder *builder, const char *kind, const char *name);
/* Both exist, and the first is listed before the second. */
bool builder_before(const struct builder *builder, const char *kind, const char *name, const char *later_kind,
                    const char *later_name);
/* Both exist, and the first names the second in needs. */
bool builder_needs(const struct builder *builder, const char *kind, const char *name, const char *needed_kind,
                   const char *needed_name);
/* Every entry: id, stages ascending, needs smaller than itself, sorted and unique, none of a later stage. */
bool builder_is_sound(const struct builder *builder);

#endif
