/*
 * extract.h - a live database as a source: snapshot, locks, catalog, then rows over lanes.
 *
 * open: connects, begins a REPEATABLE READ READ ONLY transaction, lists the relations, locks those wanted, reads the
 * catalog (server/catalog.h), exports the snapshot and opens the other lanes' connections in it.
 * next: hands out ranges of tables, largest first; a table of ENTRY rows with `ranges` on a server >= 14 is split by ctid,
 * if there are several lanes. When none is split, the fact row_order says so.
 */
#ifndef PGSNAP_EXTRACT_H
#define PGSNAP_EXTRACT_H

#include "model/edit.h"
#include "model/filter.h"
#include "pq/conn.h"
#include <pgsnap/ends.h>

struct extract_options {
    struct conn_target target;
    unsigned lock_wait_timeout; /* milliseconds; 0: wait for ever */
    bool by_entry;              /* all rows of one entry before the next, in toc order (for -Fp) */
    bool keep_order;            /* no table is split */
    unsigned globals;           /* of enum catalog_globals: these in place of what the database has; 0 */
    bool schema_only;           /* no rows will be asked for */
    bool sequence_data;         /* with that: sequences' values will be all the same */
    struct edit_options edit;   /* clauses that are left out */
    bool row_security;          /* what policies hide from this role is not wanted */
    bool statistics;            /* planner statistics are wanted */
    const char *snapshot;       /* --snapshot: use this exported one; NULL */
    bool serializable_deferrable;
    const char *large_object_groups; /* the groups of another side that this one is compared with; NULL; borrowed */
    bool may_match_nothing;          /* a pattern that matches nothing is no error: the caller asks filter_check_used */
    const struct toc *known; /* tables that may not be read are passed over in schemas that this has nothing of; NULL */
    const char *dbname;      /* replaces the database in the target; NULL */
};

/* filter: borrowed, used in open (which also applies filter_select); must outlive the source. */
struct source *extract_new(const struct extract_options *options, struct filter *filter);

/* After open, for --dir and messages. */
const char *extract_dbname(const struct source *source);

#endif
