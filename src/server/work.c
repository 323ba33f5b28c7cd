#include "server/work.h"

#include "base/arena.h"
#include "server/ranges.h"

#include <pthread.h>
#include <stdlib.h>

enum { PAGE_SIZE = 8192 }; /* the usual one; only for estimates */

/* What is known of an entry while its items are read. */
struct progress {
    uint64_t blocks;
    uint32_t parts_left;
};

struct work {
    struct work_item *items;
    size_t count;
    size_t size;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t begun; /* `beginning` has changed */
    size_t next;
    size_t beginning;                  /* items that lanes have taken, but not begun to read yet */
    const struct work_item **returned; /* to the leader; room for all items */
    size_t returned_count;
    struct progress *progress; /* index id - 1 */
};

static bool is_wanted(const struct entry *entry)
{
    return entry->selected && (entry->flags & ENTRY_ROWS) != 0;
}

/* In pages. Not of the heap alone: a table with few pages may have gigabytes of values stored beside it. */
static uint64_t size_of(const struct entry *entry)
{
    uint64_t size = entry->bytes / PAGE_SIZE;

    return size > entry->pages ? size : entry->pages;
}

static uint32_t count_parts(const struct entry *entry, uint64_t step)
{
    uint32_t parts;

    if (step == 0 || entry->ranges == NULL || entry->pages == 0)
        return 1;
    parts = ranges_count(size_of(entry), step);
    return parts > entry->pages ? (uint32_t)entry->pages : parts;
}

static void add(struct work *work, const struct entry *entry, uint64_t step)
{
    uint32_t parts = count_parts(entry, step);

    if (work->count + parts > work->size) {
        work->size = (work->count + parts) * 2;
        work->items = mem_resize(work->items, work->size, sizeof *work->items);
    }
    for (uint32_t i = 0; i < parts; i++)
        work->items[work->count++] =
            (struct work_item){.entry = entry, .pages = entry->pages, .part = i, .parts = parts};
    work->progress[entry->id - 1].parts_left = parts;
}

static int compare_items(const void *a, const void *b)
{
    const struct work_item *left = a, *right = b;
    uint64_t left_size = left->entry->bytes / left->parts, right_size = right->entry->bytes / right->parts;

    if (entry_configures(left->entry) != entry_configures(right->entry))
        return entry_configures(left->entry) ? -1 : 1;
    if (left_size != right_size)
        return left_size > right_size ? -1 : 1;
    if (left->entry->id != right->entry->id)
        return left->entry->id < right->entry->id ? -1 : 1;
    return left->part < right->part ? -1 : 1;
}

static uint64_t count_pages(const struct toc *toc)
{
    uint64_t total = 0;

    for (size_t i = 0; i < toc->count; i++)
        if (is_wanted(&toc->entries[i]))
            total += size_of(&toc->entries[i]);
    return total;
}

struct work *work_new(const struct toc *toc, unsigned lanes, bool split, bool by_entry)
{
    struct work *work = mem_calloc(1, sizeof *work);
    uint64_t step = split && !by_entry && lanes > 1 ? ranges_step(count_pages(toc), lanes) : 0;

    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->begun, NULL);
    work->progress = mem_calloc(toc->count + 1, sizeof *work->progress);
    for (size_t i = 0; i < toc->count; i++)
        if (is_wanted(&toc->entries[i]))
            add(work, &toc->entries[i], step);
    if (!by_entry && work->count > 0)
        qsort(work->items, work->count, sizeof *work->items, compare_items);
    work->returned = mem_calloc(work->count + 1, sizeof *work->returned);
    return work;
}

void work_free(struct work *work)
{
    if (work == NULL)
        return;
    pthread_cond_destroy(&work->begun);
    pthread_mutex_destroy(&work->lock);
    free(work->returned);
    free(work->progress);
    free(work->items);
    free(work);
}

const struct work_item *work_take(struct work *work, bool leader)
{
    const struct work_item *item = NULL;

    pthread_mutex_lock(&work->lock);
    while (leader && work->returned_count == 0 && work->next == work->count && work->beginning > 0)
        pthread_cond_wait(&work->begun, &work->lock);
    if (leader && work->returned_count > 0)
        item = work->returned[--work->returned_count];
    else if (work->next < work->count)
        item = &work->items[work->next++];
    if (!leader && item != NULL)
        work->beginning++;
    pthread_mutex_unlock(&work->lock);
    return item;
}

void work_begun(struct work *work)
{
    pthread_mutex_lock(&work->lock);
    work->beginning--;
    pthread_cond_signal(&work->begun);
    pthread_mutex_unlock(&work->lock);
}

void work_return(struct work *work, const struct work_item *item)
{
    pthread_mutex_lock(&work->lock);
    work->returned[work->returned_count++] = item;
    work->beginning--;
    pthread_cond_signal(&work->begun);
    pthread_mutex_unlock(&work->lock);
}

bool work_end(struct work *work, const struct work_item *item, uint64_t item_blocks, uint64_t *blocks)
{
    struct progress *progress = &work->progress[item->entry->id - 1];
    bool is_last;

    pthread_mutex_lock(&work->lock);
    progress->blocks += item_blocks;
    is_last = --progress->parts_left == 0;
    *blocks = progress->blocks;
    pthread_mutex_unlock(&work->lock);
    return is_last;
}

char *work_sql(const struct work_item *item)
{
    const struct entry *entry = item->entry;

    if (item->parts == 1 && entry->unload != NULL)
        return mem_strdup(entry->unload);
    if (entry->ranges != NULL)
        return ranges_sql(entry->ranges, item->pages, item->parts, item->part);
    return NULL;
}
