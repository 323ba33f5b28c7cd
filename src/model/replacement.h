/*
 * replacement.h - what a restore of an archive means for what stands in the target already: pure data, nothing is run.
 *
 * Both sides are tables of contents made by the same catalog queries, so the same object has the same kind, schema and
 * name in both.
 */
#ifndef PGSNAP_REPLACEMENT_H
#define PGSNAP_REPLACEMENT_H

#include <pgsnap/entry.h>

/* Of an entry of the target. */
enum replacement_fate {
    REPLACEMENT_STAYS,      /* it is not touched */
    REPLACEMENT_KEPT,       /* the archive has it too, and this one is used: a schema that holds more, an extension; a
                               function that others call is replaced in its place */
    REPLACEMENT_REPLACED,   /* dropped; the archive creates it anew */
    REPLACEMENT_EXTRA,      /* dropped; the archive does not have it, and only what it has shall be there */
    REPLACEMENT_GOES_ALONG, /* a part of something that is dropped */
    REPLACEMENT_IN_THE_WAY  /* none of these, but it needs something that is dropped, or has a name that is wanted */
};

struct replacement_options {
    bool clean;  /* what the archive creates is dropped first */
    bool exact;  /* with clean: and what else is in its schemas */
    bool beside; /* what the archive creates gets another name than it has there */
    /* To go on with an interrupted restore of the archive: what stands in the target was made by it. Both lists are per
     * entry of the archive; NULL: not that. */
    const bool *existed;    /* but this was there before */
    const bool *incomplete; /* this table still gets rows: what is made after the rows is made anew */
};

struct replacement {
    const struct toc *archive, *target;
    uint32_t *there;      /* per entry of the archive: the target's id of the same object, or 0 */
    unsigned char *fates; /* enum replacement_fate, per entry of the target */
    uint32_t
        *causes;     /* per entry of the target in the way: the target's id of what is dropped, 0: its name is wanted */
    uint32_t *twins; /* per entry of the target: the archive's id of the same object, where that is selected, or 0 */
    bool *kept;      /* per entry of the archive: stands already as wanted, it need not be created */
    bool *in_place;  /* per entry of the target: kept, but the archive's CREATE OR REPLACE is run over it */
};

/* Only selected entries of the archive count. The target's entries may be none. */
void replacement_work_out(struct replacement *replacement, const struct toc *archive, const struct toc *target,
                          const struct replacement_options *options);
void replacement_free(struct replacement *replacement);

enum replacement_fate replacement_fate(const struct replacement *replacement, const struct entry *entry);
/* Whether it may be dropped because it is in the way: nothing that holds rows, and no extension, ever is. */
bool replacement_may_cascade(const struct entry *entry);
/* Whether the target's entry is a part of something that is replaced, and does not come back: the archive does not have it. */
bool replacement_loses(const struct replacement *replacement, const struct entry *entry);
/* Whether the archive's entry is to be made over the one that stands: it may have rights and a comment from there. */
bool replacement_is_in_place(const struct replacement *replacement, const struct entry *entry);
/* Whether the archive's entry is in the target, stays there and is not what is used. */
bool replacement_preexists(const struct replacement *replacement, const struct entry *entry);
/*
 * Whether the archive's entry creates an object that must not exist yet. For a part of such an object that exists
 * itself (an index of a table) it is not asked: that is said of the relation.
 */
bool replacement_collides(const struct replacement *replacement, const struct entry *entry);

#endif
