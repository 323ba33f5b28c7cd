/*
 * plan.h - hands entries of one stage out to lanes: each when all that it needs is done, and no two at the same time
 * that would wait for each other's locks.
 *
 * Two entries that concern the same relation do not run at the same time if either has ENTRY_LOCKS, or shares a
 * transaction with others although it is expensive (effort.h), because that holds its locks for long. The relations of an
 * entry are its parent and the entries with ENTRY_RELATION that it needs. Needs outside the scope, and of entries that
 * are not wanted, count as done.
 */
#ifndef PGSNAP_PLAN_H
#define PGSNAP_PLAN_H

#include "engine/batch.h"
#include <pgsnap/entry.h>
#include <stdbool.h>

struct plan;

/* What the plan hands out: the entries of one stage, or a part of it. */
struct plan_scope {
    enum stage stage;
    uint32_t first, last; /* ids; both included */
    unsigned lanes;
    bool database; /* as for batch_wants */
};

/* The toc must outlive the plan. */
struct plan *plan_new(const struct toc *toc, const struct plan_scope *scope);
void plan_free(struct plan *plan); /* NULL is fine */

/*
 * Fills the batch with entries that may run now: one that reads many rows (with several lanes that on the largest table
 * first), several that read few, or several that read none, in toc order. Waits when there is none yet. False when nothing will come any more, or after plan_stop.
 */
bool plan_take(struct plan *plan, unsigned lane, struct batch *batch);
/* What plan_take gave the lane has been made (or has failed in a way that does not stop the rest). */
void plan_done(struct plan *plan, const struct batch *batch);

/* From any thread, at any time: every plan_take returns false from now on. */
void plan_stop(struct plan *plan);

#endif
