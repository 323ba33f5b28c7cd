/*
 * restore_options.h - what the user of restore has asked for. How to add an option: a field here, a row in cmd_restore.c,
 * in restore_check.c what it excludes, and a paragraph in the man page.
 */
#ifndef PGSNAP_RESTORE_OPTIONS_H
#define PGSNAP_RESTORE_OPTIONS_H

#include "cmd/options.h"
#include "cmd/renaming.h"

struct load_options;
struct pair;
struct swap_restore_options;

struct restore_options {
    struct connection_options connection;
    struct selection_options selection;
    struct message_options messages;
    struct script_wishes script;
    unsigned rows_per_insert; /* see options_inserts */
    const char *archive, *file, *spool, *use_list, *format, *kept, *maintenance;
    struct opt_list role_map, rename_schema, rename_table;
    struct renaming renaming; /* of rename_schema and rename_table */
    struct pair *role_pairs;  /* of role_map */
    struct edit_role *roles;  /* of role_pairs */
    unsigned lanes;
    unsigned transaction_size;  /* 0: not given */
    uint64_t lock_wait_timeout; /* milliseconds */
    bool keep_order, can_seek;  /* can_seek: the archive */
    bool list, cascade, keep_dependents, exact, keep_going, dry_run, json, no_spool, resume;
    bool swap, swap_back, end_connections;
    bool clean, if_exists, create, no_owner, single_transaction, exit_on_error, disable_triggers, check, analyze;
};

/* Right after parsing: checks that the choices agree, and works out what follows from them. */
bool restore_options_settle(struct restore_options *options, struct err *err);
void restore_options_free(struct restore_options *options);

/* The same for those who do the work; the options must outlive what is made. */
void restore_options_load(const struct restore_options *options, struct load_options *how);
void restore_options_swap(const struct restore_options *options, struct swap_restore_options *how);

#endif
