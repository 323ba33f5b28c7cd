#include "engine/lanes.h"

#include "base/arena.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum gate { GATE_CLOSED, GATE_OPEN, GATE_GIVEN_UP };

struct lane {
    struct lanes *lanes;
    unsigned number;
    pthread_t thread; /* main thread only */
};

struct lanes {
    lane_work *work;
    void *context;
    struct lane *each;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum gate gate;      /* lock: threads begin when it opens, so that either all work or none */
    unsigned count;      /* constant once the gate is open */
    unsigned arrived;    /* lock: lanes at the meeting */
    unsigned generation; /* lock: meetings that are over */
};

static bool wait_at_gate(struct lanes *lanes)
{
    bool open;

    pthread_mutex_lock(&lanes->lock);
    while (lanes->gate == GATE_CLOSED)
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    open = lanes->gate == GATE_OPEN;
    pthread_mutex_unlock(&lanes->lock);
    return open;
}

static void set_gate(struct lanes *lanes, enum gate gate)
{
    pthread_mutex_lock(&lanes->lock);
    lanes->gate = gate;
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
}

static void *run_lane(void *argument)
{
    struct lane *lane = argument;

    if (wait_at_gate(lane->lanes))
        lane->lanes->work(lane->lanes, lane->number, lane->lanes->context);
    return NULL;
}

void lanes_meet(struct lanes *lanes)
{
    unsigned generation;

    pthread_mutex_lock(&lanes->lock);
    generation = lanes->generation;
    if (++lanes->arrived == lanes->count) {
        lanes->arrived = 0;
        lanes->generation++;
        pthread_cond_broadcast(&lanes->changed);
    }
    while (generation == lanes->generation)
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    pthread_mutex_unlock(&lanes->lock);
}

/* Returns how many could be made. */
static unsigned start_lanes(struct lanes *lanes, struct err *err)
{
    for (unsigned i = 0; i < lanes->count; i++) {
        lanes->each[i] = (struct lane){.lanes = lanes, .number = i};
        errno = pthread_create(&lanes->each[i].thread, NULL, run_lane, &lanes->each[i]);
        if (errno != 0) {
            err_errno(err, "cannot start a thread for lane %u of %u", i + 1, lanes->count);
            return i;
        }
    }
    return lanes->count;
}

bool lanes_run(unsigned count, lane_work *work, void *context, struct err *err)
{
    struct lanes lanes = {.work = work, .context = context, .count = count};
    unsigned started;

    lanes.each = mem_calloc(count, sizeof *lanes.each);
    pthread_mutex_init(&lanes.lock, NULL);
    pthread_cond_init(&lanes.changed, NULL);
    started = start_lanes(&lanes, err);
    set_gate(&lanes, started == count ? GATE_OPEN : GATE_GIVEN_UP);
    for (unsigned i = 0; i < started; i++)
        pthread_join(lanes.each[i].thread, NULL);
    pthread_cond_destroy(&lanes.changed);
    pthread_mutex_destroy(&lanes.lock);
    free(lanes.each);
    return started == count;
}
