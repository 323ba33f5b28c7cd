/*
 * wording.h - different ways in which a server words the same thing.
 *
 * A server writes an expression from its parsed form. Restoring what it wrote parses it again, and in some cases the second
 * form is worded otherwise than the first. Lists: a varchar column that is IN a list.
 *
 *   ((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))
 *   ((a)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text]))
 *
 *   (a::text = ANY (ARRAY['x'::character varying, 'y'::character varying]::text[]))
 *   (a::text = ANY (ARRAY['x'::character varying::text, 'y'::character varying::text]))
 *
 * Chains: what is made of BETWEEN, or of IN a list of columns, is one thing at first, and later the beginning of all that
 * AND, or OR, puts together.
 *
 *   (((a >= 1) AND (a <= 5)) AND (b > 0))
 *   ((a >= 1) AND (a <= 5) AND (b > 0))
 *
 * Numbers: a minus that was written before a number with a cast.
 *
 *   (- 1), (- 1.5)
 *   '-1'::integer, '-1.5'::numeric
 *
 * Joins and values: NATURAL JOIN of what has no column in common, and VALUES without a name.
 *
 *   (t LEFT JOIN u ON TRUE), (VALUES (1,2)) "*VALUES*"
 *   (t LEFT JOIN u ON (true)), ( VALUES (1,2)) "*VALUES*"
 *
 * Operators: IS DISTINCT FROM, NULLIF, CASE x WHEN and JOIN USING compare with an "=" that is not written.
 *
 * Rights: they are granted in the order in which the object lists them, which says nothing about what they are.
 *
 * Quotes: once a database has one name that a later major reserves, all names in its statements are quoted, and so are words
 * that are values of an index's options.
 *
 * Names: a NOT NULL has the name that it gets anyway (model/not_null_names.h).
 */
#ifndef PGSNAP_WORDING_H
#define PGSNAP_WORDING_H

#include <stdbool.h>

/* The text without quotes around names that are plain, but for those in strings; malloc'd. */
char *wording_unquote(const char *text);
/* The text without them, and with everything of the first wording in the second; malloc'd. */
char *wording_settle(const char *text);
/* Whether two texts are the same but for the wording. */
bool wording_same(const char *a, const char *b);

/* The same, and wherever several lines that grant follow each other, in whatever order they do. */
bool wording_same_rights(const char *a, const char *b);
/* Whether the text may compare with operators that it does not name; in doubt it may. */
bool wording_hides_operators(const char *text);

#endif
