#include "archive/toc.h"
#include "archive/record.h"
#include "base/arena.h"
#include "base/bytes.h"
#include <stdlib.h>
#include <string.h>

/* The entry as it goes into the archive: ids are the archive's. needs has room for entry->needs_count ids. */
static struct entry renumber(const struct entry *entry, const uint32_t *numbers, uint32_t *needs)
{
    struct entry copy = *entry;

    copy.id = numbers[entry->id - 1];
    copy.parent = entry->parent ? numbers[entry->parent - 1] : 0;
    copy.needs = needs;
    copy.needs_count = 0;
    for (size_t i = 0; i < entry->needs_count; i++)
        if (numbers[entry->needs[i] - 1])
            needs[copy.needs_count++] = numbers[entry->needs[i] - 1];
    return copy;
}

static bool add_record(const struct entry *entry, const struct entry *previous, struct buf *out, struct err *err)
{
    const char *wrong = record_check(entry, entry->id, previous);
    size_t start = out->used;
    char name[512];

    if (wrong)
        return err_set(err, ERR_FAILED, "%s cannot be written: it %s", entry_describe(entry, name, sizeof name), wrong);
    buf_add_u32(out, 0);
    record_encode(entry, out);
    if (out->used > TOC_LENGTH_MOST)
        return err_set(err, ERR_FAILED, "the definitions of all objects take more than %d bytes", TOC_LENGTH_MOST);
    bytes_put_u32(out->data + start, (uint32_t)(out->used - start - 4));
    return true;
}

bool toc_encode(const struct toc *toc, uint32_t *numbers, uint32_t *count, struct buf *out, struct err *err)
{
    uint32_t *needs = mem_calloc(toc->count ? toc->count : 1, sizeof *needs);
    struct entry previous = {.stage = STAGE_DATABASE};
    bool good = true;

    *count = 0;
    for (size_t i = 0; i < toc->count; i++)
        numbers[i] = toc->entries[i].selected ? ++*count : 0;
    if (*count > TOC_ENTRIES_MOST)
        good = err_set(err, ERR_FAILED, "an archive cannot hold more than %d objects", TOC_ENTRIES_MOST);
    for (size_t i = 0; good && i < toc->count; i++)
        if (numbers[i]) {
            struct entry entry = renumber(&toc->entries[i], numbers, needs);

            good = add_record(&entry, &previous, out, err);
            previous.stage = entry.stage;
        }
    free(needs);
    return good;
}

void toc_decoder_init(struct toc_decoder *decoder, struct arena *arena, size_t expected)
{
    *decoder = (struct toc_decoder){.arena = arena, .expected = expected};
}

void toc_decoder_free(struct toc_decoder *decoder)
{
    buf_free(&decoder->pending);
    free(decoder->entries);
    decoder->entries = NULL;
}

static bool take_record(struct toc_decoder *decoder, const char *bytes, size_t length, struct err *err)
{
    const struct entry *previous = decoder->count ? &decoder->entries[decoder->count - 1] : NULL;
    struct entry entry;
    const char *wrong;

    if (decoder->count == decoder->expected)
        return err_set(err, ERR_DAMAGED, "the table of contents has more than the %zu entries that were announced",
                       decoder->expected);
    wrong = record_decode(bytes, length, decoder->arena, &entry);
    if (!wrong)
        wrong = record_check(&entry, (uint32_t)(decoder->count + 1), previous);
    if (wrong)
        return err_set(err, ERR_DAMAGED, "entry %zu of the table of contents %s", decoder->count + 1, wrong);
    if (decoder->count == decoder->size) {
        decoder->size = decoder->size ? decoder->size * 2 : 64;
        decoder->entries = mem_resize(decoder->entries, decoder->size, sizeof *decoder->entries);
    }
    decoder->entries[decoder->count++] = entry;
    return true;
}

/* Takes the whole records at the front of `pending`; what is left of the last stays. */
bool toc_take(struct toc_decoder *decoder, const void *bytes, size_t length, struct err *err)
{
    struct buf *pending = &decoder->pending;
    size_t at = 0;

    buf_add(pending, bytes, length);
    while (pending->used - at >= 4) {
        size_t size = bytes_get_u32(pending->data + at);

        if (size > pending->used - at - 4)
            break;
        if (!take_record(decoder, pending->data + at + 4, size, err))
            return false;
        at += 4 + size;
    }
    if (at) {
        memmove(pending->data, pending->data + at, pending->used - at);
        pending->used -= at;
    }
    return true;
}

/* False when an id is not in the toc or a chain of parents comes back to where it was. */
static bool check_parents(const struct entry *entries, size_t count)
{
    uint32_t *seen = mem_calloc(count ? count : 1, sizeof *seen); /* the walk that came by: the id where it began */
    bool good = true;

    for (size_t i = 0; good && i < count; i++)
        for (uint32_t id = entries[i].id; good && id && !seen[id - 1]; id = entries[id - 1].parent) {
            uint32_t parent = entries[id - 1].parent;

            seen[id - 1] = entries[i].id;
            good = parent <= count && (!parent || seen[parent - 1] != entries[i].id);
        }
    free(seen);
    return good;
}

bool toc_finish(struct toc_decoder *decoder, struct toc *toc, struct err *err)
{
    if (decoder->pending.used || decoder->count != decoder->expected)
        return err_set(err, ERR_DAMAGED, "the table of contents ends after %zu of %zu entries", decoder->count,
                       decoder->expected);
    if (!check_parents(decoder->entries, decoder->count))
        return err_set(err, ERR_DAMAGED, "the table of contents has an entry that is a part of nothing or of itself");
    toc->count = decoder->count;
    toc->entries = arena_alloc(toc->arena, (toc->count ? toc->count : 1) * sizeof *toc->entries);
    if (toc->count)
        memcpy(toc->entries, decoder->entries, toc->count * sizeof *toc->entries);
    return true;
}
