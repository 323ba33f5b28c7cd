/*
 * The target's entries get their fates in four steps:
 *
 *   1. what the archive creates anew is replaced; with `exact`, what else is in the archive's schemas is an extra
 *   2. what belongs to a relation that goes, goes along
 *   3. whatever else needs something that goes is in the way, and so is what has a name that is wanted. This goes through
 *      whole chains (a view of a view), until nothing changes.
 *   4. schemas, which nothing should have to leave: one that is empty then is replaced, any other is kept
 *
 * A function that something else calls is in nobody's way if it can be replaced where it stands: CREATE OR REPLACE does that when
 * its arguments and result are the same. Then the fates are worked out again, until there is no other such function.
 *
 * An extension is kept too if it is the same: to drop it would take what others made of it. Only one whose own tables
 * get rows from the archive is made anew, and with it those that need it and that the archive brings, too.
 */
#include "model/replacement.h"

#include "base/arena.h"
#include "model/compare.h"
#include "model/in_place.h"
#include "model/kind.h"
#include "model/namesakes.h"
#include "model/twins.h"
#include "model/wording.h"

#include <stdlib.h>
#include <string.h>

static bool is_kind(const struct entry *entry, const char *kind)
{
    return strcmp(entry->kind, kind) == 0;
}

static bool same_create(const struct entry *a, const struct entry *b)
{
    return (a->flags & ENTRY_RIGHTS ? wording_same_rights : wording_same)(a->create == NULL ? "" : a->create,
                                                                          b->create == NULL ? "" : b->create);
}

/* --- fates */

static enum replacement_fate fate_of(const struct replacement *replacement, uint32_t id)
{
    return replacement->fates[id - 1];
}

static bool goes(const struct replacement *replacement, uint32_t id)
{
    enum replacement_fate fate =
        entry_find(replacement->target, id) == NULL ? REPLACEMENT_STAYS : fate_of(replacement, id);

    return fate != REPLACEMENT_STAYS && fate != REPLACEMENT_KEPT;
}

static void set_fate(struct replacement *replacement, uint32_t id, enum replacement_fate fate)
{
    replacement->fates[id - 1] = (unsigned char)fate;
}

static bool brings_rows(const struct toc *archive, const struct entry *extension)
{
    for (size_t i = 0; i < archive->count; i++) {
        const struct entry *entry = &archive->entries[i];

        if (entry->selected && (entry->flags & (ENTRY_ROWS | ENTRY_DATA)) != 0)
            for (size_t j = 0; j < entry->needs_count; j++)
                if (entry->needs[j] == extension->id)
                    return true;
    }
    return false;
}

static bool keeps_extension(const struct toc *archive, const struct entry *wanted, const struct entry *here)
{
    return same_create(wanted, here) && !brings_rows(archive, wanted);
}

static void replace(struct replacement *replacement, const struct entry *wanted, const struct entry *here)
{
    bool stays = replacement->in_place[here->id - 1] ||
                 (is_kind(here, "EXTENSION") && keeps_extension(replacement->archive, wanted, here));

    if (is_kind(here, "SCHEMA") || here->drop == NULL)
        return;
    if (stays)
        set_fate(replacement, here->id, REPLACEMENT_KEPT);
    else
        set_fate(replacement, here->id, REPLACEMENT_REPLACED);
}

static void replace_all(struct replacement *replacement)
{
    const struct toc *archive = replacement->archive;

    for (size_t i = 0; i < archive->count; i++) {
        const struct entry *entry = &archive->entries[i];
        const struct entry *here = entry_find(replacement->target, replacement->there[i]);

        if (entry->selected && entry->drop != NULL && here != NULL)
            replace(replacement, entry, here);
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is in a schema that the archive has as a whole. */
static void add_extras(struct replacement *replacement)
{
    const struct toc *archive = replacement->archive, *target = replacement->target;
    const char **schemas = mem_calloc(archive->count + 1, sizeof *schemas);
    size_t count = 0;

    for (size_t i = 0; i < archive->count; i++)
        if (archive->entries[i].selected && is_kind(&archive->entries[i], "SCHEMA"))
            schemas[count++] = archive->entries[i].name;
    qsort(schemas, count, sizeof *schemas, compare_names);
    for (size_t i = 0; i < target->count; i++) {
        const struct entry *entry = &target->entries[i];
        bool in_schema = entry->schema != NULL && count > 0 &&
                         bsearch(&entry->schema, schemas, count, sizeof *schemas, compare_names) != NULL;
        enum replacement_fate fate = fate_of(replacement, entry->id);

        if (in_schema && entry->drop != NULL && (fate == REPLACEMENT_STAYS || fate == REPLACEMENT_IN_THE_WAY))
            set_fate(replacement, entry->id, REPLACEMENT_EXTRA);
    }
    free(schemas);
}

/* Schemas are looked at last: see the top. */
static uint32_t find_going_need(const struct replacement *replacement, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++)
        if (goes(replacement, entry->needs[i]))
            return entry->needs[i];
    return 0;
}

static bool hinder(struct replacement *replacement, uint32_t id, uint32_t cause)
{
    if (entry_find(replacement->target, id) == NULL || goes(replacement, id))
        return false;
    if (fate_of(replacement, id) == REPLACEMENT_KEPT) {
        set_fate(replacement, id, REPLACEMENT_REPLACED);
        return true;
    }
    set_fate(replacement, id, REPLACEMENT_IN_THE_WAY);
    replacement->causes[id - 1] = cause;
    return true;
}

static bool comes_back(const struct replacement *replacement, const struct entry *entry)
{
    const struct entry *twin = entry_find(replacement->archive, replacement->twins[entry->id - 1]);

    return twin != NULL && same_create(twin, entry);
}

/*
 * A table's place in something that stays: in a publication, whose followers would get no more of it, or as a partition of a
 * table, which would lose rows. Where the archive has that place too, it comes back.
 */
static bool leaves_a_place(const struct replacement *replacement, const struct entry *entry)
{
    const char *holder = is_kind(entry, "PUBLICATION TABLE") ? "PUBLICATION"
                         : is_kind(entry, "TABLE ATTACH")    ? "TABLE"
                                                             : NULL;

    if (holder == NULL || comes_back(replacement, entry))
        return false;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(replacement->target, entry->needs[i]);

        if (need != NULL && need->id != entry->parent && is_kind(need, holder))
            return !goes(replacement, need->id);
    }
    return false;
}

/* True when something has changed. */
static bool follow(struct replacement *replacement, const struct entry *entry)
{
    bool part = goes(replacement, entry->parent);
    uint32_t need = part ? 0 : find_going_need(replacement, entry);

    if (!part && need == 0)
        return false;
    if (part && leaves_a_place(replacement, entry))
        return hinder(replacement, entry->id, entry->parent);
    if (part || entry->drop == NULL) {
        set_fate(replacement, entry->id, REPLACEMENT_GOES_ALONG);
        /* DROP TABLE takes the partitions along: one that is not to go would be lost. */
        if (!part && is_kind(entry, "TABLE ATTACH"))
            hinder(replacement, entry->parent, need);
        return true;
    }
    return hinder(replacement, entry->id, need);
}

static void follow_all(struct replacement *replacement)
{
    const struct toc *target = replacement->target;
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = 0; i < target->count; i++)
            if (!goes(replacement, target->entries[i].id))
                changed = follow(replacement, &target->entries[i]) || changed;
    }
}

/* *inhabited, per entry of the target: a schema that something which stays is in. */
static void find_inhabited(const struct replacement *replacement, bool *inhabited)
{
    const struct toc *target = replacement->target;

    for (size_t i = 0; i < target->count; i++) {
        const struct entry *entry = &target->entries[i];

        bool counts = entry->drop != NULL || is_kind(entry, "PUBLICATION SCHEMA");

        for (size_t j = 0; counts && !goes(replacement, entry->id) && j < entry->needs_count; j++) {
            const struct entry *need = entry_find(target, entry->needs[j]);

            if (need != NULL && is_kind(need, "SCHEMA"))
                inhabited[need->id - 1] = true;
        }
    }
}

/* A part of a table that stands already is not made. */
static bool is_to_be_made(const struct replacement *replacement, const struct entry *entry)
{
    const struct entry *parent = entry_find(replacement->archive, entry->parent);
    uint32_t here = parent != NULL && parent->selected ? replacement->there[parent->id - 1] : 0;

    return entry->selected && entry->create != NULL && (here == 0 || goes(replacement, here));
}

/* True when something has the name of what is to be made, and would stay. */
static bool hinder_namesakes(struct replacement *replacement)
{
    struct namesakes *namesakes = namesakes_new(replacement->target);
    bool changed = false;

    for (size_t i = 0; i < replacement->archive->count; i++) {
        const struct entry *entry = &replacement->archive->entries[i];
        size_t at = 0;

        if (!is_to_be_made(replacement, entry))
            continue;
        for (uint32_t id; (id = namesakes_next(namesakes, replacement->archive, entry, &at)) != 0;)
            changed = hinder(replacement, id, 0) || changed;
    }
    namesakes_free(namesakes);
    return changed;
}

/* --- functions that are replaced in their place */

/* True when one was found: then the fates are others. */
static bool find_in_place(struct replacement *replacement)
{
    const struct toc *target = replacement->target;
    bool found = false;

    for (size_t i = 0; i < target->count; i++) {
        const struct entry *entry = &target->entries[i];
        const struct entry *cause = NULL;

        if (fate_of(replacement, entry->id) == REPLACEMENT_IN_THE_WAY)
            cause = entry_find(target, replacement->causes[entry->id - 1]);
        if (cause != NULL && !replacement->in_place[cause->id - 1] && in_place_fits(replacement, cause))
            found = replacement->in_place[cause->id - 1] = true;
    }
    return found;
}

static void find_fates(struct replacement *replacement, const struct replacement_options *options)
{
    for (size_t i = 0; i < replacement->target->count; i++) {
        replacement->fates[i] = REPLACEMENT_STAYS;
        replacement->causes[i] = 0;
    }
    if (options->clean) {
        replace_all(replacement);
        if (options->exact)
            add_extras(replacement);
        follow_all(replacement);
    }
    if (!options->beside && options->existed == NULL && hinder_namesakes(replacement) && options->clean)
        follow_all(replacement);
}

/* One that has to go after all, since what it needs goes, is replaced like others. */
static void settle_in_place(struct replacement *replacement)
{
    for (size_t i = 0; i < replacement->target->count; i++)
        replacement->in_place[i] = replacement->in_place[i] && replacement->fates[i] == REPLACEMENT_KEPT;
}

static void judge_schemas(struct replacement *replacement, bool clean)
{
    const struct toc *archive = replacement->archive;
    bool *inhabited = mem_calloc(replacement->target->count + 1, sizeof *inhabited);

    find_inhabited(replacement, inhabited);
    for (size_t i = 0; i < archive->count; i++) {
        const struct entry *entry = &archive->entries[i];
        const struct entry *here = entry_find(replacement->target, replacement->there[i]);

        if (here == NULL || !entry->selected || !is_kind(entry, "SCHEMA"))
            continue;
        set_fate(replacement, here->id,
                 clean && here->drop != NULL && !inhabited[here->id - 1] ? REPLACEMENT_REPLACED : REPLACEMENT_KEPT);
    }
    free(inhabited);
}

/* --- going on with an interrupted restore */

/*
 * Made after the rows, and not as it shall be: it was made for rows that are to come again, or only half (a foreign key that
 * is not validated yet).
 */
static bool is_half_made(const struct replacement *replacement, const struct entry *entry,
                         const struct replacement_options *options)
{
    const struct entry *here = entry_find(replacement->target, replacement->there[entry->id - 1]);
    bool unfit;

    if (here == NULL || here->drop == NULL || !entry->selected || entry->stage < STAGE_POST ||
        entry->stage == STAGE_RIGHTS || options->existed[entry->id - 1])
        return false;
    unfit = !same_create(entry, here);
    return unfit || (entry_find(replacement->archive, entry->parent) != NULL && options->incomplete[entry->parent - 1]);
}

/* What needs such a thing is made anew with it. */
static void redo(struct replacement *replacement, const struct replacement_options *options)
{
    const struct toc *archive = replacement->archive;

    for (size_t i = 0; i < archive->count; i++)
        if (is_half_made(replacement, &archive->entries[i], options))
            set_fate(replacement, replacement->there[i], REPLACEMENT_REPLACED);
    follow_all(replacement);
    for (size_t i = 0; i < archive->count; i++)
        if (replacement->there[i] != 0 && archive->entries[i].selected && archive->entries[i].stage >= STAGE_POST &&
            !options->existed[i] && fate_of(replacement, replacement->there[i]) == REPLACEMENT_IN_THE_WAY)
            set_fate(replacement, replacement->there[i], REPLACEMENT_REPLACED);
}

/* --- what the archive need not create */

/* Comments and rights go with what they are on. Needs have been judged: they have lower ids. */
static bool needs_new_object(const struct replacement *replacement, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(replacement->archive, entry->needs[i]);

        if (need != NULL && need->selected && need->create != NULL && !replacement->kept[need->id - 1])
            return true;
    }
    return false;
}

static bool is_kept(const struct replacement *replacement, const struct entry *entry,
                    const struct replacement_options *options)
{
    const struct entry *here = entry_find(replacement->target, replacement->there[entry->id - 1]);

    if (!entry->selected || here == NULL || goes(replacement, here->id))
        return false;
    if (is_kind(entry, "SCHEMA") || is_kind(entry, "EXTENSION"))
        return true;
    if (options->existed != NULL && entry->stage != STAGE_RIGHTS)
        return !options->existed[entry->id - 1] && (entry->stage == STAGE_PRE || same_create(entry, here));
    return entry->stage == STAGE_RIGHTS && same_create(entry, here) && !needs_new_object(replacement, entry);
}

void replacement_work_out(struct replacement *replacement, const struct toc *archive, const struct toc *target,
                          const struct replacement_options *options)
{
    *replacement = (struct replacement){.archive = archive,
                                        .target = target,
                                        .there = twins_find(archive, target),
                                        .fates = mem_calloc(target->count + 1, 1),
                                        .causes = mem_calloc(target->count + 1, sizeof(uint32_t)),
                                        .twins = mem_calloc(target->count + 1, sizeof(uint32_t)),
                                        .kept = mem_calloc(archive->count + 1, sizeof(bool)),
                                        .in_place = mem_calloc(target->count + 1, sizeof(bool))};
    for (size_t i = 0; i < archive->count; i++)
        if (replacement->there[i] != 0 && archive->entries[i].selected)
            replacement->twins[replacement->there[i] - 1] = archive->entries[i].id;
    do
        find_fates(replacement, options);
    while (options->clean && options->existed == NULL && find_in_place(replacement));
    settle_in_place(replacement);
    if (options->existed != NULL)
        redo(replacement, options);
    judge_schemas(replacement, options->clean);
    for (size_t i = 0; i < archive->count; i++)
        replacement->kept[i] = is_kept(replacement, &archive->entries[i], options);
}

void replacement_free(struct replacement *replacement)
{
    free(replacement->there);
    free(replacement->fates);
    free(replacement->causes);
    free(replacement->twins);
    free(replacement->kept);
    free(replacement->in_place);
    *replacement = (struct replacement){0};
}

enum replacement_fate replacement_fate(const struct replacement *replacement, const struct entry *entry)
{
    return fate_of(replacement, entry->id);
}

bool replacement_may_cascade(const struct entry *entry)
{
    static const char *const never[] = {"TABLE", "SEQUENCE", "EXTENSION", "LARGE OBJECTS"};

    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (is_kind(entry, never[i]))
            return false;
    return true;
}

bool replacement_loses(const struct replacement *replacement, const struct entry *entry)
{
    const struct kind *kind = kind_find(entry->kind);
    const struct entry *parent = entry_find(replacement->target, entry->parent);
    enum replacement_fate fate = fate_of(replacement, entry->id);

    if (parent == NULL || replacement->twins[entry->id - 1] != 0)
        return false;
    return fate == REPLACEMENT_IN_THE_WAY || (fate == REPLACEMENT_GOES_ALONG && kind != NULL && kind->main &&
                                              fate_of(replacement, parent->id) == REPLACEMENT_REPLACED);
}

bool replacement_collides(const struct replacement *replacement, const struct entry *entry)
{
    const struct kind *kind = kind_find(entry->kind);
    const struct entry *here = entry_find(replacement->target, replacement->there[entry->id - 1]);
    const struct entry *parent = entry_find(replacement->archive, entry->parent);

    if (!entry->selected || entry->create == NULL || kind == NULL || !kind->main || here == NULL)
        return false;
    if (goes(replacement, here->id) || replacement->kept[entry->id - 1] || replacement->in_place[here->id - 1])
        return false;
    return parent == NULL || !parent->selected || replacement->there[parent->id - 1] == 0;
}

bool replacement_is_in_place(const struct replacement *replacement, const struct entry *entry)
{
    uint32_t here = replacement->there[entry->id - 1];

    return entry->selected && entry_find(replacement->target, here) != NULL && replacement->in_place[here - 1];
}

bool replacement_preexists(const struct replacement *replacement, const struct entry *entry)
{
    const struct entry *here = entry_find(replacement->target, replacement->there[entry->id - 1]);

    return here != NULL && entry->selected && !goes(replacement, here->id) && !replacement->kept[entry->id - 1];
}
