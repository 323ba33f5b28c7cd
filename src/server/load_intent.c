/*
 * The target's own catalogs say what stands there and what depends on what (server/standing.h); comparing them with the
 * archive is model/replacement.h. What is dropped is dropped by the target's own statements, in its own order: the
 * archive may be of another version, and knows nothing of what was added since.
 */
#include "server/load_intent.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/drops.h"
#include "model/globals.h"
#include "model/kind.h"
#include "model/naming.h"
#include "model/partitions.h"
#include "server/load_children.h"
#include "server/load_dependents.h"
#include "server/load_emptied.h"
#include "server/load_foreign.h"
#include "server/load_ledger.h"
#include "server/load_place.h"
#include "server/load_preflight.h"
#include "server/load_rename.h"
#include "server/load_subscribed.h"
#include "server/load_support.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAMED = 5 }; /* objects named in one problem */

static void find_existing(struct load *load)
{
    struct naming naming = {.most = MOST_NAMED};
    char *text;

    for (size_t i = 0; i < load->toc->count; i++)
        if (replacement_collides(&load->replacement, &load->toc->entries[i]))
            naming_add(&naming, &load->toc->entries[i]);
    if (naming.count > 0) {
        text = mem_printf("%zu of the archive's objects exist%s already: %s", naming.count,
                          naming.count == 1 ? "s" : "", naming_finish(&naming));
        intent_add_problem(&load->intent, "exists", false, text,
                           "replace what exists with -c, restore into another database, or leave it as it is and "
                           "restore the rest with --keep-going");
        free(text);
    }
    naming_free(&naming);
}

/* A need that neither the restore nor the target brings. */
static const struct entry *find_missing_need(struct load *load, const uint32_t *above, const struct entry *entry)
{
    if (load_preflight_passes_over(load, entry))
        return NULL;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(load->toc, entry->needs[i]);

        if (need != NULL && !need->selected && need->create != NULL && load->replacement.there[need->id - 1] == 0 &&
            !load_rename_lends(load, need) && !partitions_may_lack(load->toc, above, entry, need))
            return need;
    }
    return NULL;
}

/* What all databases share is in no list of what this one has: the server will tell. */
static void find_missing(struct load *load)
{
    const char *hint = load->options.could_bring ? "--with-dependencies brings what is needed and not there"
                                                 : "choose it too, or restore it first";
    uint32_t *above;

    if (globals_are_in(load->toc))
        return;
    above = partitions_above(load->toc);
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        const struct entry *need = entry->selected ? find_missing_need(load, above, entry) : NULL;
        char name[512], other[512], *text;

        if (need == NULL)
            continue;
        text = mem_printf("%s needs %s, which is neither selected nor in the database",
                          entry_describe(entry, name, sizeof name), entry_describe(need, other, sizeof other));
        intent_add_problem(&load->intent, "missing", false, text, hint);
        free(text);
    }
    free(above);
}

static bool is_dropped(const struct load *load, const struct entry *entry)
{
    enum replacement_fate fate = replacement_fate(&load->replacement, entry);

    if (fate == REPLACEMENT_IN_THE_WAY)
        return (load->options.cascade && replacement_may_cascade(entry)) || load_dependents_may(load, entry);
    return fate == REPLACEMENT_REPLACED || fate == REPLACEMENT_EXTRA || fate == REPLACEMENT_GOES_ALONG;
}

/* What a migration has added to a schema of the archive. */
static bool would_be_extra(const struct load *load, const struct entry *entry)
{
    for (size_t i = 0; entry->schema != NULL && i < load->toc->count; i++)
        if (load->toc->entries[i].selected && strcmp(load->toc->entries[i].kind, "SCHEMA") == 0 &&
            strcmp(load->toc->entries[i].name, entry->schema) == 0)
            return !load->options.exact && entry->drop != NULL && entry_fact(load->toc, "left_out") == NULL;
    return false;
}

/* What needs something that comes back. */
static bool can_make_again(const struct load *load, const struct entry *cause)
{
    enum replacement_fate fate = replacement_fate(&load->replacement, cause);

    return fate != REPLACEMENT_EXTRA && fate != REPLACEMENT_IN_THE_WAY;
}

static void report_hindrance(struct load *load, const struct entry *entry)
{
    const struct entry *cause = entry_find(&load->standing, load->replacement.causes[entry->id - 1]);
    char name[512], other[512];
    const char *hint = "move or drop it first, or restore into another database";
    char *text;

    entry_describe(entry, name, sizeof name);
    if (cause == NULL)
        text = mem_printf("%s has the name of something in the archive", name);
    else
        text = mem_printf("%s is not restored, but it needs %s, which would be dropped", name,
                          entry_describe(cause, other, sizeof other));
    if (load->options.clean && replacement_may_cascade(entry))
        hint =
            would_be_extra(load, entry)
                ? "--cascade drops it, --exact all that was added; or restore into another database"
            : cause == NULL || !can_make_again(load, cause)
                ? "--cascade drops it; or restore into another database"
                : "--keep-dependents makes it again afterwards, --cascade drops it; or restore into another database";
    else if (load->options.clean && would_be_extra(load, entry))
        hint = "--exact drops it with all that was added; move it first to keep it, or restore into another database";
    intent_add_problem(&load->intent, "dependent", load->options.clean, text, hint);
    free(text);
}

static const char *reason_of(const struct load *load, const struct entry *entry)
{
    switch (replacement_fate(&load->replacement, entry)) {
    case REPLACEMENT_GOES_ALONG:
        if (replacement_loses(&load->replacement, entry))
            return "part of what is replaced, not in the archive";
        break;
    case REPLACEMENT_EXTRA:
        return "not in the archive (--exact)";
    case REPLACEMENT_IN_THE_WAY:
        return load_dependents_may(load, entry) ? "needs what is replaced (--keep-dependents)"
                                                : "stands in the way (--cascade)";
    case REPLACEMENT_REPLACED:
    case REPLACEMENT_STAYS:
    case REPLACEMENT_KEPT:
        break;
    }
    return NULL;
}

/*
 * What goes along with a dropped relation has no drop of its own. Where the archive has it too that is not told, but an index
 * or a sequence that was added later is lost.
 */
static void tell_losses(struct load *load)
{
    bool *told = mem_calloc(load->standing.count + 1, sizeof *told);

    for (size_t i = 0; i < load->drops_count; i++)
        told[load->drops[i]->id - 1] = true;
    for (size_t i = 0; i < load->standing.count; i++) {
        const struct entry *entry = &load->standing.entries[i];

        if (entry->selected && !told[i] && replacement_loses(&load->replacement, entry))
            intent_add_step(&load->intent, INTENT_DROP, entry, reason_of(load, entry));
    }
    free(told);
}

static void plan_drops(struct load *load)
{
    for (size_t i = 0; i < load->standing.count; i++) {
        struct entry *entry = &load->standing.entries[i];

        entry->selected = is_dropped(load, entry);
        if (!entry->selected && replacement_fate(&load->replacement, entry) == REPLACEMENT_IN_THE_WAY)
            report_hindrance(load, entry);
    }
    load->drops = drops_plan(&load->standing, &load->drops_count);
    for (size_t i = 0; i < load->drops_count; i++)
        intent_add_step(&load->intent, INTENT_DROP, load->drops[i], reason_of(load, load->drops[i]));
    tell_losses(load);
}

static void plan_entry(struct load *load, const struct entry *entry)
{
    struct intent *intent = &load->intent;
    const char *reason = load_rename_reason(load, entry);

    if (reason == NULL && entry->brought)
        reason = "is needed (--with-dependencies)";
    if (reason == NULL && load_place_is(load, entry))
        reason = "in the place of the one that others call";

    if (!entry->selected) {
        intent->left_out++;
        if (entry->brought && load->replacement.there[entry->id - 1] != 0 && kind_find(entry->kind)->main)
            intent_add_step(intent, INTENT_KEEP, entry, "is needed, and there already");
        else if (load->renaming.lent != NULL && load->renaming.lent[entry->id - 1])
            intent_add_step(intent, INTENT_KEEP, entry, reason);
        return;
    }
    if (entry->stage == STAGE_DATABASE && (!load->options.create || load->options.swap != NULL))
        return; /* swap_check tells of its databases itself */
    if (load_preflight_passes_over(load, entry))
        intent_add_step(intent, INTENT_SKIP, entry,
                        entry_is_extended_statistics(entry)
                            ? "servers take the values of extended statistics from PostgreSQL 19 on"
                            : "servers take planner statistics from PostgreSQL 18 on");
    else if (load_ledger_has_all(load, entry))
        intent_add_step(intent, INTENT_KEEP, entry, "is there already");
    else if (((entry->flags & (ENTRY_ROWS | ENTRY_DATA)) != 0 && entry->stage == STAGE_DATA) ||
             entry->flags & ENTRY_STATISTICS)
        intent_add_step(intent, INTENT_LOAD, entry, reason);
    else if (load_foreign_is(load, entry) && entry->stage == STAGE_RIGHTS)
        intent_add_step(intent, INTENT_SKIP, entry, "is of what belongs to another role");
    else if (load->replacement.kept[entry->id - 1] && load_rename_of(load, entry) == NULL)
        intent_add_step(intent, INTENT_KEEP, entry, "is there already");
    else if (replacement_collides(&load->replacement, entry))
        intent_add_step(intent, INTENT_SKIP, entry, "exists");
    else if (entry->create != NULL || load->replacement.kept[entry->id - 1])
        intent_add_step(intent, INTENT_CREATE, entry, reason);
}

/* --resume: groups of large objects whose contents are complete. The catalogs tell no groups. */
static void keep_large_objects(struct load *load)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (strcmp(entry->kind, "LARGE OBJECT DATA") != 0 || !load_ledger_has_all(load, entry))
            continue;
        for (size_t j = 0; j < entry->needs_count; j++) {
            const struct entry *need = entry_find(load->toc, entry->needs[j]);

            if (need != NULL && strcmp(need->kind, "LARGE OBJECTS") == 0)
                load->replacement.kept[need->id - 1] = true;
        }
    }
}

/* To know what stands there is a must where something is dropped; elsewhere a failure is told while it happens. */
bool load_intent_read(struct load *load, struct conn *conn, struct err *err)
{
    struct err cause = ERR_INIT;

    if (load->options.create || load->standing.arena != NULL)
        return true;
    if (standing_read(conn, &load->standing, &cause)) {
        load_rename_note(load);
        return true;
    }
    standing_free(&load->standing);
    if (load->options.clean || load->options.resume || load->options.schemas_count > 0 || cause.cancelled ||
        !conn_is_usable(conn)) {
        *err = cause;
        return false;
    }
    log_warning("what the database holds could not be read, so that nothing can be said of it beforehand: %s",
                cause.message);
    return true;
}

bool load_intent_make(struct load *load, struct conn *conn, struct err *err)
{
    bool clean = load->options.clean && !load->options.create;
    struct replacement_options how = {.clean = clean,
                                      .exact = clean && load->options.exact,
                                      .beside = load->options.schemas_count > 0,
                                      .existed = load->ledger.existed,
                                      .incomplete = load->ledger.incomplete};

    if (!load_intent_read(load, conn, err))
        return false;
    replacement_work_out(&load->replacement, load->toc, &load->standing, &how);
    load_rename_keep(load);
    load->intended = true;
    keep_large_objects(load);
    plan_drops(load);
    if (!load_support_plan_drops(load, conn, err))
        return false;
    if (clean) {
        load_emptied_find(load);
        load_subscribed_check(load, conn);
        if (!load_children_check(load, conn, err))
            return false;
    }
    find_existing(load);
    find_missing(load);
    if (!load_foreign_find(load, conn, err))
        return false;
    for (size_t i = 0; i < load->toc->count; i++)
        plan_entry(load, &load->toc->entries[i]);
    load_dependents_plan(load);
    return load_rename_plan(load, conn, err) && load_preflight(load, conn, err);
}

/* Where none are taken, the values of extended statistics go without saying. */
static void tell_statistics(const struct load *load)
{
    unsigned wanted = load->server_major < 18 ? 18 : 19;
    size_t count = 0;

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        count += entry->selected && entry_statistics_major(entry) == wanted && wanted > load->server_major;
    }
    if (count > 0)
        (load->options.statistics_asked ? log_warning : log_verbose)(
            "%s statistics of %zu relation%s are left out: servers take them from PostgreSQL %u on%s",
            wanted == 18 ? "planner" : "the values of extended", count, count == 1 ? "" : "s", wanted,
            load->options.analyze ? "" : "; run ANALYZE, or restore with --analyze");
}

/* The partitions of a table that are neither restored nor there, where no other is; else 0. */
static size_t count_lacking(const struct load *load, const uint32_t *above, const struct entry *table)
{
    size_t count = 0;

    for (uint32_t id = 1; id <= load->toc->count; id++) {
        if (above[id] != table->id)
            continue;
        if (load->toc->entries[id - 1].selected || load->replacement.there[id - 1] != 0)
            return 0;
        count++;
    }
    return count;
}

/* Whoever chooses a partitioned table may think that its rows are in it. */
static void tell_partitions(const struct load *load)
{
    uint32_t *above = partitions_above(load->toc);
    bool *is_root = mem_calloc(load->toc->count + 1, sizeof *is_root);

    for (uint32_t id = 1; id <= load->toc->count; id++)
        is_root[above[id]] = true;
    for (uint32_t id = 1; id <= load->toc->count; id++) {
        const struct entry *table = &load->toc->entries[id - 1];
        size_t count = is_root[id] && load_preflight_makes(load, table) ? count_lacking(load, above, table) : 0;
        char name[512];

        if (count > 0)
            log_warning("%s is restored without its %zu partition%s%s", entry_describe(table, name, sizeof name), count,
                        count == 1 ? "" : "s",
                        table->brought ? "" : ": --with-dependencies brings them, with their rows");
    }
    free(is_root);
    free(above);
}

void load_intent_tell(const struct load *load)
{
    tell_partitions(load);
    tell_statistics(load);
    load_foreign_tell(load);
    load_subscribed_tell(load);
    for (size_t i = 0; i < load->intent.steps_count; i++) {
        const struct intent_step *step = &load->intent.steps[i];
        char name[512];
        bool lost;

        if (step->action != INTENT_DROP || step->why == NULL || load->options.create)
            continue;
        lost = replacement_fate(&load->replacement, step->entry) == REPLACEMENT_IN_THE_WAY &&
               !load_dependents_may(load, step->entry);
        (lost ? log_info : log_verbose)("drops %s: %s", entry_describe(step->entry, name, sizeof name), step->why);
    }
}

void load_intent_free(struct load *load)
{
    if (load->intended)
        replacement_free(&load->replacement);
    free(load->drops);
    intent_free(&load->intent);
    load_rename_free(load);
    free(load->foreign);
    standing_free(&load->standing);
}
