/*
 * filter_file.h - dump --filter: a file whose lines choose and leave out, as pg_dump's.
 *
 *   include|exclude  extension|foreign_data|schema|table|table_and_children|table_data|table_data_and_children  PATTERN
 *
 * What a kind means is what the option of that name means. Blank lines say nothing, nor does what follows a '#' outside of
 * double quotes; within them a pattern may go over several lines.
 */
#ifndef PGSNAP_FILTER_FILE_H
#define PGSNAP_FILTER_FILE_H

#include "cmd/options.h"
#include <pgsnap/err.h>

/* Reads all that selection->filter_files names, "-" from standard input. A line that says something else is ERR_USAGE. */
bool filter_file_read(struct selection_options *selection, struct err *err);

#endif
