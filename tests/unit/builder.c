#include "builder.h"

#include "base/arena.h"
#include <string.h>

void builder_start(struct builder *builder)
{
    *builder = (struct builder){.graph = graph_new(), .toc = {.arena = arena_new()}, .err = ERR_INIT};
}

void builder_end(struct builder *builder)
{
    graph_free(builder->graph);
    arena_free(builder->toc.arena);
}

static void add(struct builder *builder, const char *kind, const char *name, unsigned number, unsigned parent,
                const char *shell)
{
    struct node node = {.entry = {.kind = kind, .schema = "s", .name = name, .create = "full;"},
                        .address = {BUILDER_CLASS, number},
                        .parent_oid = parent,
                        .shell = {.create = shell}};

    graph_add(builder->graph, &node);
}

void builder_add(struct builder *builder, const char *kind, const char *name, unsigned number, unsigned parent)
{
    add(builder, kind, name, number, parent, NULL);
}

void builder_add_view(struct builder *builder, const char *name, unsigned number)
{
    add(builder, "VIEW", name, number, 0, "shell;");
}

void builder_add_with_shell(struct builder *builder, const char *kind, const char *name, unsigned number)
{
    add(builder, kind, name, number, 0, "shell;");
}

void builder_shell_need(struct builder *builder, unsigned to)
{
    graph_add_shell_need(builder->graph, (struct address){BUILDER_CLASS, to});
}

void builder_need(struct builder *builder, unsigned from, unsigned to)
{
    graph_add_need(builder->graph, (struct address){BUILDER_CLASS, from}, (struct address){BUILDER_CLASS, to});
}

bool builder_order(struct builder *builder)
{
    return graph_order(builder->graph, &builder->toc, &builder->err);
}

const char *builder_doubt(const struct builder *builder)
{
    const char *const *doubts;

    return graph_doubts(builder->graph, &doubts) == 1 ? doubts[0] : NULL;
}

const struct entry *builder_entry(const struct builder *builder, const char *kind, const char *name)
{
    for (size_t i = 0; i < builder->toc.count; i++) {
        const struct entry *entry = &builder->toc.entries[i];

        if (strcmp(entry->kind, kind) == 0 && strcmp(entry->name, name) == 0)
            return entry;
    }
    return NULL;
}

bool builder_before(const struct builder *builder, const char *kind, const char *name, const char *later_kind,
                    const char *later_name)
{
    const struct entry *first = builder_entry(builder, kind, name);
    const struct entry *second = builder_entry(builder, later_kind, later_name);

    return first != NULL && second != NULL && first->id < second->id;
}

bool builder_needs(const struct builder *builder, const char *kind, const char *name, const char *needed_kind,
                   const char *needed_name)
{
    const struct entry *entry = builder_entry(builder, kind, name);
    const struct entry *needed = builder_entry(builder, needed_kind, needed_name);

    for (size_t i = 0; entry != NULL && needed != NULL && i < entry->needs_count; i++)
        if (entry->needs[i] == needed->id)
            return true;
    return false;
}

static bool needs_are_sound(const struct toc *toc, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        if (entry->needs[i] >= entry->id || (i > 0 && entry->needs[i] <= entry->needs[i - 1]))
            return false;
        if (entry_find(toc, entry->needs[i])->stage > entry->stage)
            return false;
    }
    return true;
}

bool builder_is_sound(const struct builder *builder)
{
    const struct toc *toc = &builder->toc;

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (entry->id != i + 1 || !entry->selected || !needs_are_sound(toc, entry))
            return false;
        if (i > 0 && entry->stage < toc->entries[i - 1].stage)
            return false;
    }
    return true;
}
