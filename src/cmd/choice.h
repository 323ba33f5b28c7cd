/*
 * choice.h - what an archive was asked to hold, noted in it: the options of the dump that chose, as its facts "selection".
 * With them a live database can be compared with an archive of a part, and pgsnap list shows that it is one.
 */
#ifndef PGSNAP_CHOICE_H
#define PGSNAP_CHOICE_H

#include "cmd/options.h"
#include <pgsnap/entry.h>
#include <stdbool.h>

/* What an archive notes; all zero: nothing, the whole database. */
struct choice {
    struct selection_options selection;
    struct filter *filter; /* NULL: nothing was left out */
};

/* Adds the facts. After options_sections and, for --filter, filter_file_read. */
void choice_note(const struct selection_options *selection, struct toc *toc);

/*
 * Reads the facts back; the toc must outlive the choice. Those that this pgsnap does not understand (they are from a newer one,
 * or damaged) are all passed over, with a warning. choice_free in any case.
 */
void choice_recall(const struct toc *toc, struct choice *choice);
void choice_free(struct choice *choice);

/* "--table=orders --no-comments", made safe; "" for the whole database. Returns buffer. */
const char *choice_describe(const struct toc *toc, char *buffer, size_t size);

#endif
