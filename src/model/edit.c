#include "model/edit.h"

#include "base/arena.h"
#include "base/buf.h"

#include <string.h>

static const char **text_of(struct entry *entry, enum mark_text text)
{
    switch (text) {
    case MARK_CREATE:
        return &entry->create;
    case MARK_OWN:
        return &entry->own;
    case MARK_DROP:
        return &entry->drop;
    case MARK_NAME:
        break;
    }
    return &entry->name;
}

static struct edit_role *find_role(const struct edit_options *options, const char *name)
{
    for (size_t i = 0; i < options->roles_count; i++)
        if (name != NULL && strcmp(options->roles[i].from, name) == 0)
            return &options->roles[i];
    return NULL;
}

static bool is_left_out(const struct edit_options *options, unsigned kind)
{
    return (kind == MARK_TABLESPACE && options->no_tablespaces) ||
           (kind == MARK_ACCESS_METHOD && options->no_access_methods) ||
           (kind == MARK_COMPRESSION && options->no_compression);
}

/* What the marked piece becomes; the mark is made that of the new piece. */
static void add_piece(const struct edit_options *options, const char *text, struct mark *mark, struct buf *out)
{
    struct edit_role *role = mark->kind == MARK_ROLE ? find_role(options, mark->object) : NULL;
    const char *piece = text + mark->at;

    mark->at = (uint32_t)out->used;
    if (is_left_out(options, mark->kind))
        mark->length = 0;
    else if (role == NULL)
        buf_add(out, piece, mark->length);
    else {
        const char *name = mark->text == MARK_NAME ? role->to : role->quoted;

        role->used = true;
        mark->object = role->to;
        mark->length = (uint32_t)strlen(name);
        buf_add_text(out, name);
    }
}

/* The marks of one text, from `marks` on; returns how many these are. */
static size_t edit_text(struct toc *toc, const struct edit_options *options, struct entry *entry, struct mark *marks,
                        size_t count)
{
    const char **text = text_of(entry, marks[0].text);
    size_t done = 0, from = 0;
    struct buf out = {0};

    for (; done < count && marks[done].text == marks[0].text; done++) {
        struct mark *mark = &marks[done];
        size_t end = (size_t)mark->at + mark->length;

        buf_add(&out, *text + from, mark->at - from);
        add_piece(options, *text, mark, &out);
        from = end;
    }
    buf_add_text(&out, *text + from);
    *text = out.used == 0 ? NULL : arena_memdup(toc->arena, out.data, out.used);
    buf_free(&out);
    return done;
}

static bool concerns(const struct edit_options *options, const struct entry *entry)
{
    for (size_t i = 0; i < entry->marks_count; i++)
        if (is_left_out(options, entry->marks[i].kind) ||
            (entry->marks[i].kind == MARK_ROLE && find_role(options, entry->marks[i].object) != NULL))
            return true;
    return false;
}

/* A table that does not say its access method does not need it. */
static void drop_need(struct toc *toc, struct entry *entry, const char *method)
{
    uint32_t *needs = arena_alloc(toc->arena, (entry->needs_count + 1) * sizeof *needs);
    size_t left = 0;

    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need == NULL || strcmp(need->kind, "ACCESS METHOD") != 0 || need->name == NULL ||
            strcmp(need->name, method) != 0)
            needs[left++] = entry->needs[i];
    }
    entry->needs = needs;
    entry->needs_count = left;
}

static void edit_entry(struct toc *toc, const struct edit_options *options, struct entry *entry)
{
    struct mark *marks = arena_alloc(toc->arena, entry->marks_count * sizeof *marks);
    size_t left = 0;

    memcpy(marks, entry->marks, entry->marks_count * sizeof *marks);
    for (size_t i = 0; i < entry->marks_count;)
        i += edit_text(toc, options, entry, marks + i, entry->marks_count - i);
    for (size_t i = 0; i < entry->marks_count; i++)
        if (marks[i].length > 0)
            marks[left++] = marks[i];
        else if (marks[i].kind == MARK_ACCESS_METHOD)
            drop_need(toc, entry, marks[i].object);
    entry->marks = marks;
    entry->marks_count = left;
}

void edit_toc(struct toc *toc, const struct edit_options *options)
{
    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];
        struct edit_role *owner = find_role(options, entry->owner);

        if (concerns(options, entry))
            edit_entry(toc, options, entry);
        if (owner != NULL) {
            entry->owner = owner->to;
            owner->used = true;
        }
    }
}

bool edit_knows_roles(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].own != NULL)
            return toc->entries[i].marks_count > 0;
    return true;
}
