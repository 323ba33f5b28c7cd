/*
 * renaming.h - the option --rename-schema of restore.
 */
#ifndef PGSNAP_RENAMING_H
#define PGSNAP_RENAMING_H

#include "cmd/options.h"
#include "cmd/pairs.h"
#include "server/load.h"
#include <pgsnap/entry.h>

/* Zero-initialise; renaming_free also after a failure. */
struct renaming {
    struct pair *pairs;
    struct load_rename *schemas;
    size_t count;
    char **texts; /* count reasons, then count patterns */
};

/* Where the selection names neither schemas nor tables, the schemas to be renamed become the selection. */
bool renaming_parse(struct renaming *renaming, const struct opt_list *values, struct selection_options *selection,
                    struct err *err);
/* After selecting: fails when nothing is selected of one of the schemas. */
bool renaming_check(const struct renaming *renaming, const struct toc *toc, struct err *err);
void renaming_free(struct renaming *renaming);

#endif
