/*
 * json.h - the answers of verify and list for programs. json*.c are the only files that see jansson.
 *
 * Text that is not valid UTF-8 (names of a database in another encoding) is written with \xNN in place of the bytes, as
 * in messages. Digests are 32 hex digits; sizes are bytes; numbers that are not known are left out.
 */
#ifndef PGSNAP_JSON_H
#define PGSNAP_JSON_H

#include "cmd/differences.h"
#include "cmd/proof.h"
#include <pgsnap/ends.h>

struct json_list;

struct json_list *json_list_new(void);
/* err: NULL when the archive is good. */
void json_add_proof(struct json_list *list, const char *name, const struct proof *proof, const struct err *err);
/* To the archive added last: what differs from a database. */
void json_add_differences(struct json_list *list, const struct differences *differences);
/* Prints the list on standard output and frees it. */
void json_list_print(struct json_list *list);

/* Prints what "pgsnap list --json" says of an opened archive (a source made by reader_new). */
void json_print_contents(const char *name, const struct source *source, const struct toc *toc);

#endif
