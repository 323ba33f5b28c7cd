/*
 * pgsnap restore: an archive into a live database, or into an SQL script.
 */
#include "cmd/command.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "base/log.h"
#include "cmd/failures.h"
#include "cmd/options.h"
#include "cmd/proof.h"
#include "cmd/recheck.h"
#include "cmd/report.h"
#include "cmd/stopper.h"
#include "engine/relay.h"
#include "script/script.h"
#include "server/load.h"
#include "store/store.h"
#include <stdlib.h>
#include <string.h>

struct restore_options {
    struct connection_options connection;
    struct selection_options selection;
    struct message_options messages;
    const char *archive, *file, *restrict_key;
    unsigned lanes;
    bool clean, create, no_owner, single_transaction, exit_on_error, disable_triggers, check;
};

#define AT(field) .offset = offsetof(struct restore_options, field)

/* clang-format off */
static const struct opt restore_table[] = {
    {.letter = 'c', .name = "clean", .type = OPT_FLAG, AT(clean),
     .help = "drop first what the archive will create", .group = "Restore"},
    {.letter = 'C', .name = "create", .type = OPT_FLAG, AT(create),
     .help = "create the archive's database; -d names one to connect to first"},
    {.letter = 'j', .name = "jobs", .type = OPT_NUMBER, AT(lanes),
     .argument = "N", .help = "number of lanes, each one connection", .minimum = 1, .maximum = OPTIONS_MOST_LANES},
    {.letter = '1', .name = "single-transaction", .type = OPT_FLAG, AT(single_transaction),
     .help = "all or nothing, on one lane"},
    {.letter = 'e', .name = "exit-on-error", .type = OPT_FLAG, AT(exit_on_error),
     .help = "stop at the first object that fails"},
    {.letter = 'O', .name = "no-owner", .type = OPT_FLAG, AT(no_owner), .help = "do not set owners"},
    {.name = "disable-triggers", .type = OPT_FLAG, AT(disable_triggers),
     .help = "with --data-only: no triggers and foreign keys while loading"},
    {.name = "check", .type = OPT_FLAG, AT(check),
     .help = "compare the restored objects and rows with the archive's at the end"},
    {.letter = 'f', .name = "file", .type = OPT_TEXT, AT(file),
     .argument = "FILE", .help = "write an SQL script to FILE or - instead of restoring", .group = "Script"},
    {.name = "restrict-key", .type = OPT_TEXT, AT(restrict_key),
     .argument = "KEY", .help = "use this key for \\restrict, not one made at random"},
    OPTIONS_CONNECTION(struct restore_options, connection),
    OPTIONS_SELECTION(struct restore_options, selection),
    OPTIONS_MESSAGES(struct restore_options, messages),
};
/* clang-format on */

#undef AT

static bool check_options(const struct restore_options *options, struct err *err)
{
    const struct selection_options *selection = &options->selection;

    if (options->file != NULL && options->connection.dbname != NULL)
        return err_set(err, ERR_USAGE, "--file and --dbname exclude each other");
    if (options->file == NULL && !options_names_database(&options->connection)) {
        err_set(err, ERR_USAGE, "no database is named");
        return err_hint(err, "say where to restore with --dbname, or write a script with --file");
    }
    if (options->clean && selection->data_only)
        return err_set(err, ERR_USAGE, "--clean and --data-only exclude each other");
    if (options->create && selection->data_only)
        return err_set(err, ERR_USAGE, "--create and --data-only exclude each other");
    if (options->create && options->single_transaction)
        return err_set(err, ERR_USAGE,
                       "--create and --single-transaction exclude each other: "
                       "a database cannot be created in a transaction");
    if (options->single_transaction && options->lanes > 1)
        return err_set(err, ERR_USAGE, "--single-transaction works on one lane: leave --jobs out");
    if (options->disable_triggers && !selection->data_only)
        return err_set(err, ERR_USAGE,
                       "--disable-triggers is only for --data-only: "
                       "a whole restore makes triggers after the rows");
    if (options->file != NULL &&
        (options->lanes > 1 || options->single_transaction || options->exit_on_error || options->disable_triggers))
        return err_set(err, ERR_USAGE,
                       "--jobs, --single-transaction, --exit-on-error and --disable-triggers "
                       "are not for --file");
    if (options->file != NULL && options->check)
        return err_set(err, ERR_USAGE, "--check is not for --file: there is no database to look at");
    if (options->restrict_key != NULL && options->file == NULL)
        return err_set(err, ERR_USAGE, "--restrict-key is only for --file");
    return true;
}

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

/*
 * Rows that others refer to must be there first when the target has its foreign keys already: they are then loaded in
 * the archive's order, one table after the other, on one lane. A script is written by one lane in any case.
 */
static void choose_order(struct restore_options *options, struct source *source, const struct toc *toc)
{
    if (options->file != NULL || (!options->disable_triggers && fills_what_exists(toc))) {
        options->lanes = 1;
        reader_set_by_entry(source);
    }
}

static bool into_script(const struct restore_options *options, struct source *source, const struct toc *toc,
                        struct err *err)
{
    struct script_options how = {.restrict_key = options->restrict_key,
                                 .no_owner = options->no_owner,
                                 .clean = options->clean,
                                 .data_only = options->selection.data_only,
                                 .create_database = options->create};
    struct relay_options relay = {.lanes = 1,
                                  .define = true,
                                  .define_database = options->create,
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
                                  .progress = !options->messages.quiet};

    return recheck_restored(toc, counts, &how, err);
}

static bool into_server(const struct restore_options *options, struct source *source, const struct toc *toc,
                        struct err *err)
{
    struct load_options how = {.clean = options->clean,
                               .create = options->create,
                               .no_owner = options->no_owner,
                               .single_transaction = options->single_transaction,
                               .exit_on_error = options->exit_on_error,
                               .disable_triggers = options->disable_triggers,
                               .data_only = options->selection.data_only};
    struct relay_options relay = {.lanes = options->lanes,
                                  .define = true,
                                  .define_database = options->create,
                                  .what = "restoring",
                                  .progress = !options->messages.quiet};
    struct relay_totals totals = {0};

    options_target(&options->connection, &how.target);

    struct sink *sink = load_new(&how);
    bool good = relay_run(source, sink, toc, &relay, &totals, err);
    log_progress_end();
    if (good) {
        report_done(toc, &totals.all, 0, totals.seconds);
        failures_report_migrations(sink);
    }
    bool restored = good;
    good = failures_report(sink, toc, err) && good;
    if (restored && options->check)
        good = check_restored(options, toc, totals.entries, err) && good;
    free(totals.entries);
    sink->ops->close(sink);
    return good;
}

/* Nothing is dropped before every stored byte has been checked; a pipe can only be checked as it goes by. */
static bool prove_first(const struct restore_options *options, struct err *err)
{
    struct proof proof;
    struct proof_options how = {.lanes = options->lanes, .quick = true, .progress = !options->messages.quiet};
    bool good = proof_read(options->archive, &how, &proof, err);

    log_progress_end();
    if (good)
        log_verbose("archive checked in %.1f s", proof.seconds);
    else if (!err->cancelled)
        err_hint(err, "nothing was changed; \"pgsnap verify\" shows all that is damaged");
    proof_free(&proof);
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
    filter_select(filter, toc);

    bool good = filter_check_used(filter, err);
    filter_free(filter);
    if (!good)
        return false;
    choose_order(options, source, toc);
    return options->file != NULL ? into_script(options, source, toc, err) : into_server(options, source, toc, err);
}

static bool restore_parsed(struct restore_options *options, struct err *err)
{
    struct store *store;

    if (!check_options(options, err))
        return false;
    if (options->single_transaction)
        options->lanes = 1;
    else if (options->lanes == 0)
        options->lanes = options_default_lanes();
    if (!store_open(options->archive, &store, err))
        return false;

    bool seekable = store_can_seek(store);
    if (seekable && options->clean && options->file == NULL && !prove_first(options, err)) {
        store_close(store);
        return false;
    }

    struct reader_options how = {.mode = seekable ? READER_SEEK : READER_STREAM};
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
    options_free_selection(&options.selection);
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
