/*
 * lanes.h - one thread per lane, all through the same work, with places where they meet.
 */
#ifndef PGSNAP_LANES_H
#define PGSNAP_LANES_H

#include <pgsnap/err.h>
#include <stdbool.h>

struct lanes;

typedef void lane_work(struct lanes *lanes, unsigned lane, void *context);

/*
 * Runs work for lanes 0 .. count - 1, each in a thread of its own, and waits for all of them. Fails when a thread
 * cannot be made; then no work has run at all.
 */
bool lanes_run(unsigned count, lane_work *work, void *context, struct err *err);

/* Waits until every lane is here. All lanes must come by as often: also those whose work has failed. */
void lanes_meet(struct lanes *lanes);

#endif
