/*
 * load.h - a live database as a sink.
 *
 * A failed object does not stop the restore: it is noted (load_failures), what needs it is skipped, the rest goes on.
 * err is for what stops everything: a lost connection, a failed drop (nothing has been changed then), cancellation.
 */
#ifndef PGSNAP_LOAD_H
#define PGSNAP_LOAD_H

#include "pq/conn.h"
#include <pgsnap/ends.h>

struct load_options {
    struct conn_target target;
    bool clean;              /* -c */
    bool create;             /* -C: make the database named in the archive, from the target's database */
    bool no_owner;           /* -O */
    bool single_transaction; /* -1: one lane, any failure undoes everything */
    bool exit_on_error;      /* -e */
    bool disable_triggers;   /* --disable-triggers, with data_only */
    bool data_only;
};

struct sink *load_new(const struct load_options *options);

/* What migration tools said before anything was changed, and at the end. Owned by the sink. */
struct migration;
enum load_when { LOAD_BEFORE, LOAD_AFTER };
size_t load_migrations(const struct sink *sink, enum load_when when, const struct migration **list);

struct load_failure {
    uint32_t entry;
    bool skipped;  /* not tried, because something that it needs failed */
    char *message; /* the server's */
};
/* After the relay: what failed, in order. Owned by the sink. */
size_t load_failures(const struct sink *sink, const struct load_failure **list);

#endif
