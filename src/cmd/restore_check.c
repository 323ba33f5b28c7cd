#include "cmd/restore_check.h"

#include "cmd/swap_restore.h"
#include <limits.h>
#include <string.h>

/* How what stands in the target is treated. */
static bool check_replacing(const struct restore_options *options, struct err *err)
{
    const struct selection_options *selection = &options->selection;

    if (options->file != NULL && (options->exact || options->cascade || options->dry_run || options->keep_going))
        return err_set(err, ERR_USAGE, "--exact, --cascade, --dry-run and --keep-going are not for --file");
    if (options->if_exists && !options->clean)
        return err_set(err, ERR_USAGE, "--if-exists is only for --clean");
    if (options->cascade && !options->clean)
        return err_set(err, ERR_USAGE, "--cascade is only for --clean and --exact");
    if (options->keep_dependents && (!options->clean || options->create))
        return err_set(err, ERR_USAGE, "--keep-dependents is only for --clean and --exact, without --create");
    if (options->keep_dependents && (options->lanes > 1 || options->keep_going || options->file != NULL ||
                                     options->resume || options->transaction_size > 0))
        return err_set(err, ERR_USAGE,
                       "--keep-dependents is one transaction on one lane: it excludes --jobs, --keep-going, --file, "
                       "--resume and --transaction-size");
    if (options->lock_wait_timeout > 0 && !options->clean)
        return err_set(err, ERR_USAGE, "--lock-wait-timeout is only for --clean and --exact");
    if (options->lock_wait_timeout > INT_MAX) /* milliseconds, as the server counts them */
        return err_set(err, ERR_USAGE, "--lock-wait-timeout can be at most 24d");
    if (selection->with_dependencies && !options_names_parts(selection) &&
        selection->tables.count + selection->schemas.count == 0) {
        err_set(err, ERR_USAGE, "--with-dependencies is only for --table, --schema, --function, --index and --trigger");
        return err_hint(err, "without these everything is restored");
    }
    if (options->exact &&
        (selection->tables.count > 0 || selection->exclude_tables.count > 0 || options_names_parts(selection))) {
        err_set(
            err, ERR_USAGE,
            "--exact is about whole schemas: it excludes --table, --exclude-table, --function, --index and --trigger");
        return err_hint(err, "choose schemas with --schema");
    }
    if (options->exact && (selection->section_mask != 0 || options->use_list != NULL))
        return err_set(err, ERR_USAGE, "--exact is about whole schemas: it excludes --section and --use-list");
    if (options->spool != NULL && options->no_spool)
        return err_set(err, ERR_USAGE, "--spool and --no-spool exclude each other");
    if (options->json && !options->dry_run)
        return err_set(err, ERR_USAGE, "--json is only for --dry-run");
    if (options->resume && options->file != NULL)
        return err_set(err, ERR_USAGE, "--resume is not for --file");
    if (options->resume && (options->single_transaction || options->rename_schema.count > 0))
        return err_set(err, ERR_USAGE,
                       "--resume excludes --single-transaction and --rename-schema: they leave nothing half done");
    if (options->transaction_size > 0 && (options->single_transaction || options->keep_going || options->file != NULL ||
                                          options->rename_schema.count + options->rename_table.count > 0))
        return err_set(err, ERR_USAGE,
                       "--transaction-size excludes --single-transaction, --keep-going, --file, --rename-schema and "
                       "--rename-table");
    if (options->keep_going && (options->exit_on_error || options->single_transaction))
        return err_set(err, ERR_USAGE, "--keep-going excludes --exit-on-error and --single-transaction");
    return true;
}

static bool check_format(const struct restore_options *options, struct err *err)
{
    bool plain;

    if (!options_format(options->format, &plain, err))
        return false;
    if (!plain)
        return true;
    err_set(err, ERR_USAGE, "an SQL script is no archive");
    return err_hint(err, "a script is run with psql");
}

/* All of it is one transaction, in which the target's schema has another name. */
static bool check_renaming(const struct restore_options *options, struct err *err)
{
    if (options->rename_schema.count + options->rename_table.count == 0)
        return true;
    if (options_names_parts(&options->selection))
        return err_set(err, ERR_USAGE, "--rename-schema and --rename-table exclude --function, --index and --trigger");
    if (options->file != NULL || options->create || options->clean || options->selection.data_only)
        return err_set(err, ERR_USAGE,
                       "--rename-schema and --rename-table are not for --file, --create, --clean, --exact and "
                       "--data-only: they make something new in a database that exists");
    if (options->lanes > 1 || options->keep_going)
        return err_set(err, ERR_USAGE,
                       "--rename-schema and --rename-table are one transaction on one lane: "
                       "leave --jobs and --keep-going out");
    if (options->check)
        return err_set(err, ERR_USAGE, "--check does not find what has got another name");
    if (options->analyze && options->rename_table.count > 0)
        return err_set(err, ERR_USAGE, "--analyze does not find tables that have got another name");
    return true;
}

/* How to add what a swap excludes: a row; parts of a database are swap_restore_check's affair. */
static bool check_swap(const struct restore_options *options, struct err *err)
{
    const struct {
        bool given;
        const char *name;
    } excluded[] = {
        {options->swap && options->swap_back, "--swap-back"},
        {options->exact, "--exact"},
        {options->clean, "--clean"},
        {options->create, "--create"},
        {options->file != NULL, "--file"},
        {options->keep_going, "--keep-going"},
        {options->single_transaction, "--single-transaction"},
        {options->disable_triggers, "--disable-triggers"},
        {options->list, "--list"},
        {options->use_list != NULL, "--use-list"},
        {options->rename_schema.count > 0, "--rename-schema"},
        {options->rename_table.count > 0, "--rename-table"},
        {options->swap && options->kept != NULL, "--kept"},
        {options->resume, "--resume"},
        {options->swap_back && options->check, "--check"},
    };
    struct swap_restore_options how;

    if (!options->swap && !options->swap_back) {
        if (options->kept == NULL && !options->end_connections && options->maintenance == NULL)
            return true;
        return err_set(err, ERR_USAGE, "--kept, --end-connections and --maintenance-db are for --swap and --swap-back");
    }
    for (size_t i = 0; i < sizeof excluded / sizeof excluded[0]; i++)
        if (excluded[i].given)
            return err_set(err, ERR_USAGE, "%s excludes %s", options->swap ? "--swap" : "--swap-back",
                           excluded[i].name);
    restore_options_swap(options, &how);
    return swap_restore_check(&how, err);
}

bool restore_check(const struct restore_options *options, struct err *err)
{
    const struct selection_options *selection = &options->selection;

    if (!check_format(options, err))
        return false;
    if (options->file != NULL && options->connection.dbname != NULL)
        return err_set(err, ERR_USAGE, "--file and --dbname exclude each other");
    if (options->file == NULL && !options->list && !options_names_database(&options->connection)) {
        err_set(err, ERR_USAGE, "no database is named");
        return err_hint(err, "say where to restore with --dbname, or write a script with --file");
    }
    if ((options->clean || options->create) && selection->data_only)
        return err_set(err, ERR_USAGE, "%s and %s exclude each other: nothing would be made anew",
                       options->exact   ? "--exact"
                       : options->clean ? "--clean"
                                        : "--create",
                       selection->section_mask != 0 ? "--section=data alone" : "--data-only");
    if ((options->clean || options->create) && selection->statistics_only)
        return err_set(err, ERR_USAGE, "--statistics-only excludes --clean and --create");
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
    if (options->file != NULL && (options->lanes > 1 || options->single_transaction || options->exit_on_error))
        return err_set(err, ERR_USAGE, "--jobs, --single-transaction and --exit-on-error are not for --file");
    if (options->file != NULL && options->role_map.count > 0) {
        err_set(err, ERR_USAGE, "--role-map is not for --file: the target's server has to quote the names");
        return err_hint(err, "restore with --dbname");
    }
    if (options->file != NULL && options->check)
        return err_set(err, ERR_USAGE, "--check is not for --file: there is no database to look at");
    if (options->file != NULL && options->analyze)
        return err_set(err, ERR_USAGE, "--analyze is not for --file: there is no database to look at");
    if (options->script.restrict_key != NULL && options->file == NULL)
        return err_set(err, ERR_USAGE, "--restrict-key is only for --file");
    if (options->file == NULL && (options->script.inserts || options->script.rows_per_insert > 0))
        return err_set(err, ERR_USAGE, "--inserts and --rows-per-insert are only for --file");
    return check_swap(options, err) && check_replacing(options, err) && check_renaming(options, err);
}

bool restore_check_globals(const struct restore_options *options, struct err *err)
{
    const char *option = options->swap                 ? "--swap"
                         : options->create             ? "--create"
                         : options->exact              ? "--exact"
                         : options->check              ? "--check"
                         : options->single_transaction ? "--single-transaction"
                                                       : NULL;

    if (option == NULL)
        return true;
    err_set(err, ERR_FAILED, "%s is about one database, and the archive is of roles and tablespaces", option);
    return err_hint(err, "restore it into any database of the server without that; verify --against compares it");
}

/* What a dump left out is not in the archive either: --exact would take it for something that came later. */
bool restore_check_whole(const struct toc *toc, struct err *err)
{
    const char *left_out = entry_fact(toc, "left_out");

    if (left_out != NULL) {
        err_set(err, ERR_FAILED, "--exact needs an archive of whole schemas, but the dump left %s out", left_out);
        return err_hint(err, "restore with --clean, which drops only what the archive brings back");
    }
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].selected && strcmp(toc->entries[i].kind, "SCHEMA") == 0)
            return true;
    err_set(err, ERR_FAILED, "--exact needs an archive of whole schemas, and there is none in it");
    return err_hint(err, "restore with --clean, which drops only what the archive brings back");
}

/* The rows would be added to those that are there, and -c promises something else. */
bool restore_check_definitions(const struct toc *toc, struct err *err)
{
    bool has_rows = false;

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (entry->flags & ENTRY_RELATION || strcmp(entry->kind, "EXTENSION") == 0)
            return true;
        has_rows = has_rows || strcmp(entry->kind, "TABLE DATA") == 0;
    }
    if (!has_rows)
        return true;
    err_set(err, ERR_FAILED, "the archive has only rows: there is nothing that -c could make anew");
    return err_hint(err, "empty the tables first and restore without -c, which adds the rows to what is there");
}
