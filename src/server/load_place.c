#include "server/load_place.h"

#include "base/arena.h"

#include <string.h>

static const char comment[] = "COMMENT";

bool load_place_is(const struct load *load, const struct entry *entry)
{
    return load->intended && replacement_is_in_place(&load->replacement, entry);
}

static const struct entry *find_comment(const struct toc *toc, uint32_t id)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        for (size_t j = 0; strcmp(entry->kind, comment) == 0 && j < entry->needs_count; j++)
            if (entry->needs[j] == id)
                return entry;
    }
    return NULL;
}

/* An archive that has no comments at all was made without them. */
static bool has_comments(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (strcmp(toc->entries[i].kind, comment) == 0)
            return true;
    return false;
}

char *load_place_uncomment(const struct load *load, const struct entry *entry)
{
    static const char drop[] = "DROP ", if_exists[] = " IF EXISTS ";
    const char *name;

    if (!load_place_is(load, entry) || entry->drop == NULL || !has_comments(load->toc) ||
        find_comment(load->toc, entry->id) != NULL ||
        find_comment(&load->standing, load->replacement.there[entry->id - 1]) == NULL)
        return NULL;
    name = strstr(entry->drop, if_exists);
    if (name == NULL || strncmp(entry->drop, drop, strlen(drop)) != 0)
        return NULL;
    name += strlen(if_exists); /* "s.f(integer);" */
    return mem_printf("COMMENT ON %s %.*s IS NULL;", entry->kind, (int)strlen(name) - 1, name);
}
