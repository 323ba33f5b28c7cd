/*
 * load_state.h - what the files of the live sink share. For src/server/load*.c only.
 *
 * Locks, in the order in which they may be taken: validate.lock, emptying, settling, opening, connections. The outcome
 * and the ledger have their own, taken last.
 */
#ifndef PGSNAP_LOAD_STATE_H
#define PGSNAP_LOAD_STATE_H

#include "base/buf.h"
#include "model/replacement.h"
#include "model/runs.h"
#include "pq/conn.h"
#include "pq/query.h"
#include "server/intent.h"
#include "server/load.h"
#include "server/load_later.h"
#include "server/load_outcome.h"
#include "server/load_parcel.h"
#include "server/migration.h"
#include "server/standing.h"
#include <pgsnap/ends.h>
#include <pthread.h>
#include <stdatomic.h>

/* Used by its own thread; lane 0's also by whoever holds `settling` while a transaction is open on it. */
struct load_lane {
    struct conn *conn;         /* NULL until first needed; the pointer changes under `connections` */
    uint32_t copying;          /* the entry whose COPY is open, or 0 */
    unsigned sort_kilobytes;   /* maintenance_work_mem chosen for an index; 0: as the session began */
    uint32_t frozen;           /* the entry whose table was emptied in the transaction that is open here, or 0 */
    bool is_binary;            /* that COPY's format */
    uint64_t rows;             /* that were put into it */
    uint64_t bytes;            /* likewise */
    uint64_t blocks;           /* likewise */
    struct runs noted;         /* these blocks, where the COPY is in a transaction with its note in the ledger */
    bool notes;                /* that transaction is open */
    struct buf converted;      /* a block's rows in binary */
    struct load_parcel parcel; /* small blocks that have not been sent yet */
    char *owner;               /* who owns what a statement on this connection creates; NULL: that cannot be told */
    size_t most_locks;         /* that a transaction of this lane should take */
    bool has_large_objects;    /* the temporary table for large objects exists on this connection */
};

enum load_transaction {
    LOAD_NO_TRANSACTION,
    LOAD_CLEAN, /* drops and the new schema: committed before the first row */
    LOAD_WHOLE, /* -1: everything */
    LOAD_BROKEN /* it failed and was rolled back: nothing may follow */
};

/* --rename-schema (load_rename.c); all NULL without it. */
struct load_renaming {
    uint32_t *live; /* per entry of the archive: the target's entry of the same object, in whatever schema it will be */
    bool *lent;     /* per entry of the archive: it is needed, and the target's is used */
    bool *aside;    /* per entry of the target: it is, or is in, a schema that is set aside */
    struct rows *lines; /* of sql/rename.sql */
};

struct load_migrations {
    struct migration *list;
    size_t count;
};

/* Written before any lane runs, but for sorts_left. */
struct load_memory {
    uint64_t *table_bytes;  /* of rows, by id - 1 of the table's entry */
    atomic_uint sorts_left; /* btree indexes of large tables that are still to be built */
};

/* Foreign keys that are validated later (load_validate.c), and checks that are added later (load_checks.c); all per entry. */
struct load_validate {
    bool *worthwhile; /* written by begin only */
    bool *added;      /* NOT VALID; by the lane that did it */
    bool *unplanned;  /* checks that were put off; likewise */
    pthread_mutex_t lock;
    bool done; /* lock: they are valid */
};

struct load_binary;
/* What the ledger says of an entry, and will say: load_ledger.c. */
struct load_ledger_entry {
    /* Read by begin; constant while lanes run. */
    struct runs loaded; /* blocks that are in the target */
    bool all;           /* all of them are */
    bool empty;         /* and there are none */
    bool forgotten;     /* what was noted is not true any more */
    /* The ledger's lock. */
    bool ended; /* `blocks` is known: so many it has */
    uint64_t blocks;
    uint64_t committed; /* so many are in the target */
};

struct load_ledger {
    bool stands;                       /* it is in the target; written by begin, by the first define, by finish */
    bool stale;                        /* one of another restore stands there and is to be dropped (-c) */
    struct load_ledger_entry *entries; /* per entry of the archive */
    bool *existed;                     /* likewise, with --resume: it is not the restore's own; else NULL */
    bool *incomplete;                  /* likewise: a table that still gets rows */
    char *emptying;                    /* statements, with --resume; or NULL */
    pthread_mutex_t lock;
    uint32_t *complete; /* lock: entries that are complete and not noted yet */
    size_t complete_count;
};

struct load {
    struct sink sink; /* first: a struct sink * is a struct load * */
    struct load_options options;
    struct stop *stop;     /* in options.target too; set by cancel */
    const struct toc *toc; /* NULL before begin */
    unsigned lanes_count;
    struct load_lane *lanes;
    struct conn *maintenance; /* -C: where the database is created from; the pointer changes under `connections` */
    atomic_bool cancelled;

    pthread_mutex_t settling;          /* guards transaction */
    enum load_transaction transaction; /* on lane 0 */
    pthread_mutex_t emptying;          /* guards emptied; held while rows that waited are loaded */
    bool emptied;                      /* tables whose rows failed have been emptied */

    pthread_mutex_t opening; /* held while connecting; guards password */
    char *password;

    pthread_mutex_t connections; /* held for moments only: load_session_cancel waits for it */

    pthread_mutex_t converting; /* guards binaries: load_binary.c */
    struct load_binary *binaries;
    struct load_memory memory;
    struct load_validate validate;
    bool *whole; /* per entry: a COPY of its rows may not end before the last one; written by begin only */
    struct load_later later;
    atomic_bool configured; /* all rows that configure extensions are in the target */

    unsigned server_major; /* written by begin only; 0: it was not reached */
    bool undoes_defaults;  /* load_privileges.h; likewise */
    bool drops_in_steps;   /* now; load_drop.h; likewise */
    size_t dropped;        /* objects, by steps that are committed; likewise */

    /* Written by load_intent_make only, before any lane runs. */
    struct toc standing;            /* what the target holds; empty with -C */
    struct replacement replacement; /* of standing by toc; its memory is there when intended */
    const struct entry **drops;     /* of standing, in the order of dropping */
    size_t drops_count;
    struct intent intent;
    bool intended;
    struct load_renaming renaming;
    bool *foreign; /* per entry of the archive, or NULL: load_foreign.h */

    struct load_ledger ledger;
    struct load_outcome outcome;
    char **barred; /* roles that cannot be made owners; NULL-terminated; written by begin only */
    struct load_migrations migrations[2];
};

#endif
