#include "scripted.h"

#include "model/kind.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct scripted *of_source(struct source *source)
{
    return (struct scripted *)((char *)source - offsetof(struct scripted, source));
}

static struct scripted *of_sink(struct sink *sink)
{
    return (struct scripted *)((char *)sink - offsetof(struct scripted, sink));
}

__attribute__((format(printf, 2, 3))) static void breach(struct scripted *scripted, const char *format, ...)
{
    va_list arguments;

    if (scripted->breach[0] != '\0')
        return;
    va_start(arguments, format);
    vsnprintf(scripted->breach, sizeof scripted->breach, format, arguments);
    va_end(arguments);
}

/* Under the lock. Whether this call of the kind goes on. */
static bool call(struct scripted *scripted, enum scripted_call kind, struct err *err)
{
    if (scripted->cancelled && kind != CALL_NEXT)
        return err_set(err, ERR_FAILED, "was cancelled");
    if (++scripted->calls[kind] == scripted->fails_at && kind == scripted->fails)
        return err_set(err, ERR_FAILED, "injected");
    return true;
}

static void enter_lane(struct scripted *scripted, unsigned lane)
{
    if (lane >= scripted->lanes)
        breach(scripted, "lane %u of %u", lane, scripted->lanes);
    else if (scripted->in_call[lane])
        breach(scripted, "lane %u is in two calls", lane);
    scripted->in_call[lane] = true;
    if (scripted->aborted || scripted->finished)
        breach(scripted, "a call after finish or abort");
}

/* Lets other lanes run, so that calls overlap. */
static void dawdle(struct scripted *scripted)
{
    struct timespec pause = {0, 50000};

    pthread_mutex_unlock(&scripted->lock);
    nanosleep(&pause, NULL);
    pthread_mutex_lock(&scripted->lock);
}

static void fill_block(struct block *block, uint32_t entry)
{
    memcpy(block_reserve(block, 4), "a\nb\n", 4);
    block->used += 4;
    block->rows = 2;
    block->digest.low = 5;
    block->entry = entry;
}

static void fill_ending(const struct scripted *scripted, struct ending *ending, uint32_t entry)
{
    uint64_t blocks = scripted->blocks_per_table;

    *ending = (struct ending){.entry = entry, .stated = true};
    ending->counts = (struct counts){blocks, 2 * blocks, 4 * blocks, {5 * blocks, 0}};
    if (scripted->wrong_rows)
        ending->counts.rows++;
}

static void give_event(struct scripted *scripted, struct block *block, struct ending *ending, enum source_event *event)
{
    unsigned events = scripted->blocks_per_table + 1;
    unsigned table = scripted->step / events;
    unsigned at = scripted->step % events;
    bool is_end = scripted->end_early ? at == 0 : at == events - 1;

    if (table < scripted->tables_count)
        scripted->step++;
    if (table == scripted->tables_count || (is_end && scripted->forget_end && table == scripted->tables_count - 1)) {
        *event = SOURCE_DONE;
    } else if (is_end) {
        *event = SOURCE_END;
        fill_ending(scripted, ending, scripted->tables[table]);
    } else {
        *event = SOURCE_BLOCK;
        fill_block(block, scripted->tables[table]);
    }
}

static bool scripted_next(struct source *source, unsigned lane, struct block *block, struct ending *ending,
                          enum source_event *event, struct err *err)
{
    struct scripted *scripted = of_source(source);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    enter_lane(scripted, lane);
    if (scripted->drained[lane])
        breach(scripted, "next after drain");
    good = call(scripted, CALL_NEXT, err);
    while (good && scripted->hang && !scripted->cancelled)
        pthread_cond_wait(&scripted->changed, &scripted->lock);
    if (good && scripted->cancelled)
        good = err_set(err, ERR_FAILED, "was cancelled");
    if (good)
        give_event(scripted, block, ending, event);
    scripted->in_call[lane] = false;
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

static void cancel(struct scripted *scripted, unsigned *count)
{
    pthread_mutex_lock(&scripted->lock);
    (*count)++;
    scripted->cancelled = true;
    pthread_cond_broadcast(&scripted->changed);
    pthread_mutex_unlock(&scripted->lock);
}

static void scripted_cancel_source(struct source *source)
{
    cancel(of_source(source), &of_source(source)->source_cancels);
}

static void scripted_cancel_sink(struct sink *sink)
{
    cancel(of_sink(sink), &of_sink(sink)->sink_cancels);
}

static bool scripted_begin(struct sink *sink, const struct toc *toc, unsigned lanes, struct err *err)
{
    struct scripted *scripted = of_sink(sink);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    if (scripted->calls[CALL_BEGIN] > 0 || scripted->calls[CALL_NEXT] > 0 || toc != &scripted->toc)
        breach(scripted, "begin comes late or twice");
    scripted->lanes = lanes;
    good = call(scripted, CALL_BEGIN, err);
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

/* Everything of an earlier stage is done, and everything that the entry needs. */
static void check_defined(struct scripted *scripted, const struct entry *entry, unsigned lane)
{
    if (!entry->selected || entry->flags & ENTRY_ROWS)
        breach(scripted, "%s is not to be defined", entry->name);
    if (scripted->defined[entry->id - 1] || scripted->defining[entry->id - 1])
        breach(scripted, "%s is defined twice", entry->name);
    if (entry->stage <= STAGE_PRE &&
        ((lane != 0 && strcmp(entry->kind, "TABLE") != 0) || scripted->calls[CALL_NEXT] > 0))
        breach(scripted, "%s is defined by lane %u or after rows", entry->name, lane);
    if (entry->stage > STAGE_PRE && scripted->drains < scripted->lanes &&
        (entry->stage > STAGE_DATA || scripted->calls[CALL_NEXT] > 0))
        breach(scripted, "%s is defined before all lanes have drained", entry->name);
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *needed = entry_find(&scripted->toc, entry->needs[i]);

        if (needed->selected && !(needed->flags & ENTRY_ROWS) && !scripted->defined[needed->id - 1] &&
            needed->stage != STAGE_DATABASE)
            breach(scripted, "%s is defined before %s", entry->name, needed->name);
    }
    for (size_t i = 0; i < scripted->toc.count; i++)
        if (scripted->defining[i] && scripted->entries[i].stage != entry->stage)
            breach(scripted, "%s is defined while another stage runs", entry->name);
}

static bool share_relation(const struct entry *a, const struct entry *b)
{
    return a->parent != 0 && a->parent == b->parent;
}

static void check_locks(struct scripted *scripted, const struct entry *entry)
{
    for (size_t i = 0; i < scripted->toc.count; i++) {
        const struct entry *other = &scripted->entries[i];

        if (scripted->defining[i] && share_relation(entry, other) && (entry->flags | other->flags) & ENTRY_LOCKS)
            breach(scripted, "%s and %s lock one relation", entry->name, other->name);
    }
}

static void begin_define(struct scripted *scripted, unsigned lane, const struct entry *const *entries, size_t count)
{
    if (count == 0 || count > 200)
        breach(scripted, "%zu entries in one define", count);
    for (size_t i = 0; i < count; i++) {
        check_locks(scripted, entries[i]);
        if (entries[i]->stage != entries[0]->stage || (count > 1 && entries[i]->flags & ENTRY_ALONE))
            breach(scripted, "%s is in the wrong company", entries[i]->name);
    }
    for (size_t i = 0; i < count; i++) {
        check_defined(scripted, entries[i], lane);
        scripted->lanes_before_rows[lane] |= entries[0]->stage == STAGE_PRE;
        if (entries[0]->stage <= STAGE_PRE) /* one after the other: later ones may need the earlier */
            scripted->defined[entries[i]->id - 1] = true;
        else
            scripted->defining[entries[i]->id - 1] = true;
    }
    if (count > scripted->largest_define)
        scripted->largest_define = (unsigned)count;
    if (++scripted->at_once > scripted->most_at_once)
        scripted->most_at_once = scripted->at_once;
}

static bool scripted_define(struct sink *sink, unsigned lane, const struct entry *const *entries, size_t count,
                            struct err *err)
{
    struct scripted *scripted = of_sink(sink);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    enter_lane(scripted, lane);
    good = call(scripted, CALL_DEFINE, err);
    if (good) {
        begin_define(scripted, lane, entries, count);
        dawdle(scripted);
        scripted->at_once--;
    }
    for (size_t i = 0; good && i < count; i++) {
        scripted->defining[entries[i]->id - 1] = false;
        scripted->defined[entries[i]->id - 1] = true;
    }
    scripted->in_call[lane] = false;
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

static bool scripted_put(struct sink *sink, unsigned lane, const struct block *block, struct err *err)
{
    struct scripted *scripted = of_sink(sink);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    enter_lane(scripted, lane);
    if (scripted->drained[lane] || scripted->ended[block->entry - 1])
        breach(scripted, "put after drain, or after the entry's end");
    good = call(scripted, CALL_PUT, err);
    if (good)
        dawdle(scripted);
    scripted->puts[block->entry - 1]++;
    scripted->in_call[lane] = false;
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

static bool scripted_drain(struct sink *sink, unsigned lane, struct err *err)
{
    struct scripted *scripted = of_sink(sink);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    enter_lane(scripted, lane);
    if (scripted->drained[lane])
        breach(scripted, "lane %u drains twice", lane);
    scripted->drained[lane] = true;
    good = call(scripted, CALL_DRAIN, err);
    dawdle(scripted);
    scripted->drains++;
    scripted->in_call[lane] = false;
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

static bool scripted_end_entry(struct sink *sink, unsigned lane, const struct entry *entry, const struct counts *counts,
                               struct err *err)
{
    struct scripted *scripted = of_sink(sink);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    enter_lane(scripted, lane);
    if (scripted->ended[entry->id - 1] || scripted->puts[entry->id - 1] != scripted->blocks_per_table)
        breach(scripted, "%s ends twice, or before its blocks are put", entry->name);
    if (counts->rows != 2 * scripted->blocks_per_table || counts->blocks != scripted->blocks_per_table)
        breach(scripted, "%s ends with wrong counts", entry->name);
    scripted->ended[entry->id - 1] = true;
    good = call(scripted, CALL_END, err);
    scripted->in_call[lane] = false;
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

static bool scripted_finish(struct sink *sink, struct err *err)
{
    struct scripted *scripted = of_sink(sink);
    bool good;

    pthread_mutex_lock(&scripted->lock);
    if (scripted->finished || scripted->aborted)
        breach(scripted, "finish comes twice or after abort");
    good = call(scripted, CALL_FINISH, err);
    scripted->finished = good;
    pthread_mutex_unlock(&scripted->lock);
    return good;
}

static void scripted_abort(struct sink *sink)
{
    struct scripted *scripted = of_sink(sink);

    pthread_mutex_lock(&scripted->lock);
    if (scripted->finished || scripted->aborted)
        breach(scripted, "abort comes twice or after finish");
    for (unsigned i = 0; i < SCRIPTED_LANES; i++)
        if (scripted->in_call[i])
            breach(scripted, "abort while lane %u runs", i);
    scripted->aborted = true;
    pthread_mutex_unlock(&scripted->lock);
}

static const struct source_ops source_ops = {.next = scripted_next, .cancel = scripted_cancel_source};
static const struct sink_ops sink_ops = {.begin = scripted_begin,
                                         .define = scripted_define,
                                         .put = scripted_put,
                                         .drain = scripted_drain,
                                         .end = scripted_end_entry,
                                         .finish = scripted_finish,
                                         .abort = scripted_abort,
                                         .cancel = scripted_cancel_sink};

void scripted_start(struct scripted *scripted)
{
    memset(scripted, 0, sizeof *scripted);
    scripted->source.ops = &source_ops;
    scripted->sink.ops = &sink_ops;
    scripted->toc.entries = scripted->entries;
    scripted->lanes = SCRIPTED_LANES;
    pthread_mutex_init(&scripted->lock, NULL);
    pthread_cond_init(&scripted->changed, NULL);
}

void scripted_end(struct scripted *scripted)
{
    pthread_cond_destroy(&scripted->changed);
    pthread_mutex_destroy(&scripted->lock);
}

void scripted_add_need(struct scripted *scripted, uint32_t entry, uint32_t need)
{
    struct entry *from = &scripted->entries[entry - 1];

    scripted->needs[entry - 1][from->needs_count++] = need;
}

uint32_t scripted_add(struct scripted *scripted, const char *kind, const char *name, uint32_t parent, uint32_t need)
{
    const struct kind *found = kind_find(kind);
    uint32_t id = (uint32_t)++scripted->toc.count;
    struct entry *entry = &scripted->entries[id - 1];

    *entry = (struct entry){.id = id,
                            .kind = found->name,
                            .stage = found->stage,
                            .flags = found->flags,
                            .schema = "s",
                            .name = name,
                            .create = "x;",
                            .parent = parent,
                            .needs = scripted->needs[id - 1],
                            .selected = true};
    if (parent != 0)
        scripted_add_need(scripted, id, parent);
    if (need != 0 && need != parent)
        scripted_add_need(scripted, id, need);
    if (entry->flags & ENTRY_ROWS)
        scripted->tables[scripted->tables_count++] = id;
    return id;
}
