#include "model/globals.h"

#include <stddef.h>
#include <string.h>

bool globals_makes_one(const struct entry *entry)
{
    return strcmp(entry->kind, "ROLE") == 0 || strcmp(entry->kind, "TABLESPACE") == 0;
}

bool globals_are_in(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (globals_makes_one(&toc->entries[i]))
            return true;
    return false;
}

bool globals_have_roles(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (strcmp(toc->entries[i].kind, "ROLE") == 0)
            return true;
    return false;
}

/* Roles that the server brings itself (pg_monitor) are no entries, and so not needs. */
static bool is_about_standing(const struct toc *toc, const struct entry *entry, const bool *stands)
{
    bool all = stands != NULL, any = false;

    for (size_t i = 0; all && i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need == NULL || !globals_makes_one(need))
            continue;
        any = true;
        all = stands[need->id - 1];
    }
    return all && any;
}

/* CREATE ROLE has the attributes: they are said again only to a role that is there. */
static bool is_to_do(const struct toc *toc, const struct entry *entry, const bool *stands, bool clean)
{
    bool sets_attributes = strcmp(entry->kind, "ROLE ATTRIBUTES") == 0;

    if (globals_makes_one(entry))
        return stands == NULL || !stands[entry->id - 1];
    if (stands == NULL)
        return !sets_attributes || clean;
    return is_about_standing(toc, entry, stands) ? clean : !sets_attributes;
}

void globals_choose(struct toc *toc, const bool *stands, bool clean)
{
    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];

        entry->selected = entry->selected && is_to_do(toc, entry, stands, clean);
    }
}
