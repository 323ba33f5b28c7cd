#include "archive/damages.h"
#include "base/arena.h"
#include <stdio.h>
#include <string.h>

static const char *without(const char *message, const char *start)
{
    size_t length = strlen(start);

    return strncmp(message, start, length) == 0 && strncmp(message + length, ": ", 2) == 0 ? message + length + 2
                                                                                           : message;
}

/* Whoever shows the list knows the archive and, from the damage's own field, the entry. */
static const char *without_names(const struct reader *reader, uint32_t id, const char *message)
{
    const struct entry *entry = entry_find(&reader->toc, id);
    char name[512];

    message = without(message, store_name(reader->store));
    return entry ? without(message, entry_describe(entry, name, sizeof name)) : message;
}

bool damages_forgive(struct reader *reader, uint32_t entry, uint64_t offset, struct err *err)
{
    struct reader_damage *damage;

    if (!reader->options.keep_going || err->code != ERR_DAMAGED) {
        reader->failed = true;
        return false;
    }
    if (reader->damages_count == reader->damages_size) {
        reader->damages_size = reader->damages_size ? reader->damages_size * 2 : 16;
        reader->damages = mem_resize(reader->damages, reader->damages_size, sizeof *reader->damages);
    }
    damage = &reader->damages[reader->damages_count++];
    damage->entry = entry <= reader->toc.count ? entry : 0;
    damage->offset = offset;
    snprintf(damage->message, sizeof damage->message, "%.500s", without_names(reader, damage->entry, err->message));
    if (damage->entry)
        reader->progress[damage->entry - 1].lost = true;
    err_clear(err);
    return true;
}
