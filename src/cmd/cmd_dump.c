/*
 * pgsnap dump: a live database into an archive or a script.
 */
#include "cmd/command.h"

#include "archive/writer.h"
#include "base/arena.h"
#include "base/log.h"
#include "cmd/choice.h"
#include "cmd/every.h"
#include "cmd/filter_file.h"
#include "cmd/nightly.h"
#include "cmd/options.h"
#include "cmd/report.h"
#include "cmd/stopper.h"
#include "codec/codec.h"
#include "engine/relay.h"
#include "model/globals.h"
#include "script/script.h"
#include "server/extract.h"
#include "store/store.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct dump_options {
    struct connection_options connection;
    struct selection_options selection;
    struct message_options messages;
    struct nightly_options nightly;
    struct script_wishes script;
    struct opt_list excluded; /* --exclude-database */
    const char *database;     /* with --all: the one at hand; else NULL */
    const char *file, *format, *compress, *snapshot;
    unsigned lanes;
    uint64_t lock_wait_timeout;
    unsigned rows_per_insert; /* see options_inserts */
    bool all, keep_order, no_sync, no_owner, clean, if_exists, create, serializable_deferrable, disable_triggers;
};

#define AT(field) .offset = offsetof(struct dump_options, field)

/* clang-format off */
static const struct opt dump_table[] = {
    {.letter = 'f', .name = "file", .type = OPT_TEXT, AT(file),
     .argument = "FILE", .help = "write to this file, - for standard output (default)", .group = "Output"},
    {.name = "dir", .type = OPT_TEXT, AT(nightly.folder),
     .argument = "DIR", .help = "write DIR/DATABASE_TIME.pgsnap; makes DIR"},
    {.name = "all", .type = OPT_FLAG, AT(all), .help = "with --dir: every database of the server, an archive each, and its roles and tablespaces"},
    {.name = "exclude-database", .type = OPT_LIST, AT(excluded),
     .argument = "PATTERN", .help = "with --all: not these databases"},
    {.letter = 'F', .name = "format", .type = OPT_TEXT, AT(format),
     .argument = "FORMAT", .help = "archive (default) or plain: an SQL script"},
    {.letter = 'j', .name = "jobs", .type = OPT_NUMBER, AT(lanes),
     .argument = "N", .help = "number of lanes, each one connection", .minimum = 1, .maximum = OPTIONS_MOST_LANES},
    {.letter = 'Z', .name = "compress", .type = OPT_TEXT, AT(compress),
     .argument = "LEVEL", .help = "zstd level, 0 (none) to 19, or auto; default 1"},
    {.name = "keep-order", .type = OPT_FLAG, AT(keep_order),
     .help = "read each table over one connection, in the order of its rows"},
    {.name = "no-sync", .type = OPT_FLAG, AT(no_sync), .help = "do not wait until the file is safe on disk"},
    {.name = "verify", .type = OPT_FLAG, AT(nightly.verify), .help = "read the archive back and check it"},
    {.name = "keep-within", .type = OPT_TIME, AT(nightly.keep_within),
     .argument = "TIME", .help = "with --dir: remove older archives of this database (7d, 12h)", .unit = 24 * 60 * 60 * 1000},
    {.name = "keep-last", .type = OPT_NUMBER, AT(nightly.keep_last),
     .argument = "N", .help = "with --dir: keep at least the newest N archives", .minimum = 1, .maximum = 100000},
    OPTIONS_CONNECTION(struct dump_options, connection),
    OPTIONS_SELECTION(struct dump_options, selection),
    OPTIONS_CATALOG(struct dump_options, selection),
    OPTIONS_GLOBALS(struct dump_options, selection),
    {.name = "filter", .type = OPT_LIST, AT(selection.filter_files),
     .argument = "FILE", .help = "what to choose and to leave out, as lines of this file, - for standard input"},
    OPTIONS_SUPPRESSION(struct dump_options, selection),
    OPTIONS_STATISTICS(struct dump_options, selection),
    {.name = "lock-wait-timeout", .type = OPT_TIME, AT(lock_wait_timeout),
     .argument = "TIME", .help = "fail when a table stays locked for so long", .group = "Snapshot"},
    {.name = "snapshot", .type = OPT_TEXT, AT(snapshot), .argument = "ID", .help = "use this exported snapshot"},
    {.name = "serializable-deferrable", .type = OPT_FLAG, AT(serializable_deferrable),
     .help = "wait for a snapshot free of serialization anomalies"},
    {.letter = 'c', .name = "clean", .type = OPT_FLAG, AT(clean),
     .help = "drop the objects first", .group = "With -F plain (an archive has it all and ignores these)"},
    {.name = "if-exists", .type = OPT_FLAG, AT(if_exists), .help = "accepted: what is dropped is always dropped so"},
    {.letter = 'C', .name = "create", .type = OPT_FLAG, AT(create), .help = "create the database and connect to it"},
    {.letter = 'O', .name = "no-owner", .type = OPT_FLAG, AT(no_owner), .help = "do not set owners"},
    {.name = "disable-triggers", .type = OPT_FLAG, AT(disable_triggers),
     .help = "with --data-only: no triggers and foreign keys while loading"},
    OPTIONS_SCRIPT(struct dump_options, script),
    OPTIONS_ABSENT,
    {.letter = 'E', .name = "encoding", .type = OPT_ABSENT, .argument = "ENCODING",
     .help = "text is written as the database has it, and read in that encoding, which archive and script name"},
    {.name = "disable-dollar-quoting", .type = OPT_ABSENT, .help = "the statements are as the server writes them"},
    {.name = "extra-float-digits", .type = OPT_ABSENT, .argument = "N", .help = "numbers are always exact"},
    {.name = "quote-all-identifiers", .type = OPT_ABSENT,
     .help = "names that any known major reserves are quoted in any case"},
    {.name = "load-via-partition-root", .type = OPT_ABSENT,
     .help = "rows go into the partitions that they came from, or through the root where another database could not take them"},
    OPTIONS_MESSAGES(struct dump_options, messages),
};
/* clang-format on */

#undef AT

static bool check_options(const struct dump_options *options, bool plain, struct err *err)
{
    if (options->file != NULL && options->nightly.folder != NULL)
        return err_set(err, ERR_USAGE, "--file and --dir exclude each other");
    if (options->all && options->nightly.folder == NULL)
        return err_set(err, ERR_USAGE, "--all makes an archive of each database: it needs --dir");
    if (options->excluded.count > 0 && !options->all)
        return err_set(err, ERR_USAGE, "--exclude-database is only for --all");
    if (options->all && options->snapshot != NULL)
        return err_set(err, ERR_USAGE, "--all and --snapshot exclude each other: a snapshot is of one database");
    if (plain && options->nightly.folder != NULL)
        return err_set(err, ERR_USAGE, "--dir writes archives; use --file for a plain script");
    if (plain && (options->lanes > 1))
        return err_set(err, ERR_USAGE, "a plain script is written by one lane: leave --jobs out");
    if (plain && options->clean && options->selection.data_only && options->selection.section_mask == 0)
        return err_set(err, ERR_USAGE, "--clean and --data-only exclude each other: nothing would be made anew");
    if (options->disable_triggers && !options->selection.data_only)
        return err_set(err, ERR_USAGE, "--disable-triggers is only for --data-only");
    if (options->nightly.verify && options->nightly.folder == NULL &&
        (options->file == NULL || strcmp(options->file, "-") == 0 || plain))
        return err_set(err, ERR_USAGE, "--verify needs an archive in a file: use it with --file or --dir");
    if (options->lock_wait_timeout > INT_MAX) /* milliseconds, as the server counts them */
        return err_set(err, ERR_USAGE, "--lock-wait-timeout can be at most 24d");
    return nightly_check(&options->nightly, err);
}

static struct sink *make_sink(const struct dump_options *options, bool plain, struct store *store, int level)
{
    if (plain) {
        struct script_options script = {.restrict_key = options->script.restrict_key,
                                        .rows_per_insert = options->rows_per_insert,
                                        .on_conflict_do_nothing = options->script.on_conflict_do_nothing,
                                        .disable_triggers = options->disable_triggers,
                                        .no_owner = options->no_owner,
                                        .clean = options->clean,
                                        .data_only = options->selection.data_only,
                                        .create_database = options->create};
        return script_new(store, &script);
    }

    struct writer_options writer = {.level = level};
    return writer_new(store, &writer);
}

/* Takes the store over. */
static bool relay_rows(const struct dump_options *options, bool plain, int level, struct source *source,
                       const struct toc *toc, struct store *store, struct err *err)
{
    struct sink *sink = make_sink(options, plain, store, level);
    struct relay_options relay = {.lanes = options->lanes,
                                  .define = plain,
                                  .define_database = plain && options->create,
                                  .define_in_order = true,
                                  .what = "dumping",
                                  .progress = !options->messages.quiet};
    struct relay_totals totals = {0};
    bool good = relay_run(source, sink, toc, &relay, &totals, err);

    log_progress_end();
    if (good)
        report_done(toc, &totals.all, plain ? 0 : writer_size(sink), totals.seconds);
    free(totals.entries);
    sink->ops->close(sink);
    return good;
}

/* Only now it is known which database a pattern may name. */
static bool open_source(const struct dump_options *options, bool plain, struct source *source,
                        const struct filter *filter, struct toc **toc, struct err *err)
{
    if (!stopper_open(source, options->lanes, toc, err) || !filter_check_database(filter, extract_dbname(source), err))
        return false;
    choice_note(&options->selection, *toc);
    if (plain && globals_are_in(*toc))
        globals_choose(*toc, NULL, options->clean);
    return true;
}

static bool dump_to_file(const struct dump_options *options, bool plain, int level, struct source *source,
                         const struct filter *filter, struct err *err)
{
    const char *name = options->file != NULL ? options->file : "-";
    struct store *store;
    struct toc *toc;

    /* Before connecting: a file that cannot be written should not cost the server a snapshot. */
    if (!store_create(name, !options->no_sync, &store, err))
        return false;
    if (!open_source(options, plain, source, filter, &toc, err)) {
        store_close(store);
        return false;
    }
    if (!relay_rows(options, plain, level, source, toc, store, err))
        return false;
    return !options->nightly.verify || nightly_verify(name, options->lanes, err);
}

static bool dump_to_folder(const struct dump_options *options, int level, struct source *source,
                           const struct filter *filter, struct err *err)
{
    struct nightly *nightly;
    struct toc *toc;
    struct store *store;

    if (!nightly_prepare(&options->nightly, err))
        return false;
    if (!open_source(options, false, source, filter, &toc, err))
        return false;
    if (!nightly_begin(&options->nightly,
                       options_globals(&options->selection) ? nightly_globals : extract_dbname(source), &nightly, err))
        return false;

    bool good = store_create(nightly_file(nightly), !options->no_sync, &store, err) &&
                relay_rows(options, false, level, source, toc, store, err) &&
                nightly_finish(nightly, toc, options->lanes, err);
    nightly_end(nightly);
    return good;
}

static bool dump_source(const struct dump_options *options, bool plain, int level, struct filter *filter,
                        struct err *err)
{
    struct extract_options extract = {.lock_wait_timeout = (unsigned)options->lock_wait_timeout,
                                      .by_entry = plain,
                                      .keep_order = options->keep_order,
                                      .edit = options_edit(&options->selection),
                                      .globals = options_globals(&options->selection),
                                      .schema_only =
                                          options->selection.schema_only || options->selection.statistics_only,
                                      .sequence_data = options->selection.sequence_data,
                                      .row_security = options->selection.row_security,
                                      .statistics = options->selection.with_statistics,
                                      .snapshot = options->snapshot,
                                      .dbname = options->database,
                                      .serializable_deferrable = options->serializable_deferrable};

    options_target(&options->connection, &extract.target);

    struct source *source = extract_new(&extract, filter);
    bool good = options->nightly.folder != NULL ? dump_to_folder(options, level, source, filter, err)
                                                : dump_to_file(options, plain, level, source, filter, err);
    source->ops->close(source);
    return good;
}

struct dumping {
    const struct dump_options *options;
    bool plain;
    int level;
};

/* database NULL: the one that was named. */
static bool dump_database(void *context, const char *database, struct err *err)
{
    const struct dumping *dumping = context;
    struct dump_options options = *dumping->options;
    struct filter *filter;
    bool good;

    if (!options_filter(&options.selection, NULL, &filter, err))
        return false;
    options.database = database;
    good = dump_source(&options, dumping->plain, dumping->level, filter, err);
    filter_free(filter);
    return good;
}

/* What of the choice is about them, too. */
static bool dump_globals(const struct dumping *dumping, struct err *err)
{
    struct dump_options options = *dumping->options;
    const struct selection_options *all = &dumping->options->selection;
    struct dumping part = {&options, false, dumping->level};

    options.selection = (struct selection_options){.globals_only = true,
                                                   .no_role_passwords = all->no_role_passwords,
                                                   .no_tablespaces = all->no_tablespaces,
                                                   .no_rights = all->no_rights,
                                                   .no_comments = all->no_comments,
                                                   .no_security_labels = all->no_security_labels};
    return dump_database(&part, every_first(&options.connection), err);
}

static bool dump_each(void *context, const char *database, struct err *err)
{
    return database == NULL ? dump_globals(context, err) : dump_database(context, database, err);
}

/* Leaving out what is not there anyway (--no-policies) does no harm. */
static bool chooses_from_database(const struct selection_options *selection)
{
    struct selection_options others = *selection;

    others.no_rights = others.no_comments = false;
    return options_has_selection(&others) || selection->sequence_data || selection->row_security ||
           selection->statistics || selection->statistics_only ||
           selection->table_trees.count + selection->exclude_table_trees.count + selection->exclude_data_trees.count +
                   selection->extensions.count + selection->exclude_extensions.count +
                   selection->foreign_servers.count + selection->filter_files.count >
               0;
}

/* --globals-only and its like: what there is of one database is nothing to choose from. */
static bool check_globals(const struct dump_options *options, struct err *err)
{
    const struct selection_options *selection = &options->selection;
    int asked = selection->globals_only + selection->roles_only + selection->tablespaces_only;

    if (asked > 1)
        return err_set(err, ERR_USAGE, "--globals-only, --roles-only and --tablespaces-only exclude each other");
    if (selection->no_role_passwords && !options->all && !selection->globals_only && !selection->roles_only)
        return err_set(err, ERR_USAGE, "--no-role-passwords is only for --globals-only, --roles-only and --all");
    if (asked == 0)
        return true;
    if (options->all)
        return err_set(err, ERR_USAGE, "--all saves roles and tablespaces, too: leave --globals-only and its like out");
    if (selection->tablespaces_only && selection->no_tablespaces)
        return err_set(err, ERR_USAGE, "--tablespaces-only and --no-tablespaces exclude each other");
    if (chooses_from_database(selection) || options->create)
        return err_set(
            err, ERR_USAGE,
            "roles and tablespaces belong to no database: what chooses from one, or makes one, is not for them");
    return true;
}

static bool dump_parsed(struct dump_options *options, struct err *err)
{
    bool plain;
    int level = CODEC_LEVEL_DEFAULT;

    if (!filter_file_read(&options->selection, err) || !options_sections(&options->selection, err) ||
        !check_globals(options, err) || !options_format(options->format, &plain, err) ||
        !check_options(options, plain, err))
        return false;
    if (options->compress != NULL && !options_level(options->compress, &level, err))
        return false;
    if (!options_inserts(&options->script, &options->rows_per_insert, err))
        return false;
    if (options->lanes == 0)
        options->lanes = plain ? 1 : options_default_lanes();
    if (!options_choose_statistics(&options->selection, plain, err))
        return false;

    struct dumping dumping = {options, plain, level};
    struct every_options every = {&options->connection, &options->excluded};
    return options->all ? every_database(&every, dump_each, &dumping, err) : dump_database(&dumping, NULL, err);
}

static bool dump_run(int argc, char **argv, struct err *err)
{
    struct dump_options options = {0};
    const char *database = NULL;
    size_t count = 0;

    bool good = opt_parse(dump_table, sizeof dump_table / sizeof dump_table[0], argc, argv, &options, &database, 1,
                          &count, err);
    if (good) {
        options_start_log("dump", &options.messages);
        if (count > 0 && options.connection.dbname != NULL)
            good = err_set(err, ERR_USAGE, "the database is named twice: \"%s\" and with --dbname", database);
        else if (count > 0)
            options.connection.dbname = database;
    }
    good = good && dump_parsed(&options, err);
    options_free_selection(&options.selection);
    opt_list_free(&options.excluded);
    return good;
}

const struct command cmd_dump = {
    .name = "dump",
    .arguments = "[DB]",
    .summary = "saves a database in an archive",
    .options = dump_table,
    .options_count = sizeof dump_table / sizeof dump_table[0],
    .run = dump_run,
};
