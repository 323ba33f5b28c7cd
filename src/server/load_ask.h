/*
 * load_ask.h - one question about many names, and a problem made of the answers.
 *
 * Each question is one query whose parameter is the list of names. It returns a row for each name that is not as wanted:
 * the name, and a word for what is the matter.
 */
#ifndef PGSNAP_LOAD_ASK_H
#define PGSNAP_LOAD_ASK_H

#include "pq/query.h"
#include "server/load_state.h"

/* Zero-initialise. The names are borrowed; they may repeat. */
struct load_names {
    const char **list;
    size_t count;
};

void load_ask_add(struct load_names *names, const char *name); /* NULL is passed over */
/* Frees the list. *rows is NULL when it was empty: then nothing is asked. */
bool load_ask(struct conn *conn, const char *sql, struct load_names *names, struct rows **rows, struct err *err);

/* rows may be NULL in all of these. */
size_t load_ask_count(const struct rows *rows);
bool load_ask_found(const struct rows *rows, const char *name); /* it is one of the answers; name may be NULL */
/* Adds a problem with all names of which the answer is this one. */
void load_ask_report(struct load *load, const struct rows *rows, const char *answer, const char *kind,
                     const char *sentence, const char *hint);

#endif
