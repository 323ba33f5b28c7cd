/*
 * names.h - a set of relations' names.
 */
#ifndef PGSNAP_NAMES_H
#define PGSNAP_NAMES_H

#include <stdbool.h>

struct names;

struct names *names_new(void);
void names_free(struct names *names); /* NULL is fine */
/* Copies both. */
void names_add(struct names *names, const char *schema, const char *name);
/* NULL: there are none. After the last names_add; not by two threads at once. */
bool names_have(struct names *names, const char *schema, const char *name);

#endif
