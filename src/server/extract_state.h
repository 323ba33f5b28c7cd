/*
 * extract_state.h - what the files of the live source share. For src/server/extract*.c only.
 */
#ifndef PGSNAP_EXTRACT_STATE_H
#define PGSNAP_EXTRACT_STATE_H

#include "server/extract.h"
#include "server/relations.h"
#include "server/work.h"
#include <pthread.h>
#include <stdatomic.h>

/* With AGAIN and LATER err says what there is to say if nothing comes of the next attempt either. */
enum extract_attempt { EXTRACT_DONE, EXTRACT_AGAIN, EXTRACT_LATER, EXTRACT_FAILED };

/* Used by its own thread only, except that `conn` changes under `connections`. */
struct extract_lane {
    struct conn *conn;            /* made in open; NULL when no rows are wanted */
    const struct work_item *item; /* being read, or NULL */
    bool finished;                /* its COPY has ended (or it has none) */
    uint64_t blocks;              /* of the item */
    const char *row;              /* read, but not in a block yet, or NULL; in the connection's memory */
    size_t row_length;
};

struct extract {
    struct source source; /* first: a struct source * is a struct extract * */
    struct extract_options options;
    struct stop *stop; /* in options.target too; set by cancel */
    struct filter *filter;
    struct toc toc;
    struct relations *relations; /* constant after open */
    char *snapshot;              /* that the lanes share, or NULL */
    char *password;
    unsigned lanes_count;
    struct extract_lane *lanes; /* lane 0 is the leader */
    atomic_bool cancelled;

    pthread_mutex_t starting; /* guards work until it is made, at the first call of next */
    struct work *work;

    pthread_mutex_t connections; /* guards lanes, lanes_count and their conn against cancel; held for moments only */
};

/* Fails when the dump was cancelled. */
bool extract_check_cancelled(const struct extract *extract, struct err *err);

/* Tables are split between lanes, so that their rows do not come in the order in which they are stored. */
bool extract_splits(const struct extract *extract);

/* extract_lock.c: the leader's transaction, with the tables locked and extract->relations as it sees them. */
enum extract_attempt extract_lock_all(struct extract *extract, bool is_last, struct err *err);
/* Says that somebody dropped, made or replaced it, and whether another attempt may help. */
enum extract_attempt extract_lock_altered(const struct extract *extract, const char *name, struct err *err);

/*
 * extract_versions.c: whether what the server said of objects that are not locked is what the snapshot shows. Afterwards lane 1
 * is in a new transaction.
 */
enum extract_attempt extract_versions_compare(struct extract *extract, bool is_last, struct err *err);

/* Begins a transaction in the shared snapshot, on the connection of a lane that is not the leader's. */
bool extract_open_join(const struct extract *extract, struct conn *conn, struct err *err);
/* Begins the lane's transaction anew, without its locks. */
bool extract_open_rejoin(const struct extract *extract, unsigned lane, struct err *err);

/* Connects, locks, reads the catalog into extract->toc, connects the other lanes. */
bool extract_open_all(struct extract *extract, struct err *err);
void extract_open_undo(struct extract *extract);

#endif
