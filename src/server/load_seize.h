/*
 * load_seize.h - the transaction in which things are dropped begins when nobody else uses them.
 */
#ifndef PGSNAP_LOAD_SEIZE_H
#define PGSNAP_LOAD_SEIZE_H

#include "server/load_state.h"

#include <time.h>

/* One transaction that is attempted until it succeeds; zero to begin with. */
struct load_seize {
    unsigned attempts; /* that were begun */
    struct timespec first;
    unsigned patience; /* milliseconds that this attempt waits for the tables */
    unsigned limit;    /* milliseconds that the user wants to wait; 0: as long as it takes */
    bool is_last;      /* this attempt may wait for each lock as long as that */
    bool is_late;      /* this attempt failed because others were in the way */
};

/*
 * Begins a transaction, and locks the relations among these entries of load->standing. False and err: no attempt may begin, or
 * is_late.
 */
bool load_seize_begin(struct load_seize *seize, struct load *load, struct conn *conn, const struct entry *const *list,
                      size_t count, struct err *err);
/* A statement on conn has failed: was that because others were in the way, and is it worth another attempt? Notes it then. */
bool load_seize_is_late(struct load_seize *seize, const struct conn *conn);
/* All that was to be dropped is dropped: from here on others are waited for as the user wants. */
bool load_seize_end(const struct load_seize *seize, struct conn *conn, struct err *err);
/* The attempt failed (cause): true when it was late. Rolled back then, with a pause in which others can go on. */
bool load_seize_again(const struct load_seize *seize, const struct load *load, struct conn *conn,
                      const struct err *cause);

#endif
