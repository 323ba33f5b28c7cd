#include "model/draft.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void draft_free(struct draft *draft)
{
    free(draft->items);
    links_free(&draft->needs);
    links_free(&draft->shell_needs);
    for (size_t i = 0; i < draft->doubts_count; i++)
        free(draft->doubts[i]);
    free(draft->doubts);
    *draft = (struct draft){0};
}

struct draft_item draft_item(const struct entry *entry, const struct kind *kind)
{
    struct draft_item item = {.entry = *entry, .kind = kind, .order = kind_order(kind->name), .parent = DRAFT_NONE};

    item.entry.kind = kind->name;
    item.entry.stage = kind->stage;
    item.entry.section = kind->section;
    item.entry.flags = kind->flags;
    return item;
}

uint32_t draft_add(struct draft *draft, const struct draft_item *item)
{
    if (draft->count == draft->size) {
        draft->size = draft->size == 0 ? 256 : draft->size * 2;
        draft->items = mem_resize(draft->items, draft->size, sizeof *draft->items);
    }
    draft->items[draft->count] = *item;
    return (uint32_t)draft->count++;
}

void draft_doubt(struct draft *draft, char *sentence)
{
    draft->doubts = mem_resize(draft->doubts, draft->doubts_count + 1, sizeof *draft->doubts);
    draft->doubts[draft->doubts_count++] = sentence;
}

/* Those of the create text stand first. */
static size_t count_create_marks(const struct entry *entry)
{
    size_t count = 0;

    while (count < entry->marks_count && entry->marks[count].text == MARK_CREATE)
        count++;
    return count;
}

/* What completes a shell of the kind. How to add one: a row here, the kind in kind.c, the columns in server/sql/README. */
static const struct {
    const char *whole, *rest;
} completions[] = {
    {"VIEW", "VIEW BODY"},
    {"FUNCTION", "ROUTINE BODY"},
    {"PROCEDURE", "ROUTINE BODY"},
    {"DOMAIN", "DOMAIN DEFAULT"},
};

static const struct kind *completion_of(const struct kind *whole)
{
    size_t i = 0;

    while (strcmp(completions[i].whole, whole->name) != 0)
        i++;
    return kind_find(completions[i].rest);
}

/* Its marks are those of the create text, which a body of its own does not have. */
static struct entry make_body(const struct draft_item *item, size_t marks)
{
    struct entry body = {.schema = item->entry.schema, .name = item->entry.name, .create = item->shell.body};

    body.drop = item->shell.hollow == NULL ? item->shell.create : item->shell.hollow;
    if (body.create == NULL) {
        body.create = item->entry.create;
        body.marks = item->entry.marks;
        body.marks_count = marks;
    }
    return body;
}

uint32_t draft_split(struct draft *draft, uint32_t item, const struct fan *needs)
{
    struct draft_item *whole = &draft->items[item];
    size_t marks = count_create_marks(&whole->entry);
    struct entry body = make_body(whole, marks);
    struct draft_item added = draft_item(&body, completion_of(whole->kind));
    uint32_t index;

    added.parent = item;
    added.sub = whole->sub;
    whole->entry.create = whole->shell.create;
    whole->entry.marks += marks;
    whole->entry.marks_count -= marks;
    whole->shell = (struct shell){0};
    whole->split = true;
    index = draft_add(draft, &added);
    links_add(&draft->needs, index, item);
    for (size_t i = needs->first[item]; i < needs->first[item + 1]; i++)
        links_add(&draft->needs, index, needs->targets[i]);
    return index;
}

/* Bytewise, whatever the locale; no text comes first. */
static int compare_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

/* As entry_configures. */
static bool configures(const struct draft_item *item)
{
    return item->parent == DRAFT_NONE && strcmp(item->kind->name, "TABLE DATA") == 0;
}

int draft_compare(const struct draft_item *a, const struct draft_item *b)
{
    int order;

    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    if (configures(a) != configures(b))
        return configures(a) ? -1 : 1;
    if ((order = compare_text(a->entry.schema, b->entry.schema)) != 0)
        return order;
    if ((order = compare_text(a->entry.name, b->entry.name)) != 0)
        return order;
    if (a->sub != b->sub)
        return a->sub < b->sub ? -1 : 1;
    return compare_text(a->entry.create, b->entry.create);
}
