/*
 * drops.h - which drop statements a restore over an existing database needs, and in which order.
 */
#ifndef PGSNAP_DROPS_H
#define PGSNAP_DROPS_H

#include <pgsnap/entry.h>

/*
 * The selected entries whose `drop` must run, in the order in which to run them: the reverse of the restore order. Left out
 * are databases (their drop is no part of a schema's) and parts that go with their relation. malloc'd, NULL when *count == 0.
 */
const struct entry **drops_plan(const struct toc *toc, size_t *count);

#endif
