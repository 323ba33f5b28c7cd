#include "engine/phases.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/*
 * What rows need is defined in toc order, by one lane, but for runs of tables and sequences: they do not get into each
 * other's way, however many sessions make them, and in a database of thousands of tables they take most of the time. Such a run is
 * handed out to all lanes. What comes before it in the toc is made before it, and what comes after it after it: nothing
 * relies on the needs alone, which do not know what is inside the body of a function.
 *
 * How to add a kind: a row, when two of that kind, or one and any other of these, never wait for each other.
 */
static const char *const independent_kinds[] = {"SEQUENCE", "TABLE", "SEQUENCE OWNED BY"};

static bool is_table(const struct entry *entry)
{
    return strcmp(entry->kind, "TABLE") == 0 || strcmp(entry->kind, "FOREIGN TABLE") == 0;
}

/* A child by inheritance locks its parent, and no two sessions may change the parent at the same time. */
static bool has_parent(const struct toc *toc, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need != NULL && is_table(need))
            return true;
    }
    return false;
}

static bool is_independent(const struct toc *toc, const struct entry *entry)
{
    if (is_table(entry) && has_parent(toc, entry))
        return false;
    for (size_t i = 0; i < sizeof independent_kinds / sizeof independent_kinds[0]; i++)
        if (strcmp(entry->kind, independent_kinds[i]) == 0)
            return true;
    return false;
}

static struct phase *add(struct phases *phases, enum phase_kind kind)
{
    phases->list = mem_resize(phases->list, phases->count + 1, sizeof *phases->list);
    phases->list[phases->count] = (struct phase){.kind = kind};
    return &phases->list[phases->count++];
}

static void add_plan(struct phases *phases, const struct toc *toc, const struct plan_scope *scope)
{
    add(phases, PHASE_PLANNED)->plan = plan_new(toc, scope);
}

/* Entries that lane 0 defines; those from one such phase to the next become one. */
static void add_in_order(struct phases *phases, uint32_t first, uint32_t last)
{
    struct phase *phase = phases->count > 0 ? &phases->list[phases->count - 1] : NULL;

    if (phase == NULL || phase->kind != PHASE_IN_ORDER) {
        phase = add(phases, PHASE_IN_ORDER);
        phase->first = first;
        phase->from = STAGE_DATABASE;
        phase->to = STAGE_PRE;
    }
    phase->last = last;
}

static bool is_before_rows(const struct toc *toc, const struct entry *entry, const struct phases_options *options)
{
    return entry->stage <= STAGE_PRE && batch_wants(toc, entry, options->database);
}

/*
 * How many entries from id `first` on all lanes may define. *last: the end of that run, with the entries between that
 * nobody defines, or `first` when there is none.
 */
static size_t find_run(const struct toc *toc, const struct phases_options *options, uint32_t first, uint32_t *last)
{
    size_t length = 0;

    *last = first;
    for (size_t i = first - 1; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        bool wanted = is_before_rows(toc, entry, options);

        if (entry->stage > STAGE_PRE || (wanted && !is_independent(toc, entry)))
            break;
        *last = entry->id;
        length += wanted;
    }
    return length;
}

static void add_before_rows(struct phases *phases, const struct toc *toc, const struct phases_options *options)
{
    struct plan_scope scope = {.stage = STAGE_PRE, .lanes = options->lanes, .database = options->database};
    uint32_t id = 1;

    while (id <= toc->count) {
        size_t length = find_run(toc, options, id, &scope.last);

        scope.first = id;
        if (length >= PHASES_LEAST_RUN && options->lanes > 1 && !options->in_order)
            add_plan(phases, toc, &scope);
        else
            add_in_order(phases, id, scope.last);
        id = scope.last + 1;
    }
}

static void add_stage(struct phases *phases, const struct toc *toc, const struct phases_options *options,
                      enum stage stage)
{
    struct plan_scope scope = {.stage = stage,
                               .first = 1,
                               .last = (uint32_t)toc->count,
                               .lanes = options->lanes,
                               .database = options->database};

    add_plan(phases, toc, &scope);
}

/* Something of the stages is to be defined. */
static bool has_any(const struct toc *toc, const struct phases_options *options, enum stage from, enum stage to)
{
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].stage >= from && toc->entries[i].stage <= to &&
            batch_wants(toc, &toc->entries[i], options->database))
            return true;
    return false;
}

/*
 * Sequences get their values before the rows come, and where one lane makes the schema as part of that: who inserts into a new
 * table meanwhile gets other numbers than the rows have, and the keys can be made afterwards. In a schema that was there they
 * get them after the rows, as its triggers may take some.
 */
static void add_values(struct phases *phases, const struct toc *toc, const struct phases_options *options)
{
    struct phase *phase;

    if (!options->in_order) {
        add_stage(phases, toc, options, STAGE_DATA);
        return;
    }
    phase = add(phases, PHASE_IN_ORDER);
    phase->first = 1;
    phase->last = (uint32_t)toc->count;
    phase->from = phase->to = STAGE_DATA;
}

void phases_make(struct phases *phases, const struct toc *toc, const struct phases_options *options)
{
    bool early = has_any(toc, options, STAGE_DATABASE, STAGE_PRE);

    *phases = (struct phases){0};
    if (options->define)
        add_before_rows(phases, toc, options);
    if (options->define && early && has_any(toc, options, STAGE_DATA, STAGE_DATA))
        add_values(phases, toc, options);
    add(phases, PHASE_ROWS);
    if (!options->define)
        return;
    for (enum stage stage = early ? STAGE_POST : STAGE_DATA; stage <= STAGE_LAST; stage++)
        add_stage(phases, toc, options, stage);
}

void phases_free(struct phases *phases)
{
    for (size_t i = 0; i < phases->count; i++)
        plan_free(phases->list[i].plan);
    free(phases->list);
}

void phases_stop(const struct phases *phases)
{
    for (size_t i = 0; i < phases->count; i++)
        if (phases->list[i].plan != NULL)
            plan_stop(phases->list[i].plan);
}
