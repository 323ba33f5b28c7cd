#include <pgsnap/entry.h>

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

struct entry *entry_find(const struct toc *toc, uint32_t id)
{
    return id == 0 || id > toc->count ? NULL : &toc->entries[id - 1];
}

bool entry_configures(const struct entry *entry)
{
    return entry->parent == 0 && strcmp(entry->kind, "TABLE DATA") == 0;
}

bool entry_is_extended_statistics(const struct entry *entry)
{
    return strcmp(entry->kind, "EXTENDED STATISTICS DATA") == 0;
}

unsigned entry_statistics_major(const struct entry *entry)
{
    return (entry->flags & ENTRY_STATISTICS) == 0 ? 0 : entry_is_extended_statistics(entry) ? 19 : 18;
}

/* Named after another type than the one that they need: a multirange type is created with its range. */
bool entry_is_multirange_rights(const struct toc *toc, const struct entry *entry)
{
    static const char prefix[] = "TYPE ";

    if (strcmp(entry->kind, "ACL") != 0 || strncmp(entry->name, prefix, sizeof prefix - 1) != 0)
        return false;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need != NULL && strcmp(need->kind, "RANGE") == 0)
            return strcmp(entry->name + sizeof prefix - 1, need->name) != 0;
    }
    return false;
}

const char *entry_fact(const struct toc *toc, const char *key)
{
    for (size_t i = 0; i < toc->facts_count; i++)
        if (strcmp(toc->facts[i].key, key) == 0)
            return toc->facts[i].value;
    return NULL;
}

static bool has_kind(const struct toc *toc, const char *kind, bool only_selected)
{
    for (size_t i = 0; i < toc->count; i++)
        if (strcmp(toc->entries[i].kind, kind) == 0 && (toc->entries[i].selected || !only_selected))
            return true;
    return false;
}

const char *entry_left_out(const struct toc *toc)
{
    if (!has_kind(toc, "DATABASE", false) || entry_fact(toc, "without_schemas") != NULL)
        return "some schemas";
    if (entry_fact(toc, "left_out") != NULL)
        return entry_fact(toc, "left_out");
    return has_kind(toc, "TABLE", false) && !has_kind(toc, "TABLE DATA", true) ? "all rows" : NULL;
}

void entry_add_fact(struct toc *toc, const char *key, const char *value)
{
    size_t count = toc->facts_count;

    /* The arena cannot resize: the list doubles whenever its length is a power of two. */
    if ((count & (count - 1)) == 0) {
        struct fact *facts = arena_alloc(toc->arena, (count == 0 ? 1 : count * 2) * sizeof *facts);

        if (count > 0)
            memcpy(facts, toc->facts, count * sizeof *facts);
        toc->facts = facts;
    }
    toc->facts[count].key = arena_strdup(toc->arena, key);
    toc->facts[count].value = arena_strdup(toc->arena, value);
    toc->facts_count = count + 1;
}

/* Not tolower: kinds are ASCII, and the locale must not matter. */
static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *entry_describe(const struct entry *entry, char *buffer, size_t size)
{
    size_t length = strlen(entry->kind);

    if (entry->name == NULL)
        snprintf(buffer, size, "%s", entry->kind);
    else if (entry->schema == NULL)
        snprintf(buffer, size, "%s %s", entry->kind, entry->name);
    else
        snprintf(buffer, size, "%s %s.%s", entry->kind, entry->schema, entry->name);
    for (size_t i = 0; i < length && i < size && buffer[i] != '\0'; i++)
        buffer[i] = ascii_lower(buffer[i]);
    return buffer;
}
