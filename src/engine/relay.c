#include "engine/relay.h"

#include "base/arena.h"
#include "engine/batch.h"
#include "engine/lanes.h"
#include "engine/phases.h"
#include "engine/progress.h"
#include "engine/tally.h"
#include "engine/watch.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/*
 * All lanes go through the same phases (phases.h) and meet after each:
 *
 *   what rows need     lane 0 defines it, in order; long runs of tables are shared out to all lanes
 *   rows               every lane asks the source and feeds the sink, until the source is done
 *   the later stages   one after the other; in each, every lane takes what its plan (plan.h) hands out
 *
 * A lane that fails notes its error, if it is the first, and cancels both ends and the plans; it and the others then pass
 * through the remaining phases without doing anything. Errors that follow from the cancelling are dropped: they only say
 * that somebody was told to stop. A signal is such a first error, too.
 */
enum { LANES_MOST = 64 };

struct relay {
    struct source *source; /* constant, as all of these */
    struct sink *sink;     /* NULL: rows are only checked */
    const struct toc *toc;
    const struct relay_options *options;
    bool define;
    struct tally *tally;
    struct progress *progress; /* NULL: none is shown */
    struct phases phases;
    atomic_bool stopped; /* set once an error is noted */
    pthread_mutex_t lock;
    struct err err; /* lock */
};

/* From any thread. Always false, to be returned. */
static bool fail(struct relay *relay, const struct err *err)
{
    bool first;

    pthread_mutex_lock(&relay->lock);
    first = !err_is_set(&relay->err);
    if (first && err_is_set(err))
        relay->err = *err;
    else if (first)
        err_set(&relay->err, ERR_FAILED, "something failed without saying why");
    pthread_mutex_unlock(&relay->lock);
    if (!first)
        return false;
    atomic_store(&relay->stopped, true);
    relay->source->ops->cancel(relay->source);
    if (relay->sink != NULL)
        relay->sink->ops->cancel(relay->sink);
    phases_stop(&relay->phases);
    return false;
}

static bool is_stopped(struct relay *relay)
{
    return atomic_load(&relay->stopped);
}

static const char *signal_name(int signal)
{
    return signal == SIGINT ? "SIGINT" : signal == SIGTERM ? "SIGTERM" : "SIGHUP";
}

static void stop_for_signal(void *context, int signal)
{
    struct err err = ERR_INIT;

    err_set(&err, ERR_FAILED, "interrupted by %s", signal_name(signal));
    err.cancelled = true;
    fail(context, &err);
}

static bool define_batch(struct relay *relay, unsigned lane, const struct batch *batch)
{
    struct err err = ERR_INIT;

    if (is_stopped(relay))
        return false;
    if (batch->count == 0)
        return true;
    if (!relay->sink->ops->define(relay->sink, lane, batch->entries, batch->count, &err))
        return fail(relay, &err);
    progress_add_objects(relay->progress, batch->count);
    return true;
}

/* In toc order, in as few calls as may be. */
static void define_in_order(struct relay *relay, const struct phase *phase)
{
    struct batch batch = {.count = 0};

    for (uint32_t id = phase->first; id <= phase->last; id++) {
        const struct entry *entry = entry_find(relay->toc, id);

        if (entry->stage < phase->from || entry->stage > phase->to ||
            !batch_wants(relay->toc, entry, relay->options->define_database) || batch_add(&batch, entry))
            continue;
        if (!define_batch(relay, 0, &batch))
            return;
        batch = (struct batch){.count = 0};
        batch_add(&batch, entry);
    }
    define_batch(relay, 0, &batch);
}

static bool end_entry(struct relay *relay, unsigned lane, const struct completion *completion, struct err *err)
{
    if (completion->entry == NULL)
        return true;
    progress_add_table(relay->progress);
    return relay->sink == NULL || relay->sink->ops->end(relay->sink, lane, completion->entry, &completion->counts, err);
}

static bool pass_block(struct relay *relay, unsigned lane, const struct block *block, struct err *err)
{
    struct completion completion;

    if (relay->sink != NULL && !relay->sink->ops->put(relay->sink, lane, block, err))
        return false;
    progress_add_bytes(relay->progress, block->used);
    return tally_block(relay->tally, block, &completion, err) && end_entry(relay, lane, &completion, err);
}

static bool pass_ending(struct relay *relay, unsigned lane, const struct ending *ending, struct err *err)
{
    struct completion completion;

    return tally_ending(relay->tally, ending, &completion, err) && end_entry(relay, lane, &completion, err);
}

/* One event of the source; *more: it may have others for this lane. */
static bool pass_event(struct relay *relay, unsigned lane, struct block *block, bool *more, struct err *err)
{
    struct ending ending = {0};
    enum source_event event = SOURCE_DONE;

    block_reset(block);
    if (!relay->source->ops->next(relay->source, lane, block, &ending, &event, err))
        return false;
    if (event == SOURCE_BLOCK)
        return pass_block(relay, lane, block, err);
    if (event == SOURCE_END)
        return pass_ending(relay, lane, &ending, err);
    *more = false;
    return relay->sink == NULL || relay->sink->ops->drain(relay->sink, lane, err);
}

static void pass_rows(struct relay *relay, unsigned lane)
{
    struct err err = ERR_INIT;
    struct block block;
    bool more = true;

    block_init(&block);
    while (more && !is_stopped(relay))
        if (!pass_event(relay, lane, &block, &more, &err))
            fail(relay, &err);
    block_free(&block);
}

/* Before anything is built on the rows. Without a sink the source alone says what is missing: it may go on over damage. */
static void check_rows(struct relay *relay)
{
    struct err err = ERR_INIT;

    if (relay->sink != NULL && !is_stopped(relay) && !tally_check(relay->tally, &err))
        fail(relay, &err);
}

static void define_planned(struct relay *relay, unsigned lane, struct plan *plan)
{
    struct batch batch;

    while (plan_take(plan, lane, &batch)) {
        if (!define_batch(relay, lane, &batch))
            return;
        plan_done(plan, &batch);
    }
}

static void run_phase(struct relay *relay, struct lanes *lanes, unsigned lane, const struct phase *phase)
{
    switch (phase->kind) {
    case PHASE_IN_ORDER:
        if (lane == 0)
            define_in_order(relay, phase);
        break;
    case PHASE_PLANNED:
        define_planned(relay, lane, phase->plan);
        break;
    case PHASE_ROWS:
        pass_rows(relay, lane);
        lanes_meet(lanes);
        if (lane == 0)
            check_rows(relay);
        break;
    }
}

static void run_lane(struct lanes *lanes, unsigned lane, void *context)
{
    struct relay *relay = context;

    for (size_t i = 0; i < relay->phases.count; i++) {
        run_phase(relay, lanes, lane, &relay->phases.list[i]);
        lanes_meet(lanes);
    }
}

static bool begin(struct relay *relay, struct err *err)
{
    return relay->sink == NULL || relay->sink->ops->begin(relay->sink, relay->toc, relay->options->lanes, err);
}

/* Everything but the sink's finish. What fails is in relay->err. */
static void run_phases(struct relay *relay)
{
    struct err err = ERR_INIT;

    if (!begin(relay, &err) || !lanes_run(relay->options->lanes, run_lane, relay, &err))
        fail(relay, &err);
}

static bool failed(struct relay *relay)
{
    bool set;

    pthread_mutex_lock(&relay->lock);
    set = err_is_set(&relay->err);
    pthread_mutex_unlock(&relay->lock);
    return set;
}

/* Once finish has begun and succeeds, the work is done, whatever signal comes. */
static bool finish(struct relay *relay)
{
    struct err err = ERR_INIT;

    if (!failed(relay) && (relay->sink == NULL || relay->sink->ops->finish(relay->sink, &err)))
        return true;
    fail(relay, &err);
    if (relay->sink != NULL)
        relay->sink->ops->abort(relay->sink);
    return false;
}

static size_t count_objects(const struct relay *relay)
{
    size_t count = 0;

    for (size_t i = 0; relay->define && i < relay->toc->count; i++)
        count += batch_wants(relay->toc, &relay->toc->entries[i], relay->options->define_database);
    return count;
}

static void set_up(struct relay *relay)
{
    const struct relay_options *options = relay->options;
    struct phases_options phases = {.lanes = options->lanes,
                                    .define = options->define && relay->sink != NULL,
                                    .database = options->define_database,
                                    .in_order = options->define_in_order};

    relay->define = phases.define;
    pthread_mutex_init(&relay->lock, NULL);
    atomic_init(&relay->stopped, false);
    relay->tally = tally_new(relay->toc);
    phases_make(&relay->phases, relay->toc, &phases);
    if (options->progress)
        relay->progress = progress_start(options->what, relay->toc, count_objects(relay));
}

static void tear_down(struct relay *relay)
{
    phases_free(&relay->phases);
    tally_free(relay->tally);
    pthread_mutex_destroy(&relay->lock);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

bool relay_run(struct source *source, struct sink *sink, const struct toc *toc, const struct relay_options *options,
               struct relay_totals *totals, struct err *err)
{
    struct relay relay = {.source = source, .sink = sink, .toc = toc, .options = options, .err = ERR_INIT};
    struct watch *watch;
    double start = now();
    bool done;

    if (options->lanes < 1 || options->lanes > LANES_MOST)
        abort(); /* the command has checked it */
    set_up(&relay);
    watch = watch_start(stop_for_signal, &relay);
    run_phases(&relay);
    done = finish(&relay);
    watch_end(watch);
    progress_end(relay.progress);
    tally_totals(relay.tally, &totals->all, &totals->entries);
    totals->seconds = now() - start;
    if (!done && !err_is_set(err))
        *err = relay.err;
    tear_down(&relay);
    return done;
}
