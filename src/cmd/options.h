/*
 * options.h - options that several commands have, each written once: a struct for the values, a macro for the rows.
 * Names and letters are pg_dump's and pg_restore's where they have the thing.
 */
#ifndef PGSNAP_OPTIONS_H
#define PGSNAP_OPTIONS_H

#include "base/opt.h"
#include "model/edit.h"
#include "model/filter.h"
#include "pq/conn.h"
#include <limits.h>
#include <stddef.h>

struct connection_options {
    const char *dbname, *host, *port, *user, *role;
    bool no_password, password;
};

/* clang-format off */
#define OPTIONS_CONNECTION(options, field) \
    {.letter = 'd', .name = "dbname", .type = OPT_TEXT, .offset = offsetof(options, field.dbname), \
     .argument = "DB", .help = "database: a name, a conninfo string or a URI", .group = "Connection"}, \
    {.letter = 'h', .name = "host", .type = OPT_TEXT, .offset = offsetof(options, field.host), \
     .argument = "HOST", .help = "server host or socket folder"}, \
    {.letter = 'p', .name = "port", .type = OPT_TEXT, .offset = offsetof(options, field.port), \
     .argument = "PORT", .help = "server port"}, \
    {.letter = 'U', .name = "username", .type = OPT_TEXT, .offset = offsetof(options, field.user), \
     .argument = "NAME", .help = "connect as this user"}, \
    {.letter = 'w', .name = "no-password", .type = OPT_FLAG, .offset = offsetof(options, field.no_password), \
     .help = "never ask for a password"}, \
    {.letter = 'W', .name = "password", .type = OPT_FLAG, .offset = offsetof(options, field.password), \
     .help = "ask for a password before connecting"}, \
    {.name = "role", .type = OPT_TEXT, .offset = offsetof(options, field.role), \
     .argument = "ROLE", .help = "SET ROLE after connecting"}
/* clang-format on */

struct selection_options {
    struct opt_list schemas, exclude_schemas, tables, exclude_tables, exclude_data;
    struct opt_list table_trees, exclude_table_trees, exclude_data_trees; /* OPTIONS_CATALOG, as what follows */
    struct opt_list extensions, exclude_extensions, foreign_servers;
    struct opt_list filter_files,
        filter_texts; /* what --filter names, and what was read from there (cmd/filter_file.h) */
    bool sequence_data, row_security;
    bool no_foreign_data;     /* rows of foreign tables would go to the true servers */
    struct opt_list sections; /* as they were given; options_sections makes the mask and the flags of them */
    unsigned section_mask;
    bool schema_only, data_only, no_rights, no_comments, large_objects, no_large_objects, strict_names;
    bool with_dependencies; /* restore only, as the next ones */
    struct opt_list functions, indexes, triggers;
    bool no_policies, no_publications, no_subscriptions, no_security_labels, no_unlogged_data;
    bool no_tablespaces, no_access_methods, no_compression;
    bool globals_only, roles_only, tablespaces_only, no_role_passwords; /* OPTIONS_GLOBALS */
    bool statistics, no_statistics, statistics_only;                    /* OPTIONS_STATISTICS */
    bool with_statistics; /* what follows: see options_choose_statistics */
};

/* clang-format off */
#define OPTIONS_SELECTION(options, field) \
    {.letter = 'n', .name = "schema", .type = OPT_LIST, .offset = offsetof(options, field.schemas), \
     .argument = "PATTERN", .help = "only these schemas", .group = "Selection"}, \
    {.letter = 'N', .name = "exclude-schema", .type = OPT_LIST, .offset = offsetof(options, field.exclude_schemas), \
     .argument = "PATTERN", .help = "not these schemas"}, \
    {.letter = 't', .name = "table", .type = OPT_LIST, .offset = offsetof(options, field.tables), \
     .argument = "PATTERN", .help = "only these tables, views, sequences, with all that is part of them"}, \
    {.letter = 'T', .name = "exclude-table", .type = OPT_LIST, .offset = offsetof(options, field.exclude_tables), \
     .argument = "PATTERN", .help = "not these tables"}, \
    {.name = "exclude-table-data", .type = OPT_LIST, .offset = offsetof(options, field.exclude_data), \
     .argument = "PATTERN", .help = "these tables without their rows"}, \
    {.letter = 's', .name = "schema-only", .type = OPT_FLAG, .offset = offsetof(options, field.schema_only), \
     .help = "no rows"}, \
    {.letter = 'a', .name = "data-only", .type = OPT_FLAG, .offset = offsetof(options, field.data_only), \
     .help = "only rows, sequence values and large objects"}, \
    {.name = "no-data", .type = OPT_FLAG, .offset = offsetof(options, field.schema_only), \
     .help = "the same as --schema-only"}, \
    {.name = "no-schema", .type = OPT_FLAG, .offset = offsetof(options, field.data_only), \
     .help = "the same as --data-only"}, \
    {.name = "sequence-data", .type = OPT_FLAG, .offset = offsetof(options, field.sequence_data), \
     .help = "with -s: the values of sequences too"}, \
    {.name = "section", .type = OPT_LIST, .offset = offsetof(options, field.sections), \
     .argument = "SECTION", .help = "only pre-data, data or post-data; may be repeated"}, \
    {.letter = 'b', .name = "large-objects", .type = OPT_FLAG, .offset = offsetof(options, field.large_objects), \
     .help = "large objects too, although -n, -t or -s is given"}, \
    {.letter = 'B', .name = "no-large-objects", .type = OPT_FLAG, .offset = offsetof(options, field.no_large_objects), \
     .help = "no large objects"}, \
    {.letter = 'x', .name = "no-privileges", .type = OPT_FLAG, .offset = offsetof(options, field.no_rights), \
     .help = "no GRANT and REVOKE"}, \
    {.name = "no-acl", .type = OPT_FLAG, .offset = offsetof(options, field.no_rights), \
     .help = "the same as --no-privileges"}, \
    {.name = "no-comments", .type = OPT_FLAG, .offset = offsetof(options, field.no_comments), \
     .help = "no comments"}, \
    {.name = "strict-names", .type = OPT_FLAG, .offset = offsetof(options, field.strict_names), \
     .help = "accepted: a pattern for schemas or tables always has to match"}

/* What only the catalog of a live database can answer. */
#define OPTIONS_CATALOG(options, field) \
    {.name = "table-and-children", .type = OPT_LIST, .offset = offsetof(options, field.table_trees), \
     .argument = "PATTERN", .help = "as -t, and their partitions and children too"}, \
    {.name = "exclude-table-and-children", .type = OPT_LIST, .offset = offsetof(options, field.exclude_table_trees), \
     .argument = "PATTERN", .help = "as -T, and not their partitions and children"}, \
    {.name = "exclude-table-data-and-children", .type = OPT_LIST, \
     .offset = offsetof(options, field.exclude_data_trees), .argument = "PATTERN", \
     .help = "these tables, their partitions and children without their rows"}, \
    {.letter = 'e', .name = "extension", .type = OPT_LIST, .offset = offsetof(options, field.extensions), \
     .argument = "PATTERN", .help = "of extensions only these"}, \
    {.name = "exclude-extension", .type = OPT_LIST, .offset = offsetof(options, field.exclude_extensions), \
     .argument = "PATTERN", .help = "not these extensions"}, \
    {.name = "include-foreign-data", .type = OPT_LIST, .offset = offsetof(options, field.foreign_servers), \
     .argument = "PATTERN", .help = "the rows of foreign tables of these servers too"}, \
    {.name = "enable-row-security", .type = OPT_FLAG, .offset = offsetof(options, field.row_security), \
     .help = "only the rows that policies let this role see"}

/* What all databases of a server share, in place of what one has. */
#define OPTIONS_GLOBALS(options, field) \
    {.letter = 'g', .name = "globals-only", .type = OPT_FLAG, .offset = offsetof(options, field.globals_only), \
     .help = "only what the server's databases share: roles and tablespaces"}, \
    {.name = "roles-only", .type = OPT_FLAG, .offset = offsetof(options, field.roles_only), \
     .help = "only roles"}, \
    {.name = "tablespaces-only", .type = OPT_FLAG, .offset = offsetof(options, field.tablespaces_only), \
     .help = "only tablespaces"}, \
    {.name = "no-role-passwords", .type = OPT_FLAG, .offset = offsetof(options, field.no_role_passwords), \
     .help = "roles without their passwords"}

#define OPTIONS_STATISTICS(options, field) \
    {.name = "statistics", .type = OPT_FLAG, .offset = offsetof(options, field.statistics), \
     .help = "planner statistics too, although -s or -a is given or SQL is written"}, \
    {.name = "no-statistics", .type = OPT_FLAG, .offset = offsetof(options, field.no_statistics), \
     .help = "no planner statistics"}, \
    {.name = "statistics-only", .type = OPT_FLAG, .offset = offsetof(options, field.statistics_only), \
     .help = "only planner statistics"}
/* clang-format on */

/* clang-format off */
#define OPTIONS_SUPPRESSION(options, field) \
    {.name = "no-tablespaces", .type = OPT_FLAG, .offset = offsetof(options, field.no_tablespaces), \
     .help = "everything in the default tablespace"}, \
    {.name = "no-table-access-method", .type = OPT_FLAG, .offset = offsetof(options, field.no_access_methods), \
     .help = "tables by the default access method"}, \
    {.name = "no-toast-compression", .type = OPT_FLAG, .offset = offsetof(options, field.no_compression), \
     .help = "columns with the default compression"}, \
    {.name = "no-policies", .type = OPT_FLAG, .offset = offsetof(options, field.no_policies), \
     .help = "no row security and its policies"}, \
    {.name = "no-publications", .type = OPT_FLAG, .offset = offsetof(options, field.no_publications), \
     .help = "no publications"}, \
    {.name = "no-subscriptions", .type = OPT_FLAG, .offset = offsetof(options, field.no_subscriptions), \
     .help = "no subscriptions"}, \
    {.name = "no-security-labels", .type = OPT_FLAG, .offset = offsetof(options, field.no_security_labels), \
     .help = "no security labels"}, \
    {.name = "no-unlogged-table-data", .type = OPT_FLAG, .offset = offsetof(options, field.no_unlogged_data), \
     .help = "unlogged tables without their rows"}
/* clang-format on */

/* How a script is written. */
struct script_wishes {
    const char *restrict_key;
    bool inserts, on_conflict_do_nothing;
    unsigned rows_per_insert;
};

/* clang-format off */
#define OPTIONS_SCRIPT(options, field) \
    {.name = "inserts", .type = OPT_FLAG, .offset = offsetof(options, field.inserts), \
     .help = "rows as INSERT, each with the names of its columns"}, \
    {.name = "column-inserts", .type = OPT_FLAG, .offset = offsetof(options, field.inserts), \
     .help = "the same as --inserts"}, \
    {.name = "attribute-inserts", .type = OPT_FLAG, .offset = offsetof(options, field.inserts), \
     .help = "the same as --inserts"}, \
    {.name = "rows-per-insert", .type = OPT_NUMBER, .offset = offsetof(options, field.rows_per_insert), \
     .argument = "N", .help = "INSERT with N rows in each statement", .minimum = 1, .maximum = INT_MAX}, \
    {.name = "on-conflict-do-nothing", .type = OPT_FLAG, .offset = offsetof(options, field.on_conflict_do_nothing), \
     .help = "INSERT ... ON CONFLICT DO NOTHING"}, \
    {.name = "restrict-key", .type = OPT_TEXT, .offset = offsetof(options, field.restrict_key), \
     .argument = "KEY", .help = "use this key for \\restrict, not one made at random"}
/* clang-format on */

/* clang-format off */
#define OPTIONS_ABSENT \
    {.letter = 'S', .name = "superuser", .type = OPT_ABSENT, .argument = "NAME", \
     .help = "connect as a superuser (-U)"}, \
    {.name = "use-set-session-authorization", .type = OPT_ABSENT, \
     .help = "owners are set by ALTER ... OWNER TO; leave them out with --no-owner"}
/* clang-format on */

struct message_options {
    bool verbose, quiet, help, version;
};

/* clang-format off */
#define OPTIONS_MESSAGES(options, field) \
    {.letter = 'v', .name = "verbose", .type = OPT_FLAG, .offset = offsetof(options, field.verbose), \
     .help = "say more", .group = "Messages"}, \
    {.letter = 'q', .name = "quiet", .type = OPT_FLAG, .offset = offsetof(options, field.quiet), \
     .help = "only warnings and errors"}, \
    {.name = "help", .type = OPT_FLAG, .offset = offsetof(options, field.help), \
     .help = "show this help and exit"}, \
    {.letter = 'V', .name = "version", .type = OPT_FLAG, .offset = offsetof(options, field.version), \
     .help = "show the version and exit"}
/* clang-format on */

enum { OPTIONS_MOST_LANES = 64 };

/* One lane per processor, at most 4: a live server has other work. */
unsigned options_default_lanes(void);

/* Starts the log for "pgsnap COMMAND". */
void options_start_log(const char *command, const struct message_options *messages);

void options_target(const struct connection_options *connection, struct conn_target *target);

/* True when someone has named a database: libpq's own last resort is the user's name, at which nothing is to be aimed. */
bool options_names_database(const struct connection_options *connection);

/* Right after parsing: what --section means for the other choices. An unknown section is ERR_USAGE. */
bool options_sections(struct selection_options *selection, struct err *err);

/* Checks that the choices agree and compiles the patterns. database may be NULL. */
bool options_filter(const struct selection_options *selection, const char *database, struct filter **filter,
                    struct err *err);

/* What --globals-only and its like ask for (enum catalog_globals); 0: nothing, a database is wanted. */
unsigned options_globals(const struct selection_options *selection);

/* What of the choice is done by changing texts. */
struct edit_options options_edit(const struct selection_options *selection);

/*
 * After options_sections: whether planner statistics are wanted. By default where nothing narrows the choice to schema or
 * data, or to sections without post-data; in SQL, which any server may be given, only when they are asked for. plain: SQL is
 * written. Without this call they are not.
 */
bool options_choose_statistics(struct selection_options *selection, bool plain, struct err *err);

/* Whether functions, indexes or triggers are chosen by name. */
bool options_names_parts(const struct selection_options *selection);

/* Whether anything was said at all. */
bool options_has_selection(const struct selection_options *selection);

/* --on-conflict-do-nothing without a wish for INSERT is ERR_USAGE. *rows: to be in an INSERT; 0: none are wished for. */
bool options_inserts(const struct script_wishes *wishes, unsigned *rows, struct err *err);

void options_free_selection(struct selection_options *selection);

/* What pg_dump's users write for the format, and whether it stands for an SQL script. */
bool options_format(const char *format, bool *plain, struct err *err);

/* "3", "zstd:3", "zstd", "none", "0", "auto" -> level of struct writer_options. */
bool options_level(const char *text, int *level, struct err *err);

#endif
