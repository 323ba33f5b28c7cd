/*
 * wording.h - two ways in which a server words the same expression.
 *
 * A server writes an expression from its parsed form. Restoring what it wrote parses it again, and for one common case the
 * second form is worded otherwise than the first: a varchar column that is IN a list.
 *
 *   ((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))
 *   ((a)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text]))
 */
#ifndef PGSNAP_WORDING_H
#define PGSNAP_WORDING_H

#include <stdbool.h>

/* The text with every array of the first wording in the second; malloc'd. */
char *wording_settle(const char *text);
/* Whether two texts are the same but for the wording. */
bool wording_same(const char *a, const char *b);

#endif
