#include "engine/plan.h"

#include "base/arena.h"
#include "engine/effort.h"
#include "model/links.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/*
 * Entries are known by id. An entry is first waiting for needs (waits[id] of them), then ready (in a heap: what is built
 * on the largest tables first, so that no lane begins with it last, and else in toc order), perhaps parked, then running, then done.
 *
 * Parked: it was its turn, but one of its relations was taken. It then stands in that relation's queue. When a
 * relation is given back, only the first in its queue becomes ready again: a hundred thousand policies of one table must
 * not be looked at each time that one of them is done. That one carries the relation's call (called_by[id]): when its
 * turn comes and it leaves the relation free for others, because it was taken along with them or had to be parked
 * elsewhere, it calls the next in that queue.
 *
 * There is no deadlock: an entry takes all its relations or none, and a relation with a queue is held by a running
 * batch, which will call, or has called an entry that is ready. And there is no endless calling: a call only empties the
 * one queue that it goes along.
 */
enum { NOBODY = 0, SEVERAL = UINT32_MAX }; /* holders; a lane's number as a holder is lane + 1 */

struct relation {
    uint32_t uses;       /* entries that run on it */
    uint32_t holder;     /* the one lane they run in, or SEVERAL */
    uint32_t locks;      /* how many of the uses exclude others */
    uint32_t first_wait; /* queue of parked entries, over plan->next_wait */
    uint32_t last_wait;
};

struct plan {
    struct plan_scope scope; /* constant, as what follows up to the lock */
    const struct toc *toc;
    struct effort *effort;
    struct fan needed_by;
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t changed;
    bool stopped;
    uint32_t *waits;            /* by id */
    uint32_t *next_wait;        /* by id */
    uint32_t *called_by;        /* by id: the relation whose queue it was in last, or 0 */
    struct relation *relations; /* by id */
    uint64_t *weights;          /* by id: constant; effort_weight, and 0 for one lane */
    uint32_t *ready;            /* heap of ids */
    size_t ready_count;
    size_t parked_count;
    size_t left; /* entries that are not done */
    size_t running;
};

static bool goes_first(const struct plan *plan, uint32_t id, uint32_t other)
{
    if (plan->weights[id] != plan->weights[other])
        return plan->weights[id] > plan->weights[other];
    return id < other;
}

static void push_ready(struct plan *plan, uint32_t id)
{
    size_t at = plan->ready_count++;

    for (; at > 0 && goes_first(plan, id, plan->ready[(at - 1) / 2]); at = (at - 1) / 2)
        plan->ready[at] = plan->ready[(at - 1) / 2];
    plan->ready[at] = id;
}

static uint32_t pop_ready(struct plan *plan)
{
    uint32_t first = plan->ready[0];
    uint32_t last = plan->ready[--plan->ready_count];
    size_t at = 0;
    size_t child;

    while ((child = 2 * at + 1) < plan->ready_count) {
        if (child + 1 < plan->ready_count && goes_first(plan, plan->ready[child + 1], plan->ready[child]))
            child++;
        if (!goes_first(plan, plan->ready[child], last))
            break;
        plan->ready[at] = plan->ready[child];
        at = child;
    }
    plan->ready[at] = last;
    return first;
}

static bool in_scope(const struct plan *plan, const struct entry *entry)
{
    const struct plan_scope *scope = &plan->scope;

    return entry->stage == scope->stage && entry->id >= scope->first && entry->id <= scope->last &&
           batch_wants(plan->toc, entry, scope->database);
}

/* A need that does not come before its entry in the toc (a bad archive) is passed over: it could close a circle. */
static void link_needs(struct plan *plan, const struct entry *entry, struct links *links)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *needed = entry_find(plan->toc, entry->needs[i]);

        if (needed != NULL && needed->id < entry->id && in_scope(plan, needed)) {
            links_add(links, entry->id, needed->id);
            plan->waits[entry->id]++;
        }
    }
}

static void add_entries(struct plan *plan)
{
    const struct toc *toc = plan->toc;
    struct links links = {0};

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (!in_scope(plan, entry))
            continue;
        plan->left++;
        if (plan->scope.lanes > 1)
            plan->weights[entry->id] = effort_weight(plan->effort, entry);
        link_needs(plan, entry, &links);
        if (plan->waits[entry->id] == 0)
            push_ready(plan, entry->id);
    }
    links_fan(&links, toc->count + 1, FAN_NEEDED_BY, &plan->needed_by);
    links_free(&links);
}

struct plan *plan_new(const struct toc *toc, const struct plan_scope *scope)
{
    struct plan *plan = mem_calloc(1, sizeof *plan);
    size_t ids = toc->count + 1;

    plan->scope = *scope;
    plan->toc = toc;
    plan->effort = effort_new(toc);
    plan->waits = mem_calloc(ids, sizeof *plan->waits);
    plan->next_wait = mem_calloc(ids, sizeof *plan->next_wait);
    plan->called_by = mem_calloc(ids, sizeof *plan->called_by);
    plan->relations = mem_calloc(ids, sizeof *plan->relations);
    plan->ready = mem_calloc(ids, sizeof *plan->ready);
    plan->weights = mem_calloc(ids, sizeof *plan->weights);
    pthread_mutex_init(&plan->lock, NULL);
    pthread_cond_init(&plan->changed, NULL);
    add_entries(plan);
    return plan;
}

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    links_fan_free(&plan->needed_by);
    pthread_cond_destroy(&plan->changed);
    pthread_mutex_destroy(&plan->lock);
    effort_free(plan->effort);
    free(plan->waits);
    free(plan->next_wait);
    free(plan->called_by);
    free(plan->relations);
    free(plan->ready);
    free(plan->weights);
    free(plan);
}

/*
 * The entry's relations, one by one: position 0 is the parent, position i its need i - 1. NULL where that is none, or one
 * that has been given before.
 */
static struct relation *relation_at(struct plan *plan, const struct entry *entry, size_t position)
{
    const struct entry *found = entry_find(plan->toc, position == 0 ? entry->parent : entry->needs[position - 1]);

    if (found == NULL)
        return NULL;
    if (position > 0 && (!(found->flags & ENTRY_RELATION) || found->id == entry->parent))
        return NULL;
    return &plan->relations[found->id];
}

/* Those that share a transaction hold their locks for long, and two lanes must not wait for each other. */
static bool excludes(struct plan *plan, const struct entry *entry)
{
    return (entry->flags & ENTRY_LOCKS) != 0 ||
           (effort_is_expensive(entry) && effort_work(plan->effort, entry) < EFFORT_SHARED);
}

/* What the same lane runs it runs in turn, so it is in nobody's way. */
static bool is_free(const struct relation *relation, bool exclusive, uint32_t holder)
{
    if (relation->uses == 0 || relation->holder == holder)
        return true;
    return relation->locks == 0 && !exclusive;
}

static struct relation *find_taken(struct plan *plan, const struct entry *entry, uint32_t holder)
{
    bool exclusive = excludes(plan, entry);

    for (size_t i = 0; i <= entry->needs_count; i++) {
        struct relation *relation = relation_at(plan, entry, i);

        if (relation != NULL && !is_free(relation, exclusive, holder))
            return relation;
    }
    return NULL;
}

static void park(struct plan *plan, struct relation *relation, uint32_t id)
{
    plan->next_wait[id] = 0;
    if (relation->first_wait == 0)
        relation->first_wait = id;
    else
        plan->next_wait[relation->last_wait] = id;
    relation->last_wait = id;
    plan->parked_count++;
}

static void call_first(struct plan *plan, struct relation *relation)
{
    uint32_t id = relation->first_wait;

    if (id == 0)
        return;
    relation->first_wait = plan->next_wait[id];
    plan->called_by[id] = (uint32_t)(relation - plan->relations);
    plan->parked_count--;
    push_ready(plan, id);
}

/* The entry's turn has come. taken: where it had to be parked, or NULL. */
static void pass_call_on(struct plan *plan, const struct entry *entry, const struct relation *taken, uint32_t holder)
{
    struct relation *caller = &plan->relations[plan->called_by[entry->id]];

    if (plan->called_by[entry->id] != 0 && caller != taken && (caller->locks == 0 || caller->holder == holder))
        call_first(plan, caller);
    plan->called_by[entry->id] = 0;
}

static void take_relations(struct plan *plan, const struct entry *entry, uint32_t holder)
{
    bool exclusive = excludes(plan, entry);

    for (size_t i = 0; i <= entry->needs_count; i++) {
        struct relation *relation = relation_at(plan, entry, i);

        if (relation == NULL)
            continue;
        relation->holder = relation->uses == 0 || relation->holder == holder ? holder : SEVERAL;
        relation->uses++;
        relation->locks += exclusive;
    }
}

static void give_back(struct plan *plan, const struct entry *entry)
{
    bool exclusive = excludes(plan, entry);

    for (size_t i = 0; i <= entry->needs_count; i++) {
        struct relation *relation = relation_at(plan, entry, i);

        if (relation == NULL)
            continue;
        relation->uses--;
        relation->locks -= exclusive;
        if (relation->uses == 0)
            relation->holder = NOBODY;
        if (relation->uses == 0 || relation->locks == 0)
            call_first(plan, relation);
    }
}

static bool is_full(const struct batch *batch)
{
    return batch->work >= EFFORT_SHARED;
}

static bool may_join(const struct batch *batch, const struct entry *entry, uint64_t work)
{
    return batch->count == 0 ||
           (effort_is_expensive(entry) == effort_is_expensive(batch->entries[0]) && work < EFFORT_SHARED - batch->work);
}

/* Puts the entry into the batch, or parks it, or makes it ready again because it does not fit. */
static void try_entry(struct plan *plan, struct batch *batch, uint32_t id, uint32_t holder, bool *full)
{
    const struct entry *entry = entry_find(plan->toc, id);
    struct relation *taken = find_taken(plan, entry, holder);
    uint64_t work = effort_work(plan->effort, entry);

    if (taken != NULL) {
        park(plan, taken, id);
        pass_call_on(plan, entry, taken, holder);
        return;
    }
    if (!may_join(batch, entry, work) || !batch_add(batch, entry)) {
        push_ready(plan, id);
        *full = true;
        return;
    }
    batch->work += work;
    take_relations(plan, entry, holder);
    pass_call_on(plan, entry, NULL, holder);
}

/*
 * A fair share of what can run, so that other lanes find something too: of some hundred tables one lane would take all, and what
 * comes after them has to wait. Parked entries come back one by one, but all into the lane that has their relation.
 */
static size_t fair_share(const struct plan *plan)
{
    return (plan->ready_count + plan->parked_count + plan->scope.lanes - 1) / plan->scope.lanes;
}

static void fill_batch(struct plan *plan, uint32_t holder, struct batch *batch)
{
    size_t share = fair_share(plan);
    bool full = false;

    while (!full && plan->ready_count > 0 && batch->count < share) {
        try_entry(plan, batch, pop_ready(plan), holder, &full);
        full = full || is_full(batch);
    }
    plan->running += batch->count;
}

bool plan_take(struct plan *plan, unsigned lane, struct batch *batch)
{
    batch->count = 0;
    batch->text = 0;
    batch->work = 0;
    pthread_mutex_lock(&plan->lock);
    while (!plan->stopped && plan->left > 0 && batch->count == 0) {
        fill_batch(plan, lane + 1, batch);
        if (batch->count > 0)
            break;
        if (plan->running == 0) /* then nothing would ever wake us: see the top of the file */
            abort();
        pthread_cond_wait(&plan->changed, &plan->lock);
    }
    if (plan->ready_count > 0) /* filling the batch may have made entries ready while other lanes were asleep */
        pthread_cond_broadcast(&plan->changed);
    pthread_mutex_unlock(&plan->lock);
    return batch->count > 0;
}

static void finish_entry(struct plan *plan, const struct entry *entry)
{
    give_back(plan, entry);
    for (size_t i = plan->needed_by.first[entry->id]; i < plan->needed_by.first[entry->id + 1]; i++)
        if (--plan->waits[plan->needed_by.targets[i]] == 0)
            push_ready(plan, plan->needed_by.targets[i]);
}

void plan_done(struct plan *plan, const struct batch *batch)
{
    pthread_mutex_lock(&plan->lock);
    for (size_t i = 0; i < batch->count; i++)
        finish_entry(plan, batch->entries[i]);
    plan->left -= batch->count;
    plan->running -= batch->count;
    pthread_cond_broadcast(&plan->changed);
    pthread_mutex_unlock(&plan->lock);
}

void plan_stop(struct plan *plan)
{
    pthread_mutex_lock(&plan->lock);
    plan->stopped = true;
    pthread_cond_broadcast(&plan->changed);
    pthread_mutex_unlock(&plan->lock);
}
