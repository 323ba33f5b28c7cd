/*
 * load.h - a live database as a sink.
 *
 * Before anything is changed the target is looked at (server/intent.h): what would fail is told then, all at once, and
 * without keep_going nothing is done. With clean, drops and new schema are one transaction: an object that fails undoes
 * it. After that, and in a restore that replaces nothing, a failed object does not stop the restore: it is noted
 * (load_failures), what needs it is skipped, the rest goes on. err is for what stops everything: a problem told
 * beforehand, a lost connection, a failed drop, cancellation.
 */
#ifndef PGSNAP_LOAD_H
#define PGSNAP_LOAD_H

#include "model/edit.h"
#include "pq/conn.h"
#include <pgsnap/ends.h>

/* A schema is restored under another name. */
struct load_rename {
    const char *from, *to;
    const char *reason; /* what a plan says of that */
};
struct swap;

/* A table is restored under another name: the schema's pair in `schemas` is made for it. */
struct load_table {
    const char *schema, *from, *to;
    const char *stay;   /* the new name of the schema, which the table leaves in the end */
    const char *reason; /* what a plan says of that */
};

struct load_options {
    struct conn_target target;
    bool clean;           /* -c */
    bool cascade;         /* --cascade, with clean: drop also what stands in the way, if it holds no rows */
    bool keep_dependents; /* --keep-dependents, with clean and -1: make again what else needs what is dropped */
    bool exact;           /* --exact, with clean: drop also what else is in the archive's schemas */
    unsigned
        lock_wait_timeout; /* --lock-wait-timeout, with clean: for each lock of a drop, in ms; 0: as long as it takes */
    bool keep_going;       /* --keep-going: restore what can be restored */
    bool create;           /* -C: make the database named in the archive, from the target's database */
    struct swap *swap;     /* --swap, with create: the database that it names instead (server/swap.h); or NULL */
    bool looks_only;       /* --dry-run: load_look, and nothing is claimed (server/claim.h) */
    bool no_owner;         /* -O */
    bool no_rights;        /* -x */
    bool single_transaction; /* -1: one lane, any failure undoes everything */
    bool exit_on_error;      /* -e */
    size_t transaction_size; /* --transaction-size, with exit_on_error: so many objects; 0: -c is one transaction */
    bool disable_triggers;   /* --disable-triggers, with data_only */
    bool data_only;
    bool no_rows;                      /* -s: tables are wanted without */
    bool with_dependencies;            /* what was needed has been brought */
    bool could_bring;                  /* it has not, but with_dependencies would have (-n, -t) */
    const struct load_rename *schemas; /* --rename-schema, with single_transaction */
    size_t schemas_count;
    const struct load_table *tables; /* --rename-table */
    size_t tables_count;
    struct edit_role *roles; /* --role-map; `quoted` and `used` are filled by load_adapt */
    size_t roles_count;
    bool statistics_asked; /* --statistics: that the server cannot take them is worth a warning */
    bool analyze;          /* --analyze: each restored table, at the end */
    bool
        freeze; /* all rows of a table come to one lane, before those of another: load them in one transaction, frozen */
    const char *archive; /* identifies the archive; NULL: the restore cannot be resumed */
    bool resume;  /* --resume: go on with the interrupted restore; excludes clean, create and single_transaction */
    bool created; /* with resume: in the database named in the archive, which was created by that restore (-C) */
};

struct sink *load_new(const struct load_options *options);

/*
 * Before anything else looks at the entries: --role-map, and what --with-dependencies brought but the target has already is
 * not selected any more. Changes nothing in the target.
 */
bool load_adapt(struct sink *sink, struct toc *toc, struct err *err);

/*
 * After load_adapt and before begin, where each lane can be given all rows of a table before those of another: *whole says that
 * they should be given so, because the server then writes no WAL for them (wal_level = minimal). They are loaded as with freeze.
 */
bool load_takes_whole_tables(struct sink *sink, const struct toc *toc, bool *whole, struct err *err);

/*
 * Looks at the target and tells what begin and all that follows would do: for --dry-run, in the place of a relay. Changes
 * nothing. The intent is the sink's, as after begin.
 */
struct intent;
bool load_look(struct sink *sink, const struct toc *toc, struct err *err);
const struct intent *load_intent(const struct sink *sink);

/* What migration tools said before anything was changed, and at the end. Owned by the sink. */
struct migration;
enum load_when { LOAD_BEFORE, LOAD_AFTER };
size_t load_migrations(const struct sink *sink, enum load_when when, const struct migration **list);

/* After a relay that failed: whether --resume can go on from there. */
bool load_can_resume(const struct sink *sink);
/* And whether it was still dropping what it replaces, and has dropped something: the same restore again goes on with that. */
bool load_is_dropping(const struct sink *sink);

/* After begin: the target's major. */
unsigned load_server_major(const struct sink *sink);

struct load_failure {
    uint32_t entry;
    bool skipped;  /* not tried, because something that it needs failed */
    char *message; /* the server's */
};
/* After the relay: what failed, in order. Owned by the sink. */
size_t load_failures(const struct sink *sink, const struct load_failure **list);

#endif
