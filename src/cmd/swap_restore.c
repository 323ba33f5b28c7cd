#include "cmd/swap_restore.h"

#include "base/log.h"
#include "cmd/failures.h"
#include "cmd/json_preview.h"
#include "cmd/preview.h"
#include "cmd/recheck.h"
#include "cmd/report.h"
#include "engine/relay.h"
#include "engine/watch.h"
#include "server/load.h"
#include "server/swap.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

bool swap_restore_check(const struct swap_restore_options *options, struct err *err)
{
    const struct selection_options *selection = options->selection;

    if (selection->schemas.count + selection->exclude_schemas.count + selection->tables.count +
                selection->exclude_tables.count + selection->exclude_data.count >
            0 ||
        options_names_parts(selection) || selection->section_mask != 0 || selection->schema_only ||
        selection->data_only || selection->large_objects || selection->no_large_objects ||
        selection->with_dependencies || selection->statistics_only) {
        err_set(err, ERR_USAGE, "--swap and --swap-back replace a database as a whole: nothing can be selected");
        return err_hint(err, "restore a part into the database itself, or into another one");
    }
    if (options->back && strcmp(options->archive, "-") != 0)
        return err_set(err, ERR_USAGE, "--swap-back takes no archive: it returns to a database that is there");
    return true;
}

static void make_swap_options(const struct swap_restore_options *options, struct swap_options *how)
{
    *how = (struct swap_options){.maintenance = options->maintenance,
                                 .back = options->back,
                                 .kept = options->kept,
                                 .end_connections = options->end_connections,
                                 .looks_only = options->dry_run};
    options_target(options->connection, &how->target);
}

static struct sink *open_new(const struct swap_restore_options *options, struct swap *swap)
{
    struct load_options how = options->load;

    how.create = true;
    how.exit_on_error = true;
    how.swap = swap;
    return load_new(&how);
}

static bool adapt(const struct swap_restore_options *options, struct sink *sink, struct toc *toc, struct err *err)
{
    return options->load.roles_count == 0 || load_adapt(sink, toc, err);
}

static bool show(const struct swap_restore_options *options, const struct intent *intent, struct err *err)
{
    (options->json ? json_preview_print : preview_print)(intent);
    if (intent->problems_count == 0)
        return true;
    return err_set(err, ERR_FAILED, "the restore would not go well: %zu problem%s", intent->problems_count,
                   intent->problems_count == 1 ? "" : "s");
}

static bool preview(const struct swap_restore_options *options, struct swap *swap, struct toc *toc, struct err *err)
{
    struct sink *sink = open_new(options, swap);
    bool good = adapt(options, sink, toc, err) && load_look(sink, toc, err) && show(options, load_intent(sink), err);

    sink->ops->close(sink);
    return good;
}

/* Every object and every row of the new database; what differs has been named. */
static bool check(const struct swap_restore_options *options, const struct swap *swap, const struct toc *toc,
                  const struct counts *counts, struct err *err)
{
    struct recheck_options how = {.connection = options->connection,
                                  .override_dbname = swap_new(swap),
                                  .selection = options->selection,
                                  .archive = options->archive,
                                  .lanes = options->lanes,
                                  .no_owner = options->load.no_owner,
                                  .roles_mapped = options->load.roles_count > 0,
                                  .progress = options->progress};

    return recheck_restored(toc, counts, &how, err);
}

static bool fill(const struct swap_restore_options *options, struct swap *swap, struct source *source, struct toc *toc,
                 struct err *err)
{
    struct relay_options relay = {.lanes = options->lanes,
                                  .define = true,
                                  .define_database = true,
                                  .what = "restoring",
                                  .progress = options->progress};
    struct relay_totals totals = {0};
    struct sink *sink = open_new(options, swap);
    bool good = adapt(options, sink, toc, err) && relay_run(source, sink, toc, &relay, &totals, err);

    log_progress_end();
    if (good)
        report_done(toc, &totals.all, 0, totals.seconds);
    if (good)
        failures_report_migrations(sink);
    good = failures_report(sink, toc, err) && good;
    good = good && check(options, swap, toc, totals.entries, err);
    free(totals.entries);
    sink->ops->close(sink);
    return good;
}

static void ignore(void *context, int signal)
{
    (void)context;
    (void)signal;
}

/* A signal that came between the long parts. */
static bool check_signals(struct err *err)
{
    int signal = watch_end(watch_start(ignore, NULL));

    if (signal == 0)
        return true;
    err_set(err, ERR_FAILED, "interrupted by SIG%s", sigabbrev_np(signal));
    err->cancelled = true;
    return false;
}

static void tell_done(const struct swap *swap, const char *what)
{
    log_info("database \"%s\" is now what %s", swap_live(swap), what);
    if (swap_drop_old(swap) != NULL)
        log_info(
            "the one before is kept as \"%s\": \"pgsnap restore --swap-back\" returns to it, and this removes it: %s",
            swap_old(swap), swap_drop_old(swap));
}

static bool untouched(const struct swap *swap, const struct err *cause, struct err *err)
{
    enum err_code code = cause->code == ERR_PARTIAL ? ERR_FAILED : cause->code;

    err_set(err, code, "%s; database \"%s\" was not touched", cause->message, swap_live(swap));
    err->cancelled = cause->cancelled;
    return cause->hint[0] == '\0' ? false : err_hint(err, "%s", cause->hint);
}

static bool replace(const struct swap_restore_options *options, struct swap *swap, struct source *source,
                    struct toc *toc, struct err *err)
{
    struct err cause = ERR_INIT;
    bool good;

    watch_keep(true);
    good = fill(options, swap, source, toc, &cause) && check_signals(&cause) && swap_new_dress(swap, &cause);
    if (!good && swap_new_discard(swap))
        untouched(swap, &cause, err);
    else if (!good)
        *err = cause;
    good = good && swap_exchange(swap, err);
    watch_keep(false);
    if (good)
        tell_done(swap, "the archive holds");
    return good;
}

/* What is swapped in must be a whole database, with its rows. */
static bool check_whole(const struct toc *toc, struct err *err)
{
    const char *left_out = entry_left_out(toc);

    if (left_out == NULL)
        return true;
    err_set(err, ERR_FAILED, "--swap needs an archive of a whole database, but the dump left %s out", left_out);
    return err_hint(err, "restore into the database itself with --clean");
}

bool swap_restore_run(const struct swap_restore_options *options, struct source *source, struct toc *toc,
                      struct err *err)
{
    struct swap_options how;
    struct swap *swap;
    bool good;

    if (!check_whole(toc, err))
        return false;
    make_swap_options(options, &how);
    good = swap_open(&how, &swap, err) &&
           (options->dry_run ? preview(options, swap, toc, err) : replace(options, swap, source, toc, err));
    swap_close(swap);
    return good;
}

static bool return_to_kept(const struct swap_restore_options *options, struct swap *swap, struct err *err)
{
    struct intent intent = {.steps = NULL};
    bool good = swap_check(swap, &intent, err);

    if (good && options->dry_run)
        good = show(options, &intent, err);
    else if (good)
        good = intent_check(&intent, false, err);
    intent_free(&intent);
    if (!good || options->dry_run)
        return good;
    watch_keep(true);
    good = swap_exchange(swap, err);
    watch_keep(false);
    if (good)
        tell_done(swap, "was kept");
    return good;
}

bool swap_restore_back(const struct swap_restore_options *options, struct err *err)
{
    struct swap_options how;
    struct swap *swap;
    bool good;

    make_swap_options(options, &how);
    good = swap_open(&how, &swap, err) && return_to_kept(options, swap, err);
    swap_close(swap);
    return good;
}
