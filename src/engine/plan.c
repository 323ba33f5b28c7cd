#include "engine/plan.h"

#include "base/arena.h"
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
    uint32_t locks;      /* how many of the uses have ENTRY_LOCKS */
    uint32_t first_wait; /* queue of parked entries, over plan->next_wait */
    uint32_t last_wait;
};

struct plan {
    const struct toc *toc;
    unsigned lanes;
    struct fan needed_by; /* constant */
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t changed;
    bool stopped;
    uint32_t *waits;            /* by id */
    uint32_t *next_wait;        /* by id */
    uint32_t *called_by;        /* by id: the relation whose queue it was in last, or 0 */
    struct relation *relations; /* by id */
    uint64_t *weights; /* by id: constant; bytes that an expensive entry reads, 0 for others and for one lane */
    uint32_t *ready;   /* heap of ids */
    size_t ready_count;
    size_t left; /* entries that are not done */
    size_t running;
};

/* How to add one: a row. Everything else is quick to make, and many go in one batch. */
static const char *const expensive_kinds[] = {"INDEX", "CONSTRAINT", "FK CONSTRAINT", "MATERIALIZED VIEW DATA"};

static bool is_expensive(const struct entry *entry)
{
    for (size_t i = 0; i < sizeof expensive_kinds / sizeof expensive_kinds[0]; i++)
        if (strcmp(entry->kind, expensive_kinds[i]) == 0)
            return true;
    return false;
}

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

static bool in_stage(const struct plan *plan, const struct entry *entry, enum stage stage, bool database)
{
    return entry->stage == stage && batch_wants(plan->toc, entry, database);
}

/* A need that does not come before its entry in the toc (a bad archive) is passed over: it could close a circle. */
static void link_needs(struct plan *plan, const struct entry *entry, enum stage stage, bool database,
                       struct links *links)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *needed = entry_find(plan->toc, entry->needs[i]);

        if (needed != NULL && needed->id < entry->id && in_stage(plan, needed, stage, database)) {
            links_add(links, entry->id, needed->id);
            plan->waits[entry->id]++;
        }
    }
}

/* Indexes other than btree take several times as long (GIN on JSON: about eight times, measured). Only an estimate. */
static uint64_t effort_of(const struct entry *entry)
{
    bool other = entry->create != NULL && strcmp(entry->kind, "INDEX") == 0 && !strstr(entry->create, " USING btree ");

    return other ? 8 : 1;
}

/* What an index or a constraint reads is the table that it is on. */
static void weigh(struct plan *plan)
{
    uint64_t *bytes = mem_calloc(plan->toc->count + 1, sizeof *bytes);

    for (size_t i = 0; i < plan->toc->count; i++) {
        const struct entry *entry = &plan->toc->entries[i];

        if ((entry->flags & ENTRY_ROWS) && entry_find(plan->toc, entry->parent) != NULL)
            bytes[entry->parent] = entry->bytes;
    }
    for (size_t i = 0; plan->lanes > 1 && i < plan->toc->count; i++) {
        const struct entry *entry = &plan->toc->entries[i];

        if (is_expensive(entry) && entry_find(plan->toc, entry->parent) != NULL)
            plan->weights[entry->id] = bytes[entry->parent] / 16 * effort_of(entry);
    }
    free(bytes);
}

struct plan *plan_new(const struct toc *toc, enum stage stage, unsigned lanes, bool database)
{
    struct plan *plan = mem_calloc(1, sizeof *plan);
    struct links links = {0};
    size_t ids = toc->count + 1;

    plan->toc = toc;
    plan->lanes = lanes;
    plan->waits = mem_calloc(ids, sizeof *plan->waits);
    plan->next_wait = mem_calloc(ids, sizeof *plan->next_wait);
    plan->called_by = mem_calloc(ids, sizeof *plan->called_by);
    plan->relations = mem_calloc(ids, sizeof *plan->relations);
    plan->ready = mem_calloc(ids, sizeof *plan->ready);
    plan->weights = mem_calloc(ids, sizeof *plan->weights);
    weigh(plan);
    pthread_mutex_init(&plan->lock, NULL);
    pthread_cond_init(&plan->changed, NULL);
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (!in_stage(plan, entry, stage, database))
            continue;
        plan->left++;
        link_needs(plan, entry, stage, database, &links);
        if (plan->waits[entry->id] == 0)
            push_ready(plan, entry->id);
    }
    links_fan(&links, ids, FAN_NEEDED_BY, &plan->needed_by);
    links_free(&links);
    return plan;
}

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    links_fan_free(&plan->needed_by);
    pthread_cond_destroy(&plan->changed);
    pthread_mutex_destroy(&plan->lock);
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

/* What the same lane runs it runs in turn, so it is in nobody's way. */
static bool is_free(const struct relation *relation, const struct entry *entry, uint32_t holder)
{
    if (relation->uses == 0 || relation->holder == holder)
        return true;
    return relation->locks == 0 && !(entry->flags & ENTRY_LOCKS);
}

static struct relation *find_taken(struct plan *plan, const struct entry *entry, uint32_t holder)
{
    for (size_t i = 0; i <= entry->needs_count; i++) {
        struct relation *relation = relation_at(plan, entry, i);

        if (relation != NULL && !is_free(relation, entry, holder))
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
}

static void call_first(struct plan *plan, struct relation *relation)
{
    uint32_t id = relation->first_wait;

    if (id == 0)
        return;
    relation->first_wait = plan->next_wait[id];
    plan->called_by[id] = (uint32_t)(relation - plan->relations);
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
    for (size_t i = 0; i <= entry->needs_count; i++) {
        struct relation *relation = relation_at(plan, entry, i);

        if (relation == NULL)
            continue;
        relation->holder = relation->uses == 0 || relation->holder == holder ? holder : SEVERAL;
        relation->uses++;
        relation->locks += (entry->flags & ENTRY_LOCKS) != 0;
    }
}

static void give_back(struct plan *plan, const struct entry *entry)
{
    for (size_t i = 0; i <= entry->needs_count; i++) {
        struct relation *relation = relation_at(plan, entry, i);

        if (relation == NULL)
            continue;
        relation->uses--;
        relation->locks -= (entry->flags & ENTRY_LOCKS) != 0;
        if (relation->uses == 0)
            relation->holder = NOBODY;
        if (relation->uses == 0 || relation->locks == 0)
            call_first(plan, relation);
    }
}

/* Whether the entry now stands in the batch; if not, it is parked, or ready again because it does not fit. */
static bool try_entry(struct plan *plan, struct batch *batch, uint32_t id, uint32_t holder, bool *full)
{
    const struct entry *entry = entry_find(plan->toc, id);
    struct relation *taken = find_taken(plan, entry, holder);

    if (taken != NULL) {
        park(plan, taken, id);
        pass_call_on(plan, entry, taken, holder);
        return false;
    }
    if ((batch->count > 0 && is_expensive(entry)) || !batch_add(batch, entry)) {
        push_ready(plan, id);
        *full = true;
        return false;
    }
    take_relations(plan, entry, holder);
    pass_call_on(plan, entry, NULL, holder);
    return true;
}

/* A fair share of what is left, so that other lanes find something too. */
static void fill_batch(struct plan *plan, uint32_t holder, struct batch *batch)
{
    size_t share = (plan->left - plan->running) / plan->lanes + 1;
    bool full = false;

    while (!full && plan->ready_count > 0 && batch->count < share) {
        bool added = try_entry(plan, batch, pop_ready(plan), holder, &full);

        full = full || (added && is_expensive(batch->entries[0]));
    }
    plan->running += batch->count;
}

bool plan_take(struct plan *plan, unsigned lane, struct batch *batch)
{
    batch->count = 0;
    batch->text = 0;
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
