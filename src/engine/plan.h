/*
 * plan.h - hands the entries of one stage out to lanes: each when all that it needs is done, and no two at the same time
 * that would wait for each other's locks.
 *
 * Two entries that concern the same relation do not run at the same time if either has ENTRY_LOCKS. The relations of an
 * entry are its parent and the entries with ENTRY_RELATION that it needs. Needs outside the stage, and of entries that
 * are not wanted, count as done.
 */
#ifndef PGSNAP_PLAN_H
#define PGSNAP_PLAN_H

#include "engine/batch.h"
#include <pgsnap/entry.h>
#include <stdbool.h>

struct plan;

/* The toc must outlive the plan. database: as for batch_wants. */
struct plan *plan_new(const struct toc *toc, enum stage stage, unsigned lanes, bool database);
void plan_free(struct plan *plan); /* NULL is fine */

/*
 * Fills the batch with entries that may run now: one expensive one (with several lanes that on the largest table first), or
 * several cheap ones in toc order. Waits when
 * there is none yet. False when nothing will come any more, or after plan_stop.
 */
bool plan_take(struct plan *plan, unsigned lane, struct batch *batch);
/* What plan_take gave the lane has been made (or has failed in a way that does not stop the rest). */
void plan_done(struct plan *plan, const struct batch *batch);

/* From any thread, at any time: every plan_take returns false from now on. */
void plan_stop(struct plan *plan);

#endif
