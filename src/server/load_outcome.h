/*
 * load_outcome.h - what became of each entry, and the list of failures. Any thread: everything is behind one lock.
 */
#ifndef PGSNAP_LOAD_OUTCOME_H
#define PGSNAP_LOAD_OUTCOME_H

#include "server/load.h"
#include <pgsnap/entry.h>
#include <pthread.h>

enum load_state {
    LOAD_WAITING, /* not tried yet */
    LOAD_MADE,    /* created by this restore */
    LOAD_EXISTED, /* could not be created because the target has one of that name */
    LOAD_FAILED,
    LOAD_SKIPPED /* not tried, because something that it needs failed */
};

struct load_outcome {
    pthread_mutex_t lock;
    const struct toc *toc;
    /* All below: under lock. */
    unsigned char *states;     /* enum load_state, per entry */
    bool *committed;           /* per entry: some of its rows are in the target */
    struct load_failure *list; /* in the order of failing */
    size_t count;
};

void load_outcome_init(struct load_outcome *outcome, const struct toc *toc);
void load_outcome_free(struct load_outcome *outcome);

enum load_state load_outcome_state(struct load_outcome *outcome, uint32_t id);
void load_outcome_made(struct load_outcome *outcome, uint32_t id);
void load_outcome_committed(struct load_outcome *outcome, uint32_t id);
bool load_outcome_has_committed(struct load_outcome *outcome, uint32_t id);

/* The entry becomes LOAD_FAILED or LOAD_EXISTED and is listed; nothing happens when it has failed already. */
void load_outcome_fail(struct load_outcome *outcome, uint32_t id, enum load_state state, const char *message);
/* Lists a failure of an entry that otherwise counts as it did (its owner could not be set). */
void load_outcome_note(struct load_outcome *outcome, uint32_t id, const char *message);
/* Adds to the message of the entry's failure. */
void load_outcome_add(struct load_outcome *outcome, uint32_t id, const char *text);
/*
 * True when something that the entry needs is not there: then the entry has become LOAD_SKIPPED and is listed. Also true
 * when it has failed or was skipped before.
 */
bool load_outcome_skips(struct load_outcome *outcome, const struct entry *entry);

#endif
