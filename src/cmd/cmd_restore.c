/*
 * pgsnap restore: an archive into a live database, or into an SQL script.
 */
#include "cmd/command.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "base/log.h"
#include "cmd/failures.h"
#include "cmd/intake.h"
#include "cmd/json_preview.h"
#include "cmd/pick_list.h"
#include "cmd/preview.h"
#include "cmd/recheck.h"
#include "cmd/report.h"
#include "cmd/restore_check.h"
#include "cmd/restore_options.h"
#include "cmd/stopper.h"
#include "cmd/swap_restore.h"
#include "engine/relay.h"
#include "model/globals.h"
#include "model/kind.h"
#include "script/script.h"
#include "server/load.h"
#include "store/store.h"
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) .offset = offsetof(struct restore_options, field)

/* clang-format off */
static const struct opt restore_table[] = {
    {.letter = 'F', .name = "format", .type = OPT_TEXT, AT(format),
     .argument = "FORMAT", .help = "accepted: the archive says what it is", .group = "Restore"},
    {.letter = 'c', .name = "clean", .type = OPT_FLAG, AT(clean),
     .help = "drop first what the archive will create"},
    {.name = "if-exists", .type = OPT_FLAG, AT(if_exists), .help = "accepted: --clean drops only what exists"},
    {.name = "cascade", .type = OPT_FLAG, AT(cascade),
     .help = "with --clean: drop also what stands in the way, unless it holds rows"},
    {.name = "keep-dependents", .type = OPT_FLAG, AT(keep_dependents),
     .help = "with --clean: make again what needs what is replaced; one transaction"},
    {.name = "exact", .type = OPT_FLAG, AT(exact),
     .help = "as --clean, and drop what else is in the archive's schemas"},
    {.name = "lock-wait-timeout", .type = OPT_TIME, AT(lock_wait_timeout),
     .argument = "TIME", .help = "with --clean: fail when what is to be dropped stays locked for so long"},
    {.name = "resume", .type = OPT_FLAG, AT(resume), .help = "go on with a restore that was interrupted"},
    {.name = "dry-run", .type = OPT_FLAG, AT(dry_run), .help = "show what would be done and what would fail; change nothing"},
    {.name = "json", .type = OPT_FLAG, AT(json), .help = "with --dry-run: as JSON"},
    {.name = "spool", .type = OPT_TEXT, AT(spool),
     .argument = "DIR", .help = "keep an archive from a pipe in DIR until it is checked"},
    {.name = "no-spool", .type = OPT_FLAG, AT(no_spool), .help = "restore an archive from a pipe as it comes, also with --clean and --data-only"},
    {.letter = 'C', .name = "create", .type = OPT_FLAG, AT(create),
     .help = "create the archive's database; -d names one to connect to first"},
    {.name = "swap", .type = OPT_FLAG, AT(swap),
     .help = "restore into a new database, check it, and put it in place of the one that -d names"},
    {.name = "swap-back", .type = OPT_FLAG, AT(swap_back), .help = "return to the database that --swap put away"},
    {.name = "kept", .type = OPT_TEXT, AT(kept),
     .argument = "NAME", .help = "with --swap-back: return to this one, not to the newest"},
    {.name = "end-connections", .type = OPT_FLAG, AT(end_connections),
     .help = "with --swap, --swap-back: end the sessions that use the database"},
    {.name = "maintenance-db", .type = OPT_TEXT, AT(maintenance),
     .argument = "NAME", .help = "with --swap, --swap-back: the database to connect to meanwhile"},
    {.letter = 'j', .name = "jobs", .type = OPT_NUMBER, AT(lanes),
     .argument = "N", .help = "number of lanes, each one connection", .minimum = 1, .maximum = OPTIONS_MOST_LANES},
    {.name = "keep-order", .type = OPT_FLAG, AT(keep_order),
     .help = "store each table's rows in the order in which they were stored"},
    {.letter = '1', .name = "single-transaction", .type = OPT_FLAG, AT(single_transaction),
     .help = "all or nothing, on one lane"},
    {.name = "transaction-size", .type = OPT_NUMBER, AT(transaction_size),
     .argument = "N", .help = "transactions of N objects, also with --clean; implies --exit-on-error", .minimum = 1,
     .maximum = INT_MAX},
    {.letter = 'e', .name = "exit-on-error", .type = OPT_FLAG, AT(exit_on_error),
     .help = "stop at the first object that fails"},
    {.name = "keep-going", .type = OPT_FLAG, AT(keep_going), .help = "restore what can be restored, and tell what not"},
    {.letter = 'O', .name = "no-owner", .type = OPT_FLAG, AT(no_owner), .help = "do not set owners"},
    {.name = "rename-schema", .type = OPT_LIST, AT(rename_schema),
     .argument = "OLD=NEW", .help = "restore the schema OLD as NEW, beside the one that is there"},
    {.name = "rename-table", .type = OPT_LIST, AT(rename_table),
     .argument = "OLD=NEW", .help = "restore the table SCHEMA.OLD as NEW in the same schema"},
    {.name = "role-map", .type = OPT_LIST, AT(role_map),
     .argument = "OLD=NEW", .help = "what was OLD's is NEW's: owners, rights, policies"},
    {.name = "disable-triggers", .type = OPT_FLAG, AT(disable_triggers),
     .help = "with --data-only: no triggers and foreign keys while loading"},
    {.name = "check", .type = OPT_FLAG, AT(check),
     .help = "compare the restored objects and rows with the archive's at the end"},
    {.name = "analyze", .type = OPT_FLAG, AT(analyze), .help = "ANALYZE each restored table at the end"},
    {.letter = 'l', .name = "list", .type = OPT_FLAG, AT(list),
     .help = "print what would be restored as lines for --use-list, and end", .group = "List"},
    {.letter = 'L', .name = "use-list", .type = OPT_TEXT, AT(use_list),
     .argument = "FILE", .help = "restore only what the lines of this file name"},
    {.letter = 'f', .name = "file", .type = OPT_TEXT, AT(file),
     .argument = "FILE", .help = "write an SQL script to FILE or - instead of restoring", .group = "Script"},
    OPTIONS_SCRIPT(struct restore_options, script),
    OPTIONS_ABSENT,
    {.name = "filter", .type = OPT_ABSENT, .argument = "FILE",
     .help = "choose with -n, -t, -P, -I and --trigger, or from a list (-l, -L)"},
    {.name = "enable-row-security", .type = OPT_ABSENT, .help = "COPY cannot load rows past policies: restore as their table's owner"},
    {.name = "no-data-for-failed-tables", .type = OPT_ABSENT,
     .help = "leave it out: rows of a table that could not be made are never loaded"},
    OPTIONS_CONNECTION(struct restore_options, connection),
    OPTIONS_SELECTION(struct restore_options, selection),
    {.letter = 'P', .name = "function", .type = OPT_LIST, AT(selection.functions),
     .argument = "NAME", .help = "only this function, procedure or aggregate: name(types), or name for all of it"},
    {.letter = 'I', .name = "index", .type = OPT_LIST, AT(selection.indexes), .argument = "NAME", .help = "only this index"},
    {.name = "trigger", .type = OPT_LIST, AT(selection.triggers), .argument = "NAME", .help = "only this trigger"},
    OPTIONS_SUPPRESSION(struct restore_options, selection),
    {.name = "with-dependencies", .type = OPT_FLAG, AT(selection.with_dependencies),
     .help = "with -n, -t: also what they need, as far as it is not there"},
    OPTIONS_STATISTICS(struct restore_options, selection),
    OPTIONS_MESSAGES(struct restore_options, messages),
};
/* clang-format on */

#undef AT

static bool is_selected(const struct toc *toc, uint32_t id)
{
    const struct entry *entry = entry_find(toc, id);

    return entry != NULL && entry->selected;
}

/* Some rows go into something that this restore does not make: it may have foreign keys already. */
static bool fills_what_exists(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        bool made = is_selected(toc, entry->parent);

        for (size_t j = 0; j < entry->needs_count; j++)
            made = made || is_selected(toc, entry->needs[j]);
        if (entry->selected && (entry->flags & ENTRY_ROWS) && !made)
            return true;
    }
    return false;
}

/* No table is so much larger than the others that all lanes but one would be idle while its rows are loaded. */
static bool are_balanced(const struct toc *toc, unsigned lanes)
{
    uint64_t total = 0, largest = 0;

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (!entry->selected || (entry->flags & ENTRY_ROWS) == 0)
            continue;
        total += entry->counts.bytes;
        largest = entry->counts.bytes > largest ? entry->counts.bytes : largest;
    }
    return lanes == 1 || largest <= total / lanes + total / (4 * lanes);
}

/* Each lane loads whole tables, where that spares the server its WAL. */
static bool choose_whole_tables(const struct restore_options *options, struct source *source, struct sink *sink,
                                const struct toc *toc, struct err *err)
{
    bool whole = false;

    if (!options->can_seek || options->keep_order || options->dry_run || options->single_transaction ||
        options->selection.data_only || fills_what_exists(toc) || !are_balanced(toc, options->lanes))
        return true;
    if (!load_takes_whole_tables(sink, toc, &whole, err))
        return false;
    if (whole)
        reader_set_by_table(source);
    return true;
}

/*
 * Rows that others refer to must be there first when the target has its foreign keys already: they are then loaded in
 * the archive's order, one table after the other, on one lane. A script is written by one lane in any case.
 */
static void choose_order(struct restore_options *options, struct source *source, const struct toc *toc)
{
    if (options->file != NULL || (!options->disable_triggers && fills_what_exists(toc))) {
        options->lanes = 1;
        reader_set_by_entry(source);
    } else if (options->keep_order) {
        if (!options->can_seek)
            options->lanes = 1;
        reader_set_by_table(source);
    }
}

static bool check_row_order(const struct toc *toc, struct err *err)
{
    const char *order = entry_fact(toc, "row_order");

    if (order != NULL && strcmp(order, "stored") == 0)
        return true;
    err_set(err, ERR_FAILED, "the archive does not have the rows in the order in which they were stored");
    return err_hint(err, "dump with --keep-order or on one lane; or restore without --keep-order");
}

static bool into_script(const struct restore_options *options, struct source *source, const struct toc *toc,
                        struct err *err)
{
    struct script_options how = {.restrict_key = options->script.restrict_key,
                                 .rows_per_insert = options->rows_per_insert,
                                 .on_conflict_do_nothing = options->script.on_conflict_do_nothing,
                                 .disable_triggers = options->disable_triggers,
                                 .no_owner = options->no_owner,
                                 .clean = options->clean,
                                 .data_only = options->selection.data_only,
                                 .create_database = options->create};
    struct relay_options relay = {.lanes = 1,
                                  .define = true,
                                  .define_database = options->create,
                                  .define_in_order = true,
                                  .what = "writing",
                                  .progress = !options->messages.quiet};
    struct relay_totals totals = {0};
    struct store *store;

    if (!store_create(options->file, true, &store, err))
        return false;

    struct sink *sink = script_new(store, &how);
    bool good = relay_run(source, sink, toc, &relay, &totals, err);
    log_progress_end();
    free(totals.entries);
    sink->ops->close(sink);
    return good;
}

/* -C restores into a database of the archive's name, whatever -d says. */
static bool check_restored(const struct restore_options *options, const struct toc *toc, const struct counts *counts,
                           struct err *err)
{
    struct recheck_options how = {.connection = &options->connection,
                                  .override_dbname = options->create ? entry_fact(toc, "database") : NULL,
                                  .selection = &options->selection,
                                  .archive = options->archive,
                                  .lanes = options->lanes,
                                  .no_owner = options->no_owner,
                                  .roles_mapped = options->role_map.count > 0,
                                  .progress = !options->messages.quiet};

    return recheck_restored(toc, counts, &how, err);
}

/* With --resume what was to be dropped or created is, and the same options may be given again. */
static struct sink *open_server(const struct restore_options *options, const char *identity)
{
    struct load_options how;

    restore_options_load(options, &how);
    how.archive = identity;
    if (options->resume) {
        how.resume = true;
        how.created = options->create;
        how.clean = how.exact = how.cascade = how.create = false;
    }
    return load_new(&how);
}

/* --dry-run: its exit status tells whether the restore would begin. */
static bool preview(const struct restore_options *options, struct sink *sink, const struct toc *toc, struct err *err)
{
    bool good = load_look(sink, toc, err);

    if (good) {
        const struct intent *intent = load_intent(sink);

        (options->json ? json_preview_print : preview_print)(intent);
        if (intent->problems_count > 0)
            good = err_set(err, ERR_FAILED, "the restore would not go well: %zu problem%s", intent->problems_count,
                           intent->problems_count == 1 ? "" : "s");
    }
    return good;
}

/* What is to be done first is said already; the server ends its hints with a full stop. */
static void add_hint(struct err *err, const char *then)
{
    size_t length = strlen(err->hint);
    char *hint;

    while (length > 0 && err->hint[length - 1] == '.')
        length--;
    hint = mem_printf("%.*s%s%s", (int)length, err->hint, length == 0 ? "" : "; then ", then);

    err->hint[0] = '\0';
    err_hint(err, "%s", hint);
    free(hint);
}

/* What can be done after a restore that did not come to its end. */
static void advise(const struct restore_options *options, const struct sink *sink, bool loaded, struct err *err)
{
    if (load_is_dropping(sink))
        add_hint(err, "the same command again goes on: it drops what is left");
    else if (load_can_resume(sink))
        add_hint(err, options->can_seek ? "go on with the same command and --resume, or start anew with --clean"
                                        : "go on with the same archive and --resume (another dump will not do), or "
                                          "start anew with --clean");
    else if (err->cancelled && loaded && !options->single_transaction)
        err_hint(err, "the database has a part of the archive now; restore it again with --clean, or drop it");
}

static bool into_server(const struct restore_options *options, struct source *source, struct sink *sink,
                        const struct toc *toc, struct err *err)
{
    struct relay_options relay = {.lanes = options->lanes,
                                  .define = true,
                                  .define_database = options->create,
                                  .define_in_order =
                                      options->clean && !options->create && options->transaction_size == 0,
                                  .what = "restoring",
                                  .progress = !options->messages.quiet};
    struct relay_totals totals = {0};

    bool good = relay_run(source, sink, toc, &relay, &totals, err);
    log_progress_end();
    if (good) {
        report_done(toc, &totals.all, 0, totals.seconds);
        failures_report_migrations(sink);
    } else
        advise(options, sink, totals.all.blocks > 0, err);
    bool restored = good;
    good = failures_report(sink, toc, err) && good;
    if (restored && options->check)
        good = check_restored(options, toc, totals.entries, err) && good;
    free(totals.entries);
    return good;
}

static void tell_brought(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        const struct kind *kind = kind_find(entry->kind);
        char name[512];

        if (entry->selected && entry->brought && kind != NULL && kind->main && entry->parent == 0)
            log_verbose("brings %s, because it is needed", entry_describe(entry, name, sizeof name));
    }
}

static bool restore_to_server(struct restore_options *options, struct source *source, struct toc *toc, struct err *err)
{
    struct reader_info info;
    char identity[17];

    reader_info(source, &info);
    snprintf(identity, sizeof identity, "%016" PRIx64, info.identity);

    struct sink *sink = open_server(options, identity);
    bool adapts = options->selection.with_dependencies || options->role_map.count > 0 || globals_are_in(toc);
    bool good = !adapts || load_adapt(sink, toc, err);

    if (good) {
        tell_brought(toc);
        choose_order(options, source, toc);
        good = choose_whole_tables(options, source, sink, toc, err) &&
               (options->dry_run ? preview(options, sink, toc, err) : into_server(options, source, sink, toc, err));
    }
    sink->ops->close(sink);
    return good;
}

static bool restore_source(struct restore_options *options, struct source *source, struct err *err)
{
    struct toc *toc;
    struct filter *filter;

    if (!stopper_open(source, options->lanes, &toc, err))
        return false;
    if (!options_filter(&options->selection, entry_fact(toc, "database"), &filter, err))
        return false;
    if (!filter_check_database(filter, entry_fact(toc, "database"), err)) {
        filter_free(filter);
        return false;
    }
    filter_select(filter, toc);

    struct edit_options edit = options_edit(&options->selection);
    edit_toc(toc, &edit);
    if (edit.no_tablespaces)
        globals_leave_out_tablespaces(toc);

    bool good =
        filter_check_used(filter, err) && (options->use_list == NULL || pick_list_apply(options->use_list, toc, err));
    filter_free(filter);
    if (!good)
        return false;
    if (options->list) {
        pick_list_print(toc, options->archive);
        return true;
    }
    if (globals_are_in(toc) && !restore_check_globals(options, err))
        return false;
    renaming_cut(&options->renaming, toc);
    if ((options->keep_order && !check_row_order(toc, err)) || (options->exact && !restore_check_whole(toc, err)) ||
        (options->clean && !restore_check_definitions(toc, err)) || !renaming_check(&options->renaming, toc, err))
        return false;
    if (options->swap) {
        struct swap_restore_options how;

        choose_order(options, source, toc);
        restore_options_swap(options, &how);
        return swap_restore_run(&how, source, toc, err);
    }
    if (options->file == NULL)
        return restore_to_server(options, source, toc, err);
    if (globals_are_in(toc))
        globals_choose(toc, NULL, options->clean);
    tell_brought(toc);
    choose_order(options, source, toc);
    return into_script(options, source, toc, err);
}

static bool restore_parsed(struct restore_options *options, struct err *err)
{
    struct store *store;

    if (!restore_options_settle(options, err))
        return false;
    if (options->swap_back) {
        struct swap_restore_options back;

        restore_options_swap(options, &back);
        return swap_restore_back(&back, err);
    }

    struct intake_options intake = {.archive = options->archive,
                                    .prove = (options->clean || options->swap) && !options->resume &&
                                             options->file == NULL && !options->list,
                                    .in_order = options->selection.data_only && !options->disable_triggers &&
                                                options->file == NULL && !options->list,
                                    .folder = options->spool,
                                    .no_spool = options->no_spool || options->dry_run || options->swap,
                                    .lanes = options->lanes,
                                    .progress = !options->messages.quiet};

    if (!intake_open(&intake, &store, err))
        return false;

    options->can_seek = store_can_seek(store);

    struct reader_options how = {.mode = options->can_seek ? READER_SEEK : READER_STREAM};
    struct source *source = reader_new(store, &how);
    bool good = restore_source(options, source, err);
    source->ops->close(source);
    return good;
}

static bool restore_run(int argc, char **argv, struct err *err)
{
    struct restore_options options = {.archive = "-"};
    size_t count = 0;
    bool good = opt_parse(restore_table, sizeof restore_table / sizeof restore_table[0], argc, argv, &options,
                          &options.archive, 1, &count, err);

    if (good)
        options_start_log("restore", &options.messages);
    good = good && restore_parsed(&options, err);
    restore_options_free(&options);
    return good;
}

const struct command cmd_restore = {
    .name = "restore",
    .arguments = "[ARCHIVE]",
    .summary = "brings a database back from an archive",
    .options = restore_table,
    .options_count = sizeof restore_table / sizeof restore_table[0],
    .run = restore_run,
};
