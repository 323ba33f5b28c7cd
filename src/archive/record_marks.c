#include "archive/record_marks.h"

#include "base/arena.h"

#include <string.h>

enum { MARK_LEAST = 1 + 1 + 4 + 4 + 4 }; /* bytes of a mark whose object has no name */

void record_marks_encode(const struct entry *entry, struct buf *out)
{
    for (size_t i = 0; i < entry->marks_count; i++) {
        const struct mark *mark = &entry->marks[i];
        size_t length = strlen(mark->object);

        buf_add_u8(out, (unsigned char)mark->text);
        buf_add_u8(out, (unsigned char)mark->kind);
        buf_add_u32(out, mark->at);
        buf_add_u32(out, mark->length);
        buf_add_u32(out, (uint32_t)length);
        buf_add(out, mark->object, length);
    }
}

static bool take_mark(struct bytes *value, struct arena *arena, struct mark *mark)
{
    size_t length;
    const char *object;

    mark->text = (enum mark_text)bytes_take_u8(value);
    mark->kind = bytes_take_u8(value);
    mark->at = bytes_take_u32(value);
    mark->length = bytes_take_u32(value);
    length = bytes_take_u32(value);
    object = bytes_take(value, length);
    if (value->failed || (length > 0 && memchr(object, '\0', length) != NULL))
        return false;
    mark->object = length == 0 ? "" : arena_memdup(arena, object, length);
    return true;
}

bool record_marks_decode(struct bytes *value, struct arena *arena, struct entry *entry)
{
    size_t most = bytes_left(value) / MARK_LEAST;
    struct mark *marks = arena_alloc(arena, (most > 0 ? most : 1) * sizeof *marks);

    entry->marks = marks;
    for (entry->marks_count = 0; bytes_left(value) > 0; entry->marks_count++)
        if (entry->marks_count == most || !take_mark(value, arena, &marks[entry->marks_count]))
            return false;
    return entry->marks_count > 0;
}

static const char *text_of(const struct entry *entry, enum mark_text text)
{
    switch (text) {
    case MARK_CREATE:
        return entry->create;
    case MARK_OWN:
        return entry->own;
    case MARK_DROP:
        return entry->drop;
    case MARK_NAME:
        return entry->name;
    }
    return NULL;
}

bool record_marks_fit(const struct entry *entry)
{
    enum mark_text last = (enum mark_text)0;
    uint64_t end = 0, length = 0; /* of the last mark; of its text */

    for (size_t i = 0; i < entry->marks_count; i++) {
        const struct mark *mark = &entry->marks[i];
        const char *text = text_of(entry, mark->text);

        if (mark->text < last || text == NULL)
            return false;
        if (mark->text != last) {
            last = mark->text;
            length = strlen(text);
            end = 0;
        }
        if (mark->at < end || mark->length == 0)
            return false;
        end = (uint64_t)mark->at + mark->length;
        if (end > length)
            return false;
    }
    return true;
}
