#include "model/globals.h"

#include <stddef.h>
#include <string.h>

static bool is_kind(const struct entry *entry, const char *kind)
{
    return strcmp(entry->kind, kind) == 0;
}

bool globals_makes_one(const struct entry *entry)
{
    return is_kind(entry, "ROLE") || is_kind(entry, "TABLESPACE");
}

bool globals_may_stand(const struct entry *entry)
{
    return globals_makes_one(entry) || (is_kind(entry, "ROLE SETTING") && entry->needs_count == 0);
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
        if (is_kind(&toc->entries[i], "ROLE"))
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

/* CREATE has the attributes: they are said again only to what is there. */
static bool is_to_do(const struct toc *toc, const struct entry *entry, const bool *stands, bool clean)
{
    bool sets_attributes = is_kind(entry, "ROLE ATTRIBUTES") || is_kind(entry, "TABLESPACE ATTRIBUTES");

    if (globals_makes_one(entry))
        return stands == NULL || !stands[entry->id - 1];
    if (stands == NULL)
        return !sets_attributes || clean;
    if (stands[entry->id - 1])
        return clean;
    return is_about_standing(toc, entry, stands) ? clean : !sets_attributes;
}

void globals_choose(struct toc *toc, const bool *stands, bool clean)
{
    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];

        entry->selected = entry->selected && is_to_do(toc, entry, stands, clean);
    }
}

void globals_leave_out_tablespaces(struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];
        bool about = is_kind(entry, "TABLESPACE");

        for (size_t j = 0; j < entry->needs_count; j++) {
            const struct entry *need = entry_find(toc, entry->needs[j]);

            about = about || (need != NULL && is_kind(need, "TABLESPACE"));
        }
        entry->selected = entry->selected && !about;
    }
}
