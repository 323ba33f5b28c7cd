/*
 * pace.h - the zstd level of a lane that may choose it (dump -Z auto).
 */
#ifndef PGSNAP_PACE_H
#define PGSNAP_PACE_H

enum { PACE_LEVEL_LEAST = 1, PACE_LEVEL_MOST = 9 };

/* How a lane has spent its time, in nanoseconds. */
struct pace_time {
    long long passed;  /* by the clock */
    long long working; /* of that: on a processor */
    long long queued;  /* of that: ready to work, but no processor was free; 0 where the system does not tell */
};

/* The level after `level` for a lane that has spent its time so. */
int pace_next(int level, const struct pace_time *time);

/* A lane's pace; one thread. Zero-initialise. */
struct pace {
    int level; /* 0: not begun */
    unsigned blocks;
    struct pace_time begun; /* the clocks when the blocks that are counted began */
};
/* To be called once for each block, by the lane's thread; returns the level for it. */
int pace_step(struct pace *pace);

#endif
