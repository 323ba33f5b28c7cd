/*
 * compare.h - what is different between two tables of contents, each with the counts of its rows.
 *
 * Entries are matched by kind, schema and name; only selected ones take part, and nothing of STAGE_DATABASE: the
 * database's own name and settings are no part of what it holds, and planner statistics change by themselves.
 *
 * Statements are compared as text. Two servers of one major write the same object with the same words, with the exceptions
 * that model/wording.h knows; servers of different majors do not: then `statements` is to be false, and of an object only
 * its being there and its owner are compared; what is data (rows, sequence values) is compared in any case.
 */
#ifndef PGSNAP_COMPARE_H
#define PGSNAP_COMPARE_H

#include <pgsnap/entry.h>

struct compare_side {
    const struct toc *toc;
    const struct counts *counts; /* of each entry's rows, index id - 1 */
};

struct compare_options {
    bool statements;   /* both sides come from servers of one major, by one version of pgsnap */
    bool no_owner;     /* neither owners nor rights, which name the owner */
    bool roles_mapped; /* the first side has other names for roles: statements that list several are in another order */
    bool no_added;     /* what only the second side has is no difference, unless it is rights on what both have */
};

enum compare_status { COMPARE_REMOVED, COMPARE_ADDED, COMPARE_CHANGED };

struct compare_difference {
    enum compare_status status;
    const struct entry *first, *second;        /* NULL: not on that side */
    bool statements;                           /* changed: the text or the owner differs */
    bool rows;                                 /* changed: other rows, or as many with another digest */
    bool columns;                              /* with rows: the columns are others, so that digests say nothing */
    bool together;                             /* with rows: the counts are those of all partitions that share a root */
    struct counts first_counts, second_counts; /* of an entry with rows, on the sides that have it */
};

/* What removes, adds, changes the second side, as seen from the first; in the order of entries; malloc'd. */
size_t compare_sides(const struct compare_side *first, const struct compare_side *second,
                     const struct compare_options *options, struct compare_difference **list);

/* Rows of a foreign table: they are another server's, dumped only where they were asked for, and not compared. */
bool compare_is_foreign(const struct toc *toc, const struct entry *entry);

/* The order in which entries are matched: 0 when kind, schema and name are the same. */
int compare_keys(const struct entry *a, const struct entry *b);

/* The entry's statements, to be shown, but for a role's password; malloc'd; "" when it has none. */
char *compare_shown(const struct entry *entry, const struct compare_options *options);

#endif
