/*
 * pick_list.h - restore --list and --use-list: the entries of an archive as lines that a user may strike out.
 *
 * A line is the entry's id, ';', and words for people: "12; TABLE store.orders seller". Lines that begin with ';' and empty
 * ones say nothing.
 */
#ifndef PGSNAP_PICK_LIST_H
#define PGSNAP_PICK_LIST_H

#include <pgsnap/entry.h>
#include <pgsnap/err.h>

/* Prints the selected entries on standard output. */
void pick_list_print(const struct toc *toc, const char *archive);

/* Clears `selected` of every entry that the file does not list. The order of its lines does not matter. An id that the archive does
 * not have, and a line without one, is ERR_USAGE. */
bool pick_list_apply(const char *file, const struct toc *toc, struct err *err);

#endif
