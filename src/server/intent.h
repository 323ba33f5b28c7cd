/*
 * intent.h - what a restore is going to do, and what it knows beforehand would fail. Made before anything is changed.
 *
 * Steps come in the order in which they are done: drops, then what is kept, created and loaded.
 */
#ifndef PGSNAP_INTENT_H
#define PGSNAP_INTENT_H

#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

enum intent_action {
    INTENT_DROP, /* entry is the target's, of large objects and databases the archive's; with others it is the archive's */
    INTENT_KEEP,   /* stands already and is used */
    INTENT_CREATE, /* also: comments and rights are set, views are filled; with --keep-dependents the target's, too */
    INTENT_LOAD,   /* rows and sequence values */
    INTENT_RENAME, /* --swap: a database; why says to which name */
    INTENT_SKIP    /* selected, and yet left out: see why */
};

struct intent_step {
    enum intent_action action;
    const struct entry *entry;
    const char *why; /* outlives the intent; NULL when there is nothing to say */
};

struct intent_problem {
    const char *kind; /* static text for programs: "exists", "dependent", "role", ... */
    char *text;
    char *hint; /* or NULL */
    bool final; /* it stops the restore also when that is told to go on over failures */
};

struct intent {
    struct intent_step *steps;
    size_t steps_count;
    struct intent_problem *problems;
    size_t problems_count;
    size_t left_out; /* entries of the archive that were not selected */
};

void intent_add_step(struct intent *intent, enum intent_action action, const struct entry *entry, const char *why);
/* Before all others. */
void intent_add_first(struct intent *intent, enum intent_action action, const struct entry *entry, const char *why);
/* text and hint are copied; hint may be NULL. */
void intent_add_problem(struct intent *intent, const char *kind, bool final, const char *text, const char *hint);
void intent_free(struct intent *intent);
/* True when nothing stops the restore. Else err has the problems, as many as fit. Those passed over are warned of. */
bool intent_check(const struct intent *intent, bool keep_going, struct err *err);

#endif
