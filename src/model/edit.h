/*
 * edit.h - changing what is marked in the texts of entries: roles get other names, clauses are left out.
 */
#ifndef PGSNAP_EDIT_H
#define PGSNAP_EDIT_H

#include <pgsnap/entry.h>
#include <stdbool.h>

/* --role-map */
struct edit_role {
    const char *from, *to; /* unquoted */
    const char *quoted;    /* `to` as the server that will run the statements quotes it */
    bool used;             /* by edit_toc: something of `from` was found */
};

struct edit_options {
    struct edit_role *roles;
    size_t roles_count;
    bool no_tablespaces, no_access_methods, no_compression;
};

/* Edits all entries; new texts are in the toc's arena. Each role is replaced once, so that two may change places. */
void edit_toc(struct toc *toc, const struct edit_options *options);

/* Whether the texts say where roles stand: an archive with owners from before marks does not. */
bool edit_knows_roles(const struct toc *toc);

#endif
