#include "cmd/options.h"

#include "archive/writer.h"
#include "base/arena.h"
#include "base/log.h"
#include "codec/codec.h"
#include "server/catalog.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

unsigned options_default_lanes(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (processors < 1)
        return 1;
    return processors > 4 ? 4 : (unsigned)processors;
}

void options_start_log(const char *command, const struct message_options *messages)
{
    char program[64];
    enum log_level level = LOG_NORMAL;

    if (messages->verbose)
        level = LOG_VERBOSE;
    else if (messages->quiet)
        level = LOG_QUIET;
    strcpy(program, "pgsnap ");
    strncat(program, command, sizeof program - strlen(program) - 1);
    log_start(program, level);
}

void options_target(const struct connection_options *connection, struct conn_target *target)
{
    *target = (struct conn_target){.dbname = connection->dbname,
                                   .host = connection->host,
                                   .port = connection->port,
                                   .user = connection->user,
                                   .role = connection->role,
                                   .no_password = connection->no_password,
                                   .password = connection->password};
}

bool options_names_database(const struct connection_options *connection)
{
    static const char *const variables[] = {"DATABASE_URL", "PGDATABASE", "PGSERVICE"};

    if (connection->dbname != NULL && *connection->dbname != '\0')
        return true;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);

        if (value != NULL && *value != '\0')
            return true;
    }
    return false;
}

static bool find_section(const char *name, enum section *section)
{
    static const char *const names[] = {
        [SECTION_PRE_DATA] = "pre-data", [SECTION_DATA] = "data", [SECTION_POST_DATA] = "post-data"};

    for (enum section i = SECTION_PRE_DATA; i <= SECTION_POST_DATA; i++)
        if (strcmp(name, names[i]) == 0) {
            *section = i;
            return true;
        }
    return false;
}

bool options_sections(struct selection_options *selection, struct err *err)
{
    const unsigned data = 1u << SECTION_DATA;

    if (selection->sections.count > 0 && (selection->schema_only || selection->data_only))
        return err_set(err, ERR_USAGE, "--section excludes --schema-only and --data-only");
    for (size_t i = 0; i < selection->sections.count; i++) {
        enum section section;

        if (!find_section(selection->sections.values[i], &section)) {
            err_set(err, ERR_USAGE, "there is no section \"%s\"", selection->sections.values[i]);
            return err_hint(err, "the sections are pre-data, data and post-data");
        }
        selection->section_mask |= 1u << section;
    }
    if (selection->section_mask == 0)
        return true;
    selection->schema_only = !(selection->section_mask & data);
    selection->data_only = selection->section_mask == data;
    return true;
}

static struct filter_texts texts_of(const struct opt_list *list)
{
    return (struct filter_texts){.values = list->values, .count = list->count};
}

bool options_filter(const struct selection_options *selection, const char *database, struct filter **filter,
                    struct err *err)
{
    if (selection->schema_only && selection->data_only)
        return err_set(err, ERR_USAGE, "--schema-only and --data-only exclude each other");
    if (selection->large_objects && selection->no_large_objects)
        return err_set(err, ERR_USAGE, "--large-objects and --no-large-objects exclude each other");

    struct filter_options options = {
        .lists = {[FILTER_SCHEMAS] = texts_of(&selection->schemas),
                  [FILTER_EXCLUDE_SCHEMAS] = texts_of(&selection->exclude_schemas),
                  [FILTER_TABLES] = texts_of(&selection->tables),
                  [FILTER_TABLE_TREES] = texts_of(&selection->table_trees),
                  [FILTER_EXCLUDE_TABLES] = texts_of(&selection->exclude_tables),
                  [FILTER_EXCLUDE_TABLE_TREES] = texts_of(&selection->exclude_table_trees),
                  [FILTER_EXCLUDE_DATA] = texts_of(&selection->exclude_data),
                  [FILTER_EXCLUDE_DATA_TREES] = texts_of(&selection->exclude_data_trees),
                  [FILTER_EXTENSIONS] = texts_of(&selection->extensions),
                  [FILTER_EXCLUDE_EXTENSIONS] = texts_of(&selection->exclude_extensions),
                  [FILTER_SERVERS] = texts_of(&selection->foreign_servers),
                  [FILTER_FUNCTIONS] = texts_of(&selection->functions),
                  [FILTER_INDEXES] = texts_of(&selection->indexes),
                  [FILTER_TRIGGERS] = texts_of(&selection->triggers)},
        .sequence_data = selection->sequence_data,
        .no_foreign_data = selection->no_foreign_data,
        .schema_only = selection->schema_only,
        .data_only = selection->data_only,
        .sections = selection->section_mask,
        .statistics = selection->with_statistics,
        .statistics_only = selection->statistics_only,
        .no_rights = selection->no_rights,
        .no_comments = selection->no_comments,
        .large_objects = selection->large_objects,
        .no_large_objects = selection->no_large_objects,
        .with_dependencies = selection->with_dependencies,
        .no_policies = selection->no_policies,
        .no_publications = selection->no_publications,
        .no_subscriptions = selection->no_subscriptions,
        .no_security_labels = selection->no_security_labels,
        .no_unlogged_data = selection->no_unlogged_data,
        .database = database,
    };
    return filter_new(&options, filter, err);
}

unsigned options_globals(const struct selection_options *selection)
{
    bool all = selection->globals_only;
    bool roles = all || selection->roles_only, tablespaces = all || selection->tablespaces_only;

    return (roles ? CATALOG_ROLES : 0U) | (roles && !selection->no_role_passwords ? CATALOG_PASSWORDS : 0U) |
           (tablespaces && !selection->no_tablespaces ? CATALOG_TABLESPACES : 0U);
}

struct edit_options options_edit(const struct selection_options *selection)
{
    return (struct edit_options){.no_tablespaces = selection->no_tablespaces,
                                 .no_access_methods = selection->no_access_methods,
                                 .no_compression = selection->no_compression};
}

bool options_choose_statistics(struct selection_options *selection, bool plain, struct err *err)
{
    bool usual = !selection->schema_only && !selection->data_only;

    if (selection->no_statistics && (selection->statistics || selection->statistics_only))
        return err_set(err, ERR_USAGE, "--no-statistics excludes --statistics and --statistics-only");
    if (selection->statistics_only && (selection->schema_only || selection->data_only || selection->sections.count > 0))
        return err_set(err, ERR_USAGE, "--statistics-only excludes --schema-only, --data-only and --section");
    if (selection->section_mask != 0)
        usual = selection->section_mask & 1u << SECTION_POST_DATA;
    selection->with_statistics =
        selection->statistics || selection->statistics_only || (usual && !plain && !selection->no_statistics);
    return true;
}

bool options_names_parts(const struct selection_options *selection)
{
    return selection->functions.count + selection->indexes.count + selection->triggers.count > 0;
}

bool options_has_selection(const struct selection_options *selection)
{
    return selection->schemas.count + selection->exclude_schemas.count + selection->tables.count +
                   selection->exclude_tables.count + selection->exclude_data.count >
               0 ||
           selection->section_mask != 0 || selection->schema_only || selection->data_only || selection->no_rights ||
           selection->no_comments || selection->large_objects || selection->no_large_objects;
}

bool options_inserts(const struct script_wishes *wishes, unsigned *rows, struct err *err)
{
    *rows = wishes->inserts && wishes->rows_per_insert == 0 ? 1 : wishes->rows_per_insert;
    return *rows > 0 || !wishes->on_conflict_do_nothing ||
           err_set(err, ERR_USAGE, "--on-conflict-do-nothing is only for --inserts and --rows-per-insert");
}

void options_free_selection(struct selection_options *selection)
{
    struct opt_list *const lists[] = {&selection->schemas,
                                      &selection->exclude_schemas,
                                      &selection->tables,
                                      &selection->exclude_tables,
                                      &selection->exclude_data,
                                      &selection->table_trees,
                                      &selection->exclude_table_trees,
                                      &selection->exclude_data_trees,
                                      &selection->extensions,
                                      &selection->exclude_extensions,
                                      &selection->foreign_servers,
                                      &selection->functions,
                                      &selection->indexes,
                                      &selection->triggers,
                                      &selection->filter_files,
                                      &selection->filter_texts,
                                      &selection->sections};

    for (size_t i = 0; i < selection->filter_texts.count; i++)
        free((char *)selection->filter_texts.values[i]);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        opt_list_free(lists[i]);
}

bool options_level(const char *text, int *level, struct err *err)
{
    *level = CODEC_LEVEL_DEFAULT;
    if (strcmp(text, "none") == 0) {
        *level = CODEC_LEVEL_NONE;
        return true;
    }
    if (strcmp(text, "auto") == 0 || strcmp(text, "zstd:auto") == 0) {
        *level = WRITER_LEVEL_AUTO;
        return true;
    }
    if (strcmp(text, "zstd") == 0)
        return true;

    const char *number = strncmp(text, "zstd:", 5) == 0 ? text + 5 : text;
    char *end;
    long value = strtol(number, &end, 10);

    if (end == number || *end != '\0') {
        err_set(err, ERR_USAGE, "\"%s\" is no compression that pgsnap knows", text);
        return err_hint(err, "archives are compressed with zstd: give a level from 0 (none) to %d, or auto",
                        CODEC_LEVEL_MOST);
    }
    if (value < CODEC_LEVEL_NONE || value > CODEC_LEVEL_MOST)
        return err_set(err, ERR_USAGE, "compression level %s is not between %d and %d", number, CODEC_LEVEL_NONE,
                       CODEC_LEVEL_MOST);
    *level = (int)value;
    return true;
}

bool options_format(const char *format, bool *plain, struct err *err)
{
    static const char *const archives[] = {"a", "archive", "c", "custom"};

    *plain = false;
    if (format == NULL)
        return true;
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++)
        if (strcmp(format, archives[i]) == 0)
            return true;
    if (strcmp(format, "p") == 0 || strcmp(format, "plain") == 0) {
        *plain = true;
        return true;
    }
    err_set(err, ERR_USAGE, "there is no format \"%s\"", format);
    return err_hint(err, "a pgsnap archive is one file, written and read in parallel (-j): "
                         "it stands for -Fc, -Fd and -Ft; -Fp writes an SQL script");
}
