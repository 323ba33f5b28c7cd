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

/* Used by its own thread only, except that `conn` changes under `connections`. */
struct extract_lane {
    struct conn *conn;            /* made in open; NULL when no rows are wanted */
    const struct work_item *item; /* being read, or NULL */
    bool finished;                /* its COPY has ended (or it has none) */
    uint64_t blocks;              /* of the item */
    uint32_t locked;              /* id of the entry whose table was locked last, or 0 */
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

/* Connects, locks, reads the catalog into extract->toc, connects the other lanes. */
bool extract_open_all(struct extract *extract, struct err *err);
void extract_open_undo(struct extract *extract);

#endif
