#include "archive/damages.h"
#include "base/arena.h"
#include <stdio.h>
#include <string.h>

/* A message without the archive's name: whoever shows the list has said it. */
static const char *without_name(const struct reader *reader, const char *message)
{
    size_t length = strlen(store_name(reader->store));

    if (strncmp(message, store_name(reader->store), length) == 0 && strncmp(message + length, ": ", 2) == 0)
        return message + length + 2;
    return message;
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
    snprintf(damage->message, sizeof damage->message, "%.500s", without_name(reader, err->message));
    if (damage->entry)
        reader->progress[damage->entry - 1].lost = true;
    err_clear(err);
    return true;
}
