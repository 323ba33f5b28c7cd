/*
 * pattern.h - one of psql's patterns for names, compiled.
 *
 *   orders        that name                        *  any characters, also none
 *   Orders        the same: letters fold           ?  any one character
 *   "Orders"      that name, as it is              [a-z] (a|b) + {2} ^   as in regular expressions
 *   sales.ord*    schema and name                  $  itself
 *   db.sales.*    database, schema and name        \. that character (any punctuation)
 *
 * Inside double quotes everything is itself, and "" is one quote. A pattern matches whole names only. A pattern for
 * relations without a schema part matches in every schema (but the system's): there is no search path in pgsnap.
 */
#ifndef PGSNAP_PATTERN_H
#define PGSNAP_PATTERN_H

#include <pgsnap/err.h>
#include <stdbool.h>

enum pattern_type {
    PATTERN_SCHEMA,  /* name, or database.name */
    PATTERN_RELATION /* name, schema.name, or database.schema.name */
};

struct pattern;

/*
 * database: the one at hand; NULL when it is not known yet, and pattern_check_database is to be asked later. A pattern that
 * names another one, a malformed one and one with too many dots are ERR_USAGE, with the pattern in the message.
 */
bool pattern_new(const char *text, enum pattern_type type, const char *database, struct pattern **pattern,
                 struct err *err);
bool pattern_check_database(const struct pattern *pattern, const char *database, struct err *err);
void pattern_free(struct pattern *pattern); /* NULL is fine */

/* PATTERN_SCHEMA: name is ignored and may be NULL. schema NULL (lives in none) is matched only by a pattern without. */
bool pattern_matches(const struct pattern *pattern, const char *schema, const char *name);

const char *pattern_text(const struct pattern *pattern);

#endif
