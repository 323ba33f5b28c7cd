#include "archive/header.h"
#include "archive/toc.h"
#include "base/arena.h"
#include "base/bytes.h"
#include <inttypes.h>
#include <string.h>

static void add_text(struct buf *out, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    buf_add_u32(out, (uint32_t)length);
    buf_add(out, text, length);
}

void header_encode(const struct header *header, const struct fact *facts, size_t count, struct buf *out)
{
    buf_add_u16(out, header->major);
    buf_add_u16(out, header->minor);
    buf_add_u32(out, header->open_entries);
    buf_add_u64(out, header->features);
    buf_add_u64(out, header->toc_length);
    buf_add_u32(out, header->entries);
    buf_add_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        add_text(out, facts[i].key);
        add_text(out, facts[i].value);
    }
}

/* NULL when it is cut short or holds a NUL. */
static const char *take_text(struct bytes *bytes, struct arena *arena)
{
    uint32_t length = bytes_take_u32(bytes);
    const char *text = bytes_take(bytes, length);

    if (!text || memchr(text, '\0', length))
        return NULL;
    return arena_memdup(arena, text, length);
}

static bool take_facts(struct bytes *bytes, struct toc *toc)
{
    uint32_t count = bytes_take_u32(bytes);

    for (uint32_t i = 0; i < count; i++) {
        const char *key = take_text(bytes, toc->arena);
        const char *value = take_text(bytes, toc->arena);

        if (!key || !value || !*key)
            return false;
        entry_add_fact(toc, key, value);
    }
    return !bytes->failed && bytes_left(bytes) == 0;
}

static bool check(const struct header *header, struct err *err)
{
    if (header->toc_length > TOC_LENGTH_MOST || header->entries > TOC_ENTRIES_MOST)
        return err_set(err, ERR_DAMAGED, "has a header that announces more than an archive can hold");
    return true;
}

bool header_decode(const void *bytes, size_t length, struct header *header, struct toc *toc, struct err *err)
{
    struct bytes cursor = bytes_of(bytes, length);

    header->major = bytes_take_u16(&cursor);
    header->minor = bytes_take_u16(&cursor);
    /* what follows may look different in another major */
    if (!cursor.failed && header->major > HEADER_MAJOR) {
        err_set(err, ERR_DAMAGED, "is from a newer pgsnap (format %u); this one reads up to %d", header->major,
                HEADER_MAJOR);
        return err_hint(err, "use the pgsnap that made it, or a newer one");
    }
    header->open_entries = bytes_take_u32(&cursor);
    header->features = bytes_take_u64(&cursor);
    if (!cursor.failed && (header->features & ~HEADER_FEATURES_KNOWN)) {
        err_set(err, ERR_DAMAGED, "uses features that this pgsnap does not know (bits %" PRIx64 ")",
                header->features & ~HEADER_FEATURES_KNOWN);
        return err_hint(err, "use the pgsnap that made it, or a newer one");
    }
    header->toc_length = bytes_take_u64(&cursor);
    header->entries = bytes_take_u32(&cursor);
    if (header->major < 1 || !take_facts(&cursor, toc))
        return err_set(err, ERR_DAMAGED, "has a header that makes no sense");
    return check(header, err);
}
