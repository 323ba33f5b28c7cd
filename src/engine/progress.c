#include "engine/progress.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REDRAWS_PER_SECOND = 4 };

struct progress {
    const char *what;     /* these four are constant */
    uint64_t bytes_total; /* an estimate: sizes on disk, or what an archive's index says */
    size_t tables_total;
    size_t objects_total;
    struct timespec start;
    atomic_uint_fast64_t bytes;
    atomic_size_t tables;
    atomic_size_t objects;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ending; /* lock */
};

const char *progress_size(uint64_t bytes, char buffer[16])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    size_t unit = 0;

    while (size >= 1000 && unit < sizeof units / sizeof units[0] - 1) {
        size /= 1000;
        unit++;
    }
    snprintf(buffer, 16, unit > 0 && size < 99.95 ? "%.1f %s" : "%.0f %s", size, units[unit]);
    return buffer;
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void add_time_left(struct buf *line, double seconds)
{
    unsigned left = seconds < 359999 ? (unsigned)seconds : 359999;

    if (left >= 3600)
        buf_printf(line, ", %u:%02u:%02u left", left / 3600, left / 60 % 60, left % 60);
    else
        buf_printf(line, ", %u:%02u left", left / 60, left % 60);
}

/* The total is estimated: when more has come than it says, it says nothing any more. */
static void add_bytes(const struct progress *progress, struct buf *line, uint64_t bytes)
{
    double seconds = seconds_since(&progress->start);
    char done[16], total[16], rate[16];

    buf_printf(line, " %s", progress_size(bytes, done));
    if (bytes <= progress->bytes_total)
        buf_printf(line, " of about %s", progress_size(progress->bytes_total, total));
    if (seconds < 1 || bytes == 0)
        return;
    buf_printf(line, ", %s/s", progress_size((uint64_t)((double)bytes / seconds), rate));
    if (bytes <= progress->bytes_total)
        add_time_left(line, (double)(progress->bytes_total - bytes) * seconds / (double)bytes);
}

static void draw(struct progress *progress)
{
    struct buf line = {0};
    size_t tables = atomic_load(&progress->tables);
    size_t objects = atomic_load(&progress->objects);

    buf_add_text(&line, progress->what);
    if (tables < progress->tables_total) {
        add_bytes(progress, &line, atomic_load(&progress->bytes));
        buf_printf(&line, ", %zu of %zu tables", tables, progress->tables_total);
    }
    if (progress->objects_total > 0)
        buf_printf(&line, "%s %zu of %zu objects", tables < progress->tables_total ? "," : "", objects,
                   progress->objects_total);
    log_progress("%s", buf_text(&line));
    buf_free(&line);
}

static void *redraw(void *argument)
{
    struct progress *progress = argument;

    pthread_mutex_lock(&progress->lock);
    while (!progress->ending) {
        struct timespec next;

        clock_gettime(CLOCK_REALTIME, &next);
        next.tv_nsec += 1000000000 / REDRAWS_PER_SECOND;
        next.tv_sec += next.tv_nsec / 1000000000;
        next.tv_nsec %= 1000000000;
        if (pthread_cond_timedwait(&progress->changed, &progress->lock, &next) != 0 && !progress->ending)
            draw(progress);
    }
    pthread_mutex_unlock(&progress->lock);
    return NULL;
}

static void estimate(struct progress *progress, const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (!entry->selected || !(entry->flags & ENTRY_ROWS))
            continue;
        progress->tables_total++;
        progress->bytes_total += entry->counts_known ? entry->counts.bytes : entry->bytes;
    }
}

struct progress *progress_start(const char *what, const struct toc *toc, size_t objects)
{
    struct progress *progress = mem_calloc(1, sizeof *progress);

    progress->what = what;
    progress->objects_total = objects;
    estimate(progress, toc);
    clock_gettime(CLOCK_MONOTONIC, &progress->start);
    pthread_mutex_init(&progress->lock, NULL);
    pthread_cond_init(&progress->changed, NULL);
    if (pthread_create(&progress->thread, NULL, redraw, progress) != 0)
        abort(); /* no memory for one thread */
    return progress;
}

void progress_end(struct progress *progress)
{
    if (progress == NULL)
        return;
    pthread_mutex_lock(&progress->lock);
    progress->ending = true;
    pthread_cond_signal(&progress->changed);
    pthread_mutex_unlock(&progress->lock);
    pthread_join(progress->thread, NULL);
    log_progress_end();
    pthread_cond_destroy(&progress->changed);
    pthread_mutex_destroy(&progress->lock);
    free(progress);
}

void progress_add_bytes(struct progress *progress, uint64_t bytes)
{
    if (progress != NULL)
        atomic_fetch_add(&progress->bytes, bytes);
}

void progress_add_table(struct progress *progress)
{
    if (progress != NULL)
        atomic_fetch_add(&progress->tables, 1);
}

void progress_add_objects(struct progress *progress, size_t count)
{
    if (progress != NULL)
        atomic_fetch_add(&progress->objects, count);
}
