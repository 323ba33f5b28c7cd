/*
 * renaming.h - the options --rename-schema and --rename-table of restore.
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
    struct pair *table_pairs;
    struct load_table *tables;
    size_t tables_count;
    char *
        *table_texts; /* four for each: a copy of the old name cut in two, a pattern, a reason, the schema's new name */
};

/* Where the selection names neither schemas nor tables, the schemas to be renamed become the selection. */
bool renaming_parse(struct renaming *renaming, const struct opt_list *values, struct selection_options *selection,
                    struct err *err);
/* --rename-table: these tables become the selection. Not together with --rename-schema. */
bool renaming_parse_tables(struct renaming *renaming, const struct opt_list *values,
                           struct selection_options *selection, struct err *err);
/* After selecting: leaves out foreign keys of tables that get another name to what is not restored. */
void renaming_cut(const struct renaming *renaming, struct toc *toc);
/* After selecting: fails when nothing is selected of one of the schemas. */
bool renaming_check(const struct renaming *renaming, const struct toc *toc, struct err *err);
void renaming_free(struct renaming *renaming);

#endif
