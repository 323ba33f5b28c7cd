#include "model/in_place.h"

#include "model/wording.h"

#include <string.h>

/* What takes a function as it is when it runs. How to add one: a row; what keeps results (an index, a check) must not be here. */
static const char *const callers[] = {"TRIGGER", "EVENT TRIGGER", "VIEW",     "RULE",
                                      "POLICY",  "DEFAULT",       "FUNCTION", "PROCEDURE"};

static bool is_caller(const struct entry *entry)
{
    for (size_t i = 0; i < sizeof callers / sizeof callers[0]; i++)
        if (strcmp(entry->kind, callers[i]) == 0)
            return true;
    return false;
}

static bool is_routine(const struct entry *entry)
{
    return strcmp(entry->kind, "FUNCTION") == 0 || strcmp(entry->kind, "PROCEDURE") == 0;
}

static bool needs(const struct entry *entry, uint32_t id)
{
    for (size_t i = 0; i < entry->needs_count; i++)
        if (entry->needs[i] == id)
            return true;
    return false;
}

static bool needs_what_goes(const struct replacement *replacement, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(replacement->target, entry->needs[i]);
        enum replacement_fate fate = need == NULL ? REPLACEMENT_STAYS : replacement_fate(replacement, need);

        if (fate != REPLACEMENT_STAYS && fate != REPLACEMENT_KEPT)
            return true;
    }
    return false;
}

/* CREATE OR REPLACE, name, arguments and result: what the server writes before the language. */
static bool same_head(const struct entry *a, const struct entry *b)
{
    static const char replace_it[] = "CREATE OR REPLACE ", language[] = "\n LANGUAGE ";
    const char *end = a->create == NULL ? NULL : strstr(a->create, language);
    size_t length = end == NULL ? 0 : (size_t)(end - a->create) + sizeof language - 1;

    return length > 0 && b->create != NULL && strncmp(a->create, replace_it, sizeof replace_it - 1) == 0 &&
           strncmp(a->create, b->create, length) == 0;
}

bool in_place_fits(const struct replacement *replacement, const struct entry *function)
{
    const struct entry *twin = entry_find(replacement->archive, replacement->twins[function->id - 1]);

    if (!is_routine(function) || twin == NULL || replacement_fate(replacement, function) != REPLACEMENT_REPLACED ||
        !same_head(function, twin) || needs_what_goes(replacement, function))
        return false;
    for (size_t i = 0; i < replacement->target->count; i++) {
        const struct entry *entry = &replacement->target->entries[i];

        if (replacement_fate(replacement, entry) == REPLACEMENT_IN_THE_WAY && needs(entry, function->id) &&
            !is_caller(entry) && !wording_same(function->create, twin->create))
            return false;
    }
    return true;
}
