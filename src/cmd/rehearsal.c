#include "cmd/rehearsal.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "base/log.h"
#include "cmd/failures.h"
#include "cmd/recheck.h"
#include "cmd/scratch.h"
#include "cmd/scratch_roles.h"
#include "cmd/stopper.h"
#include "engine/relay.h"
#include "engine/watch.h"
#include "model/globals.h"
#include "server/load.h"
#include "server/swap.h"
#include "store/store.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SPARE_CONNECTIONS = 10, TRIES = 300, PAUSE_NS = 100000000 };

static const char first_database[] = "template1";

struct rehearsal {
    const struct rehearsal_options *options;
    const char *archive;
    const struct toc *toc;
    struct selection_options selection;   /* the options', and what the chosen things need: there is nothing yet */
    struct connection_options connection; /* to the server */
    struct swap *swap;                    /* the scratch database; NULL: the server is all ours */
};

static void forget_environment(void)
{
    size_t i = 0;

    unsetenv("DATABASE_URL");
    while (environ[i] != NULL) {
        char *name = mem_printf("%.*s", (int)strcspn(environ[i], "="), environ[i]);
        bool forget = strncmp(name, "PG", 2) == 0;

        if (forget)
            unsetenv(name); /* moves the later ones here */
        i += !forget;
        free(name);
    }
}

/* The socket is there a moment before the server answers. */
static bool connect_first(const struct rehearsal *rehearsal, struct conn **conn, struct err *err)
{
    static const struct timespec pause = {.tv_nsec = PAUSE_NS};
    struct conn_target target;

    options_target(&rehearsal->connection, &target);
    for (int i = 0; i < TRIES; i++) {
        char *password = NULL;
        bool good;

        err_clear(err);
        good = conn_open(&target, NULL, &password, conn, err);
        free(password);
        if (good)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

static bool prepare(const struct rehearsal *rehearsal, struct err *err)
{
    struct conn *conn;

    if (!connect_first(rehearsal, &conn, err))
        return false;

    bool good = scratch_roles_make(conn, rehearsal->toc, err);
    conn_close(conn);
    return good;
}

/* A new server has some databases: what has the name of one takes its place. */
static bool exists_anew(const struct rehearsal *rehearsal)
{
    return rehearsal->swap == NULL && strcmp(entry_fact(rehearsal->toc, "database"), "postgres") == 0;
}

static const char *database_of(const struct rehearsal *rehearsal)
{
    return rehearsal->swap != NULL ? swap_new(rehearsal->swap) : entry_fact(rehearsal->toc, "database");
}

static bool check(const struct rehearsal *rehearsal, const struct counts *counts, struct err *err)
{
    struct recheck_options how = {.connection = &rehearsal->connection,
                                  .override_dbname = database_of(rehearsal),
                                  .selection = &rehearsal->selection,
                                  .archive = rehearsal->archive,
                                  .lanes = rehearsal->options->lanes,
                                  .no_owner = rehearsal->options->no_owner,
                                  .progress = rehearsal->options->progress};

    return recheck_restored(rehearsal->toc, counts, &how, err);
}

static bool restore(const struct rehearsal *rehearsal, struct source *source, struct err *err)
{
    struct load_options how = {.create = true,
                               .swap = rehearsal->swap,
                               .clean = exists_anew(rehearsal),
                               .keep_going = true,
                               .no_owner = rehearsal->options->no_owner,
                               .data_only = rehearsal->options->selection->data_only};
    struct relay_options relay = {.lanes = rehearsal->options->lanes,
                                  .define = true,
                                  .define_database = true,
                                  .what = "restoring",
                                  .progress = rehearsal->options->progress};
    struct relay_totals totals = {0};

    options_target(&rehearsal->connection, &how.target);

    struct sink *sink = load_new(&how);
    bool restored = relay_run(source, sink, rehearsal->toc, &relay, &totals, err);
    log_progress_end();
    bool good = failures_report(sink, rehearsal->toc, err) && restored;
    sink->ops->close(sink);
    if (restored)
        good = check(rehearsal, totals.entries, err) && good;
    free(totals.entries);
    return good;
}

static unsigned archive_major(const struct toc *toc)
{
    const char *version = entry_fact(toc, "server_version_num");

    return version == NULL ? 0 : (unsigned)strtoul(version, NULL, 10) / 10000;
}

static bool rehearse_apart(struct rehearsal *rehearsal, struct source *source, struct err *err)
{
    struct scratch_options how = {.bindir = rehearsal->options->bindir,
                                  .major = archive_major(rehearsal->toc),
                                  .connections = rehearsal->options->lanes + SPARE_CONNECTIONS};
    struct scratch *scratch;

    forget_environment();
    if (!scratch_start(&how, &scratch, err))
        return false;
    rehearsal->connection = (struct connection_options){.dbname = first_database,
                                                        .host = scratch_host(scratch),
                                                        .port = scratch_port(scratch),
                                                        .user = "postgres",
                                                        .no_password = true};

    bool good = prepare(rehearsal, err) && restore(rehearsal, source, err);
    scratch_stop(scratch);
    return good;
}

/* A signal must not end the program before the database is dropped again. */
static bool rehearse_beside(struct rehearsal *rehearsal, struct source *source, struct err *err)
{
    struct swap_options how = {.scratch = entry_fact(rehearsal->toc, "database")};
    bool good;

    rehearsal->connection = (struct connection_options){.dbname = rehearsal->options->server};
    options_target(&rehearsal->connection, &how.target);
    watch_keep(true);
    good = swap_open(&how, &rehearsal->swap, err) && restore(rehearsal, source, err);
    swap_new_discard(rehearsal->swap);
    watch_keep(false);
    swap_close(rehearsal->swap);
    return good;
}

static bool rehearse(struct rehearsal *rehearsal, struct source *source, struct err *err)
{
    if (entry_fact(rehearsal->toc, "database") == NULL)
        return err_set(err, ERR_FAILED, "%s: the archive does not say which database to create", rehearsal->archive);
    return rehearsal->options->server != NULL ? rehearse_beside(rehearsal, source, err)
                                              : rehearse_apart(rehearsal, source, err);
}

static bool select_entries(const struct rehearsal *rehearsal, struct err *err)
{
    struct selection_options selection = rehearsal->selection;
    struct filter *filter;

    selection.no_foreign_data = true; /* they would go to the true servers */
    if (!options_filter(&selection, entry_fact(rehearsal->toc, "database"), &filter, err))
        return false;
    filter_select(filter, rehearsal->toc);

    bool good = filter_check_used(filter, err);
    filter_free(filter);
    return good;
}

bool rehearsal_run(const char *archive, const struct rehearsal_options *options, struct err *err)
{
    struct reader_options how = {.mode = READER_SEEK};
    struct rehearsal rehearsal = {.options = options, .archive = archive, .selection = *options->selection};
    struct store *store;
    struct toc *toc;

    rehearsal.selection.with_dependencies = rehearsal.selection.tables.count + rehearsal.selection.schemas.count > 0;
    if (!store_open(archive, &store, err))
        return false;

    struct source *source = reader_new(store, &how);
    bool good = stopper_open(source, options->lanes, &toc, err);
    if (good) {
        rehearsal.toc = toc;
        if (globals_are_in(toc))
            good = err_set(err, ERR_FAILED,
                           "%s has roles and tablespaces, which no scratch database can have for itself: "
                           "there is nothing to try",
                           archive);
        good = good && select_entries(&rehearsal, err) && rehearse(&rehearsal, source, err);
    }
    source->ops->close(source);
    return good;
}
