/*
 * side.h - one side of a comparison: an archive, or a live database in one snapshot, with the counts of its rows.
 */
#ifndef PGSNAP_SIDE_H
#define PGSNAP_SIDE_H

#include "cmd/choice.h"
#include "cmd/options.h"
#include "model/compare.h"
#include <pgsnap/ends.h>

struct side {
    const char *name; /* as the user called it */
    bool live;
    struct source *source; /* NULL: the side belongs to somebody else */
    const struct toc *toc;
    const struct counts *counts; /* by id - 1; after side_count; malloc'd by it */
};

struct side_options {
    const struct connection_options *connection; /* for databases; dbname is not looked at */
    const char *override_dbname;                 /* replaces the database that `name` says; NULL */
    const char *large_object_groups;             /* of the other side (model/mark.h), for a database; NULL */
    struct filter *filter;                       /* what takes part; outlives the side */
    const struct choice *choice; /* what else decides that, for a database: an archive's; outlives the side; NULL */
    bool schema_only, sequence_data;
    const struct toc *known; /* as in struct extract_options */
    unsigned lanes;
    bool progress;
};

/* True when the user means an archive: a file (or something like it) bears the name, or the name can only be a file's. */
bool side_is_archive(const char *name);

/*
 * Opens the archive, or connects and takes a snapshot, and clears `selected` of what the filter does not want. A pattern that
 * matches nothing is no error here. After a failure, too, side_close is to be called.
 */
bool side_open(struct side *side, const char *name, bool live, const struct side_options *options, struct err *err);
/* Fills counts: from an archive's index where there is one, else by reading all selected rows. */
bool side_count(struct side *side, const struct side_options *options, struct err *err);
void side_close(struct side *side);

/* Clears `selected` of entries with rows that the other side does not have: nobody will ask for their counts. */
void side_leave_out_rows(struct side *side, const struct toc *other);

/* "archive shop.pgsnap (database shop, PostgreSQL 15.8, ...)" for people, made safe. Returns buffer. */
const char *side_describe(const struct side *side, char *buffer, size_t size);

/* Whether both come from servers of one major by one version of pgsnap: then statements can be compared as text. */
bool side_same_words(const struct side *one, const struct side *other);

#endif
