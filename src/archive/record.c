#include "archive/record.h"
#include "archive/record_marks.h"
#include "base/arena.h"
#include "base/bytes.h"
#include <string.h>

enum field_type { FIELD_TEXT, FIELD_STAGE, FIELD_SECTION, FIELD_U32, FIELD_U64, FIELD_NEEDS, FIELD_MARKS };

struct field {
    unsigned char tag;
    enum field_type type;
    size_t offset; /* in struct entry */
};

/* In the order in which they stand in a record: by tag. What is NULL or 0 is left out. */
static const struct field fields[] = {
    {1, FIELD_U32, offsetof(struct entry, id)},      {2, FIELD_TEXT, offsetof(struct entry, kind)},
    {3, FIELD_STAGE, offsetof(struct entry, stage)}, {4, FIELD_SECTION, offsetof(struct entry, section)},
    {5, FIELD_U32, offsetof(struct entry, flags)},   {6, FIELD_TEXT, offsetof(struct entry, schema)},
    {7, FIELD_TEXT, offsetof(struct entry, name)},   {8, FIELD_TEXT, offsetof(struct entry, owner)},
    {9, FIELD_TEXT, offsetof(struct entry, create)}, {10, FIELD_TEXT, offsetof(struct entry, own)},
    {11, FIELD_TEXT, offsetof(struct entry, drop)},  {12, FIELD_TEXT, offsetof(struct entry, load)},
    {13, FIELD_U32, offsetof(struct entry, parent)}, {14, FIELD_NEEDS, offsetof(struct entry, needs)},
    {15, FIELD_U64, offsetof(struct entry, bytes)},  {RECORD_SKIPPABLE | 1, FIELD_MARKS, offsetof(struct entry, marks)},
};
enum { FIELDS = sizeof fields / sizeof *fields };

enum {
    KIND_LENGTH_MOST = 63,
    FLAGS_KNOWN = (ENTRY_STATISTICS << 1) - 1,
    FLAGS_BINDING = 0xffff /* a reader must know these; it may ignore the others */
};

static void add_field(struct buf *out, unsigned char tag, const void *bytes, size_t length)
{
    buf_add_u8(out, tag);
    buf_add_u32(out, (uint32_t)length);
    buf_add(out, bytes, length);
}

static void add_number(struct buf *out, unsigned char tag, uint64_t value, size_t length)
{
    unsigned char bytes[8];

    bytes_put_u64(bytes, value);
    if (value)
        add_field(out, tag, bytes, length);
}

static void add_needs(struct buf *out, unsigned char tag, const struct entry *entry)
{
    if (!entry->needs_count)
        return;
    buf_add_u8(out, tag);
    buf_add_u32(out, (uint32_t)(entry->needs_count * 4));
    for (size_t i = 0; i < entry->needs_count; i++)
        buf_add_u32(out, entry->needs[i]);
}

static void add_marks(struct buf *out, unsigned char tag, const struct entry *entry)
{
    struct buf value = {0};

    record_marks_encode(entry, &value);
    if (value.used > 0)
        add_field(out, tag, value.data, value.used);
    buf_free(&value);
}

static void add_text(struct buf *out, unsigned char tag, const char *text)
{
    if (text && *text)
        add_field(out, tag, text, strlen(text));
}

void record_encode(const struct entry *entry, struct buf *out)
{
    for (size_t i = 0; i < FIELDS; i++) {
        const struct field *field = &fields[i];
        const char *at = (const char *)entry + field->offset;

        switch (field->type) {
        case FIELD_TEXT:
            add_text(out, field->tag, *(const char *const *)(const void *)at);
            break;
        case FIELD_STAGE:
            add_number(out, field->tag, (uint64_t)entry->stage, 1);
            break;
        case FIELD_SECTION:
            add_number(out, field->tag, (uint64_t)entry->section, 1);
            break;
        case FIELD_U32:
            add_number(out, field->tag, *(const uint32_t *)(const void *)at, 4);
            break;
        case FIELD_U64:
            add_number(out, field->tag, *(const uint64_t *)(const void *)at, 8);
            break;
        case FIELD_NEEDS:
            add_needs(out, field->tag, entry);
            break;
        case FIELD_MARKS:
            add_marks(out, field->tag, entry);
            break;
        }
    }
}

static bool take_text(struct bytes *value, struct arena *arena, const char **text)
{
    size_t length = bytes_left(value);
    const char *bytes = bytes_take(value, length);

    if (!length || memchr(bytes, '\0', length))
        return false;
    *text = arena_memdup(arena, bytes, length);
    return true;
}

static bool take_needs(struct bytes *value, struct arena *arena, struct entry *entry)
{
    size_t length = bytes_left(value);

    if (!length || length % 4)
        return false;
    entry->needs_count = length / 4;
    entry->needs = arena_alloc(arena, entry->needs_count * sizeof *entry->needs);
    for (size_t i = 0; i < entry->needs_count; i++)
        entry->needs[i] = bytes_take_u32(value);
    return true;
}

/* True when the value was of the right shape and all of it was taken. */
static bool take_field(const struct field *field, struct bytes *value, struct arena *arena, struct entry *entry)
{
    char *at = (char *)entry + field->offset;
    bool good = true;

    switch (field->type) {
    case FIELD_TEXT:
        good = take_text(value, arena, (const char **)(void *)at);
        break;
    case FIELD_STAGE:
        entry->stage = (enum stage)bytes_take_u8(value);
        break;
    case FIELD_SECTION:
        entry->section = (enum section)bytes_take_u8(value);
        break;
    case FIELD_U32:
        *(uint32_t *)(void *)at = bytes_take_u32(value);
        break;
    case FIELD_U64:
        *(uint64_t *)(void *)at = bytes_take_u64(value);
        break;
    case FIELD_NEEDS:
        good = take_needs(value, arena, entry);
        break;
    case FIELD_MARKS:
        good = record_marks_decode(value, arena, entry);
        break;
    }
    return good && !value->failed && bytes_left(value) == 0;
}

static const struct field *find_field(unsigned char tag)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].tag == tag)
            return &fields[i];
    return NULL;
}

const char *record_decode(const void *bytes, size_t length, struct arena *arena, struct entry *entry)
{
    struct bytes record = bytes_of(bytes, length);
    unsigned last = 0;

    *entry = (struct entry){.selected = true};
    while (bytes_left(&record)) {
        unsigned char tag = bytes_take_u8(&record);
        uint32_t size = bytes_take_u32(&record);
        const char *content = bytes_take(&record, size);
        const struct field *field = find_field(tag);
        struct bytes value = bytes_of(content, size);

        if (record.failed)
            return "has a field that goes beyond its record";
        if (tag <= last)
            return "has fields in a wrong order";
        last = tag;
        if (!field && !(tag & RECORD_SKIPPABLE))
            return "has a field of an unknown kind (is it from a newer pgsnap?)";
        if (field && !take_field(field, &value, arena, entry))
            return "has a field with an impossible value";
    }
    return record.failed ? "has a field that is cut short" : NULL;
}

/* A kind is shown and put in SQL comments as it is: it must not be able to say anything there. */
static bool is_kind(const char *kind)
{
    size_t length = kind ? strlen(kind) : 0;

    if (!length || length > KIND_LENGTH_MOST || *kind == ' ')
        return false;
    return strspn(kind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == length;
}

static const char *check_needs(const struct entry *entry, uint32_t id)
{
    for (size_t i = 0; i < entry->needs_count; i++)
        if (entry->needs[i] >= id || entry->needs[i] <= (i ? entry->needs[i - 1] : 0))
            return "needs what does not come before it";
    return NULL;
}

const char *record_check(const struct entry *entry, uint32_t id, const struct entry *previous)
{
    if (entry->id != id)
        return "has a wrong number";
    if (!is_kind(entry->kind))
        return "has an impossible kind";
    if (entry->stage < STAGE_DATABASE || entry->stage > STAGE_LAST || entry->section > SECTION_POST_DATA)
        return "has an unknown stage or section";
    if (previous && previous->stage > entry->stage)
        return "comes after an entry of a later stage";
    if (entry->flags & FLAGS_BINDING & ~(uint32_t)FLAGS_KNOWN)
        return "has an unknown property (is it from a newer pgsnap?)";
    if ((entry->flags & ENTRY_ROWS) && (!entry->load || entry->stage != STAGE_DATA))
        return "has rows but no way to load them";
    if (entry->parent == id)
        return "is a part of itself";
    if (!record_marks_fit(entry))
        return "has marks outside its texts";
    return check_needs(entry, id);
}
