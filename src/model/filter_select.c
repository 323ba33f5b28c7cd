/*
 * Selecting goes over the entries once, in their order, so that what an entry follows has been decided before it. Two
 * questions are kept apart: is the thing wanted (by its name, or because what it belongs to is wanted), and is this
 * entry of it wanted (schema or data, rights, comments). A table whose definition is left out by -a still brings rows.
 */
#include "model/filter_state.h"

#include "base/arena.h"
#include "model/closure.h"
#include "model/mark.h"
#include "model/partitions.h"

#include <stdlib.h>
#include <string.h>

/* Entries that join two things are wanted when both are: all that they need. The others need only their parent. */
static const char *const joining_kinds[] = {"SEQUENCE OWNED BY", "TABLE ATTACH", "INDEX ATTACH", "PUBLICATION TABLE",
                                            "PUBLICATION SCHEMA"};

/* Entries about a thing: wanted when it is. */
static const char *const following_kinds[] = {"COMMENT", "SECURITY LABEL", "ACL"};

#define IS_ONE_OF(kinds, kind) is_one_of(kinds, sizeof(kinds) / sizeof(kinds)[0], kind)

static bool is_one_of(const char *const *kinds, size_t count, const char *kind)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

struct selection {
    struct filter *filter;
    const struct toc *toc;
    bool *wanted; /* by id: the thing is */
};

static bool wants_by_name(struct filter *filter, const struct entry *entry);

/*
 * Whether what the entry is about or a part of is wanted. An owned sequence may come before its table: then the table is
 * asked by name. An id that there is not (an archive may say anything) counts as wanted.
 */
static bool is_wanted(const struct selection *selection, const struct entry *entry, uint32_t id)
{
    const struct entry *other = entry_find(selection->toc, id);

    if (other == NULL)
        return true;
    return id < entry->id ? selection->wanted[id] : wants_by_name(selection->filter, other);
}

static bool all_needs_wanted(const struct selection *selection, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(selection->toc, entry->needs[i]);

        if (need != NULL && partitions_is_attachment(need))
            continue; /* it comes before, if it comes */
        if (!is_wanted(selection, entry, entry->needs[i]))
            return false;
    }
    return true;
}

static bool is_large_object(const struct entry *entry)
{
    return strncmp(entry->kind, "LARGE OBJECT", strlen("LARGE OBJECT")) == 0;
}

static bool wants_large_objects(const struct filter *filter)
{
    if (filter->options.no_large_objects)
        return false;
    return filter->options.large_objects || (filter_is_whole(filter) && !filter->options.schema_only);
}

/* An owned sequence follows its table; but -t may name it alone. */
static bool wants_owned(const struct selection *selection, const struct entry *entry)
{
    bool named = filter_wants_relation(selection->filter, entry->schema, entry->name);

    return is_wanted(selection, entry, entry->parent) || (named && filter_has_tables(selection->filter));
}

static bool wants_by_name(struct filter *filter, const struct entry *entry)
{
    if (entry->flags & ENTRY_RELATION || (entry->flags & (ENTRY_ROWS | ENTRY_STATISTICS) && entry->schema != NULL))
        return filter_wants_relation(filter, entry->schema, entry->name);
    if (strcmp(entry->kind, "SCHEMA") == 0)
        return filter_wants_schema(filter, entry->name);
    if (strcmp(entry->kind, "EXTENSION") == 0)
        return filter_wants_extension(filter, entry->name);
    if (entry->schema != NULL)
        return filter_wants_schema(filter, entry->schema);
    return filter_is_whole(filter);
}

/* The extension to whose tables and sequences the entry's rows or value belong; NULL: to none. */
static const struct entry *configured_extension(const struct toc *toc, const struct entry *entry)
{
    for (size_t i = 0; entry->parent == 0 && entry->flags & (ENTRY_ROWS | ENTRY_DATA) && i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need != NULL && strcmp(need->kind, "EXTENSION") == 0)
            return need;
    }
    return NULL;
}

/* It goes with the extension, unless something leaves it out; but -t names it like any table. */
static bool wants_configuration(struct filter *filter, const struct entry *extension, const struct entry *entry)
{
    if (filter_has_tables(filter))
        return filter_wants_relation(filter, entry->schema, entry->name);
    return filter_wants_extension(filter, extension->name) &&
           !filter_matches(filter, FILTER_EXCLUDE_SCHEMAS, entry->schema, NULL) &&
           !filter_refuses_relation(filter, entry->schema, entry->name);
}

/* What -P, -I and --trigger name. How to add one: a row, a list in filter.h. */
static const struct {
    const char *kind;
    enum filter_list list;
} named_kinds[] = {
    {"FUNCTION", FILTER_FUNCTIONS}, {"PROCEDURE", FILTER_FUNCTIONS}, {"AGGREGATE", FILTER_FUNCTIONS},
    {"INDEX", FILTER_INDEXES},      {"TRIGGER", FILTER_TRIGGERS},
};

static bool is_named(const struct selection *selection, const struct entry *entry)
{
    const struct entry *table = entry_find(selection->toc, entry->parent);
    const char *name = entry->name;

    /* a trigger's is "table trigger" */
    if (strcmp(entry->kind, "TRIGGER") == 0 && table != NULL && strncmp(name, table->name, strlen(table->name)) == 0)
        name += strlen(table->name) + (name[strlen(table->name)] == ' ');
    for (size_t i = 0; i < sizeof named_kinds / sizeof named_kinds[0]; i++)
        if (strcmp(named_kinds[i].kind, entry->kind) == 0)
            return filter_names(selection->filter, named_kinds[i].list, entry->schema, name);
    return false;
}

/* Or what is said of it. */
static bool is_of_named(const struct selection *selection, const struct entry *entry)
{
    for (size_t i = 0; IS_ONE_OF(following_kinds, entry->kind) && i < entry->needs_count; i++) {
        const struct entry *need = entry_find(selection->toc, entry->needs[i]);

        if (need != NULL && is_named(selection, need))
            return true;
    }
    return is_named(selection, entry);
}

static bool wants_thing(const struct selection *selection, const struct entry *entry)
{
    const struct entry *extension = configured_extension(selection->toc, entry);

    if (entry->stage == STAGE_DATABASE || is_of_named(selection, entry))
        return true;
    if (is_large_object(entry))
        return wants_large_objects(selection->filter);
    if (IS_ONE_OF(joining_kinds, entry->kind))
        return is_wanted(selection, entry, entry->parent) && all_needs_wanted(selection, entry);
    if (entry->parent != 0 && strcmp(entry->kind, "SEQUENCE") == 0)
        return wants_owned(selection, entry);
    if (entry->parent != 0 && !(entry->flags & ENTRY_RELATION))
        return is_wanted(selection, entry, entry->parent);
    if (entry->needs_count > 0 && IS_ONE_OF(following_kinds, entry->kind))
        return is_wanted(selection, entry, entry->needs[0]);
    if (extension != NULL)
        return wants_configuration(selection->filter, extension, entry);
    return wants_by_name(selection->filter, entry);
}

/* What an option leaves out by kind. How to add one: a row, a field in filter_options. */
static const struct {
    size_t option; /* offset of a bool in filter_options */
    const char *kind;
} suppressions[] = {
    {offsetof(struct filter_options, no_policies), "POLICY"},
    {offsetof(struct filter_options, no_policies), "ROW SECURITY"},
    {offsetof(struct filter_options, no_publications), "PUBLICATION"},
    {offsetof(struct filter_options, no_publications), "PUBLICATION TABLE"},
    {offsetof(struct filter_options, no_publications), "PUBLICATION SCHEMA"},
    {offsetof(struct filter_options, no_subscriptions), "SUBSCRIPTION"},
    {offsetof(struct filter_options, no_security_labels), "SECURITY LABEL"},
};

static bool is_kind_suppressed(const struct filter_options *options, const char *kind)
{
    for (size_t i = 0; i < sizeof suppressions / sizeof suppressions[0]; i++)
        if (*(const bool *)((const char *)options + suppressions[i].option) && strcmp(suppressions[i].kind, kind) == 0)
            return true;
    return false;
}

/* What is said of a thing goes with it; of a part, as a policy, its table stands among the needs, too. */
static bool is_suppressed(const struct selection *selection, const struct entry *entry)
{
    const struct filter_options *options = &selection->filter->options;

    for (size_t i = 0; IS_ONE_OF(following_kinds, entry->kind) && i < entry->needs_count; i++) {
        const struct entry *about = entry_find(selection->toc, entry->needs[i]);

        if (about != NULL && is_kind_suppressed(options, about->kind))
            return true;
    }
    return is_kind_suppressed(options, entry->kind);
}

/*
 * --exclude-table-data goes by the table's name: rows and refreshes are its parts. A sequence's value goes by the sequence's, as
 * well that of an identity column, which is a part of its table in all else.
 */
static bool wants_data_of(const struct selection *selection, const struct entry *entry)
{
    const struct entry *relation = entry_find(selection->toc, entry->parent);

    if (is_large_object(entry))
        return true;
    if (relation == NULL)
        relation = entry;
    if (selection->filter->options.no_unlogged_data && mark_has(relation, MARK_UNLOGGED))
        return false;
    if (selection->filter->options.no_foreign_data && strcmp(relation->kind, "FOREIGN TABLE") == 0)
        return false;
    if (strcmp(entry->kind, "SEQUENCE SET") == 0)
        relation = entry;
    return !filter_refuses_rows(selection->filter, relation->schema, relation->name);
}

/* Rights and comments stand in the section of what they are about: they cannot be given before it is made. */
static enum section section_of(const struct selection *selection, const struct entry *entry)
{
    enum section section = entry->section;

    for (size_t i = 0; entry->stage == STAGE_RIGHTS && i < entry->needs_count; i++) {
        const struct entry *about = entry_find(selection->toc, entry->needs[i]);

        if (about != NULL && about->stage < STAGE_RIGHTS && about->section > section)
            section = about->section;
    }
    return section;
}

static bool wants_section(const struct selection *selection, const struct entry *entry)
{
    unsigned sections = selection->filter->options.sections;

    return sections == 0 || sections & 1u << section_of(selection, entry);
}

/*
 * A large object cannot take rows before it is made, and nothing else makes it: it counts as data, with its rights and
 * comments, which a schema without it cannot have.
 */
static bool counts_as_data(const struct selection *selection, const struct entry *entry)
{
    const struct entry *about = entry;

    if (entry->needs_count > 0 && IS_ONE_OF(following_kinds, entry->kind))
        about = entry_find(selection->toc, entry->needs[0]);
    return about != NULL && is_large_object(about);
}

static bool is_kept_value(const struct selection *selection, const struct entry *entry)
{
    return selection->filter->options.sequence_data && strcmp(entry->kind, "SEQUENCE SET") == 0;
}

static bool wants_entry(const struct selection *selection, const struct entry *entry)
{
    const struct filter_options *options = &selection->filter->options;
    bool data = entry->flags & (ENTRY_ROWS | ENTRY_DATA), large = counts_as_data(selection, entry);

    if (entry->stage == STAGE_DATABASE)
        return true;
    if (entry->flags & ENTRY_STATISTICS)
        return options->statistics && wants_data_of(selection, entry); /* they hold values of rows */
    if (options->statistics_only)
        return false;
    if (options->data_only && !data && !large)
        return false;
    if (data && ((options->schema_only && !is_kept_value(selection, entry)) || !wants_data_of(selection, entry)))
        return false;
    if (is_suppressed(selection, entry) || (!large && !wants_section(selection, entry)))
        return false;
    return !(options->no_rights && entry->flags & ENTRY_RIGHTS) &&
           !(options->no_comments && entry->flags & ENTRY_COMMENT);
}

/* wanted[]: by id. in: what is wanted in any case, or NULL. */
static void decide(struct selection *selection, const unsigned char *in)
{
    for (size_t i = 0; i < selection->toc->count; i++) {
        const struct entry *entry = &selection->toc->entries[i];

        selection->wanted[entry->id] = (in != NULL && in[entry->id] != CLOSURE_OUT) || wants_thing(selection, entry);
    }
}

static bool is_refused(struct filter *filter, const struct entry *entry)
{
    const char *schema = strcmp(entry->kind, "SCHEMA") == 0 ? entry->name : entry->schema;

    if (schema != NULL && filter_matches(filter, FILTER_EXCLUDE_SCHEMAS, schema, NULL))
        return true;
    return entry->flags & ENTRY_RELATION && filter_refuses_relation(filter, entry->schema, entry->name);
}

/* With -a the definitions are not restored, but they tell which rows need which. */
static void find_counting(const struct selection *selection, bool *counts)
{
    for (size_t i = 0; i < selection->toc->count; i++) {
        const struct entry *entry = &selection->toc->entries[i];

        counts[entry->id] = selection->wanted[entry->id] && entry->stage != STAGE_DATABASE &&
                            (selection->filter->options.data_only || wants_entry(selection, entry));
    }
}

static void add_dependencies(struct selection *selection)
{
    const struct toc *toc = selection->toc;
    bool *counts = mem_calloc(toc->count + 1, sizeof *counts), *refused = mem_calloc(toc->count + 1, sizeof *refused);
    struct closure closure = {.toc = toc, .counts = counts, .refused = refused, .in = mem_calloc(toc->count + 1, 1)};

    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];
        const struct entry *parent = entry_find(toc, entry->parent);

        refused[entry->id] =
            is_refused(selection->filter, entry) || (parent != NULL && is_refused(selection->filter, parent));
        closure.in[entry->id] = selection->wanted[entry->id] ? CLOSURE_IN : CLOSURE_OUT;
        entry->brought = !selection->wanted[entry->id];
    }
    do {
        decide(selection, closure.in);
        find_counting(selection, counts);
    } while (closure_grow(&closure));
    for (size_t i = 0; i < toc->count; i++)
        toc->entries[i].brought = toc->entries[i].brought && selection->wanted[i + 1];
    free(closure.in);
    free(counts);
    free(refused);
}

void filter_select(struct filter *filter, const struct toc *toc)
{
    struct selection selection = {filter, toc, mem_calloc(toc->count + 1, sizeof(bool))};

    decide(&selection, NULL);
    if (filter->options.with_dependencies)
        add_dependencies(&selection);
    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];

        if (!selection.wanted[entry->id] || !wants_entry(&selection, entry))
            entry->selected = false;
    }
    free(selection.wanted);
}
