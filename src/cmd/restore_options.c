#include "cmd/restore_options.h"

#include "base/arena.h"
#include "cmd/pairs.h"
#include "cmd/restore_check.h"
#include "cmd/swap_restore.h"
#include "server/load.h"
#include <stdlib.h>

void restore_options_load(const struct restore_options *options, struct load_options *how)
{
    *how =
        (struct load_options){.clean = options->clean,
                              .cascade = options->cascade,
                              .keep_dependents = options->keep_dependents,
                              .exact = options->exact,
                              .lock_wait_timeout = (unsigned)options->lock_wait_timeout,
                              .keep_going = options->keep_going,
                              .create = options->create,
                              .looks_only = options->dry_run,
                              .no_owner = options->no_owner,
                              .no_rights = options->selection.no_rights,
                              .single_transaction = options->single_transaction,
                              .exit_on_error = options->exit_on_error || options->transaction_size > 0,
                              .transaction_size = options->transaction_size,
                              .disable_triggers = options->disable_triggers,
                              .data_only = options->selection.data_only,
                              .no_rows = options->selection.schema_only,
                              .with_dependencies = options->selection.with_dependencies,
                              .could_bring = !options->selection.with_dependencies && !options->selection.data_only &&
                                             options->selection.tables.count + options->selection.schemas.count > 0,
                              .schemas = options->renaming.schemas,
                              .schemas_count = options->renaming.count,
                              .tables = options->renaming.tables,
                              .tables_count = options->renaming.tables_count,
                              .roles = options->roles,
                              .roles_count = options->role_map.count,
                              .statistics_asked = options->selection.statistics || options->selection.statistics_only,
                              .analyze = options->analyze,
                              .freeze = options->keep_order && options->can_seek};

    options_target(&options->connection, &how->target);
}

void restore_options_swap(const struct restore_options *options, struct swap_restore_options *how)
{
    *how = (struct swap_restore_options){.connection = &options->connection,
                                         .selection = &options->selection,
                                         .archive = options->archive,
                                         .maintenance = options->maintenance,
                                         .kept = options->kept,
                                         .lanes = options->lanes,
                                         .back = options->swap_back,
                                         .end_connections = options->end_connections,
                                         .dry_run = options->dry_run,
                                         .json = options->json,
                                         .progress = !options->messages.quiet};
    restore_options_load(options, &how->load);
}

static bool parse_roles(struct restore_options *options, struct err *err)
{
    struct pair *pairs;

    if (!pairs_parse(&options->role_map, "role-map", &pairs, err)) {
        free(pairs);
        return false;
    }
    options->roles = mem_calloc(options->role_map.count + 1, sizeof *options->roles);
    for (size_t i = 0; i < options->role_map.count; i++)
        options->roles[i] = (struct edit_role){.from = pairs[i].from, .to = pairs[i].to};
    options->role_pairs = pairs;
    return true;
}

bool restore_options_settle(struct restore_options *options, struct err *err)
{
    options->clean = options->clean || options->exact;
    if (!options_sections(&options->selection, err) || !restore_check(options, err) || !parse_roles(options, err) ||
        !renaming_parse(&options->renaming, &options->rename_schema, &options->selection, err) ||
        !renaming_parse_tables(&options->renaming, &options->rename_table, &options->selection, err) ||
        !options_choose_statistics(&options->selection, options->file != NULL, err) ||
        !options_inserts(&options->script, &options->rows_per_insert, err))
        return false;
    options->single_transaction =
        options->single_transaction || options->renaming.count > 0 || options->keep_dependents;
    if (options->single_transaction)
        options->lanes = 1;
    else if (options->lanes == 0)
        options->lanes = options_default_lanes();
    return true;
}

void restore_options_free(struct restore_options *options)
{
    options_free_selection(&options->selection);
    opt_list_free(&options->role_map);
    opt_list_free(&options->rename_schema);
    opt_list_free(&options->rename_table);
    renaming_free(&options->renaming);
    free(options->role_pairs);
    free(options->roles);
}
