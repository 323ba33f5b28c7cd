/*
 * load_attempt.h - statements whose failure leaves nothing behind, and what is said of it.
 */
#ifndef PGSNAP_LOAD_ATTEMPT_H
#define PGSNAP_LOAD_ATTEMPT_H

#include "server/load_state.h"

struct load_attempt {
    struct load *load;
    struct conn *conn;
    bool in_transaction; /* one is open on conn: then between savepoints */
    /*
     * Outside a transaction: so many times no lock is waited for longer than patience, in milliseconds; after these as long as it takes,
     * unless it gives up then.
     */
    unsigned hurries, patience;
    bool gives_up;
};

/* Returns true also when the text failed: then *cause is set and sqlstate filled. False and err: nothing can go on. */
bool load_attempt_run(const struct load_attempt *attempt, const struct entry *entry, const char *sql, struct err *cause,
                      char sqlstate[6], struct err *err);
/* Lists the entry as failed. False and err: the restore does not bear that. */
bool load_attempt_failure(const struct load_attempt *attempt, const struct entry *entry, const struct err *cause,
                          const char *sqlstate, struct err *err);
/* The object is there, so this is no failure of the entry; only -1 and -e do not bear it. */
bool load_attempt_shortcoming(const struct load_attempt *attempt, const struct entry *entry, const char *what,
                              const struct err *cause, struct err *err);

#endif
