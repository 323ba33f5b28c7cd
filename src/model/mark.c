#include "model/mark.h"

#include "base/arena.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

/* How to add one: a row, a value in entry.h, a line in man/pgsnap-format.5. */
static const struct {
    const char *name;
    enum mark_kind kind;
} kinds[] = {
    {"role", MARK_ROLE},
    {"tablespace", MARK_TABLESPACE},
    {"access method", MARK_ACCESS_METHOD},
    {"compression", MARK_COMPRESSION},
    {"unlogged", MARK_UNLOGGED},
    {"large objects", MARK_LARGE_OBJECTS},
    {"locale", MARK_LOCALE},
    {"since", MARK_SINCE},
};

char *mark_format(const char *fence)
{
    return mem_printf("%s%%1$s%s%%2$s%s%%3$s%s", fence, fence, fence, fence);
}

static bool find_kind(const char *name, size_t length, unsigned *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strlen(kinds[i].name) == length && memcmp(kinds[i].name, name, length) == 0) {
            *kind = kinds[i].kind;
            return true;
        }
    return false;
}

static void add(struct mark_list *marks, const struct mark *mark)
{
    if ((marks->count & (marks->count - 1)) == 0)
        marks->list = mem_resize(marks->list, marks->count == 0 ? 1 : 2 * marks->count, sizeof *marks->list);
    marks->list[marks->count++] = *mark;
}

/* at: behind the opening fence. Returns what follows the closing one, or NULL. */
static const char *take_one(struct arena *arena, const char *at, const char *fence, struct mark *mark, struct buf *out)
{
    size_t width = strlen(fence);
    const char *object = strstr(at, fence), *piece, *end;

    if (object == NULL || !find_kind(at, (size_t)(object - at), &mark->kind))
        return NULL;
    object += width;
    piece = strstr(object, fence);
    if (piece == NULL)
        return NULL;
    mark->object = arena_memdup(arena, object, (size_t)(piece - object));
    piece += width;
    end = strstr(piece, fence);
    if (end == NULL || out->used + (size_t)(end - piece) > UINT32_MAX)
        return NULL;
    mark->at = (uint32_t)out->used;
    mark->length = (uint32_t)(end - piece);
    buf_add(out, piece, mark->length);
    return end + width;
}

bool mark_take(struct arena *arena, const char *raw, const char *fence, enum mark_text text, struct mark_list *marks,
               const char **clean)
{
    struct buf out = {0};
    const char *at = raw == NULL ? "" : raw, *next;

    *clean = NULL;
    while ((next = strstr(at, fence)) != NULL) {
        struct mark mark = {.text = text};

        buf_add(&out, at, (size_t)(next - at));
        at = take_one(arena, next + strlen(fence), fence, &mark, &out);
        if (at == NULL) {
            buf_free(&out);
            return false;
        }
        if (mark.length > 0)
            add(marks, &mark);
    }
    buf_add_text(&out, at);
    if (out.used > 0)
        *clean = arena_memdup(arena, out.data, out.used);
    buf_free(&out);
    return true;
}

void mark_give(struct arena *arena, struct mark_list *marks, struct entry *entry)
{
    entry->marks = NULL;
    entry->marks_count = marks->count;
    if (marks->count > 0) {
        struct mark *copy = arena_alloc(arena, marks->count * sizeof *copy);

        memcpy(copy, marks->list, marks->count * sizeof *copy);
        entry->marks = copy;
    }
    free(marks->list);
    *marks = (struct mark_list){.list = NULL};
}

bool mark_has(const struct entry *entry, enum mark_kind kind)
{
    for (size_t i = 0; i < entry->marks_count; i++)
        if (entry->marks[i].kind == kind)
            return true;
    return false;
}

char *mark_large_object_groups(const struct toc *toc)
{
    struct buf groups = {0};

    buf_add_text(&groups, "");
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        for (size_t j = 0; entry->selected && j < entry->marks_count; j++)
            if (entry->marks[j].text == MARK_CREATE && entry->marks[j].kind == MARK_LARGE_OBJECTS)
                buf_printf(&groups, "%s%s", groups.used > 0 ? ";" : "", entry->marks[j].object);
    }
    return groups.data;
}
