#include "server/extract.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/log.h"
#include "pq/copy.h"
#include "pq/query.h"
#include "pq/stop.h"
#include "server/extract_state.h"

#include <stdlib.h>
#include <string.h>

/*
 * A lane takes an item of work, runs its COPY and fills blocks; between two calls of next it remembers the item, and the
 * row that did not fit into the last block. An entry ends when the last of its items has ended; the lane that read that
 * item says so in a call of its own, after its last block, so that every block has been put by then.
 *
 * When somebody waits for ACCESS EXCLUSIVE on a table, a lane's COPY queues behind him, and he waits for the leader's
 * lock: nobody would ever go on. So lanes do not wait for long (extract_open.c) and leave such a table to the leader, who
 * has its lock.
 */

enum { SPLITTING_SERVER = 140000 }; /* the first one that reads a range of ctid without reading the whole table */

static const char lock_not_available[] = "55P03";
/* The server's words for a piece of memory beyond 1 GB; they have no SQLSTATE of their own and are not translated. */
static const char value_too_large[] = "invalid memory alloc request size";

static struct extract *extract_of(struct source *source)
{
    return (struct extract *)source;
}

bool extract_check_cancelled(const struct extract *extract, struct err *err)
{
    if (!atomic_load(&extract->cancelled))
        return true;
    if (!err_is_set(err))
        err->cancelled = true;
    return err_set(err, ERR_FAILED, "the dump was cancelled");
}

static bool extract_open(struct source *source, unsigned lanes, struct toc **toc, struct err *err)
{
    struct extract *extract = extract_of(source);

    pthread_mutex_lock(&extract->connections);
    extract->lanes = mem_calloc(lanes, sizeof *extract->lanes);
    extract->lanes_count = lanes;
    pthread_mutex_unlock(&extract->connections);
    if (!extract_open_all(extract, err))
        return false;
    *toc = &extract->toc;
    return true;
}

bool extract_splits(const struct extract *extract)
{
    const struct extract_options *options = &extract->options;

    return extract->lanes_count > 1 && !options->by_entry && !options->keep_order &&
           conn_version(extract->lanes[0].conn) >= SPLITTING_SERVER;
}

/* Made at the first call of next, when nobody clears `selected` any more. */
static struct work *find_work(struct extract *extract)
{
    struct work *work;

    pthread_mutex_lock(&extract->starting);
    if (extract->work == NULL)
        extract->work =
            work_new(&extract->toc, extract->lanes_count, extract_splits(extract), extract->options.by_entry);
    work = extract->work;
    pthread_mutex_unlock(&extract->starting);
    return work;
}

static bool fail_item(const struct extract_lane *lane, const struct err *cause, struct err *err)
{
    char what[512];

    entry_describe(lane->item->entry, what, sizeof what);
    if (!err_is_set(err))
        err->cancelled = cause->cancelled;
    err_set(err, cause->code, "%s: %s", what, cause->message);
    if (strstr(cause->message, value_too_large) != NULL)
        err_hint(err,
                 "a value in it takes more than 1 GB as text, which the server cannot send (bytea from 512 MB on): "
                 "leave the rows out with --exclude-table-data");
    return cause->hint[0] == '\0' ? false : err_hint(err, "%s", cause->hint);
}

/* lane->item becomes NULL when the leader has to read it instead. */
static bool begin_copy(struct extract *extract, unsigned number, const char *sql, struct err *err)
{
    struct extract_lane *lane = &extract->lanes[number];
    const struct work_item *item = lane->item;
    struct err cause = ERR_INIT;

    if (copy_out_begin(lane->conn, sql, &cause))
        return true;
    if (number == 0 || strcmp(conn_sqlstate(lane->conn), lock_not_available) != 0)
        return fail_item(lane, &cause, err);
    lane->item = NULL;
    log_verbose("the table of %s is being altered or waited for: left to the first connection", item->entry->name);
    return extract_open_rejoin(extract, number, err);
}

/* Takes the next item; lane->item stays NULL when there is none left for this lane. */
static bool begin_item(struct extract *extract, unsigned number, struct err *err)
{
    struct extract_lane *lane = &extract->lanes[number];
    struct work *work = lane->conn == NULL ? NULL : find_work(extract);
    const struct work_item *item = NULL;
    bool ok = true;

    while (ok && lane->item == NULL && work != NULL && (item = work_take(work, number == 0)) != NULL) {
        char *sql = work_sql(item);

        lane->item = item;
        lane->blocks = 0;
        lane->finished = sql == NULL;
        ok = sql == NULL || begin_copy(extract, number, sql, err);
        free(sql);
        if (number > 0 && lane->item == NULL)
            work_return(work, item);
        else if (number > 0)
            work_begun(work);
    }
    return ok;
}

/*
 * Puts the lane's pending row into the block; false when the block is full without it. A very large row stays where libpq
 * has put it, which keeps it until the next one is asked for.
 */
static bool add_row(struct extract_lane *lane, struct block *block)
{
    if (block->rows > 0 && block->used + lane->row_length > BLOCK_TARGET)
        return false;
    if (lane->row_length > BLOCK_KEEP) {
        block_borrow(block, lane->row, lane->row_length);
    } else {
        memcpy(block_reserve(block, lane->row_length), lane->row, lane->row_length);
        block->used += lane->row_length;
        block->rows++;
    }
    hash_add_row(&block->digest, lane->row, lane->row_length - 1);
    lane->row = NULL;
    return true;
}

/* Reads rows until the block is full or the COPY has ended. */
static bool fill(struct extract_lane *lane, struct block *block, struct err *err)
{
    struct err cause = ERR_INIT;

    while (block->used < BLOCK_TARGET) {
        if (lane->row == NULL && !copy_out_next(lane->conn, &lane->row, &lane->row_length, &cause))
            return fail_item(lane, &cause, err);
        if (lane->row_length == 0) {
            lane->row = NULL;
            lane->finished = true;
            return true;
        }
        if (!add_row(lane, block))
            return true;
    }
    return true;
}

/* True when the lane's item was the last of its entry, which then ends. */
static bool end_item(struct extract *extract, struct extract_lane *lane, struct ending *ending)
{
    const struct work_item *item = lane->item;

    *ending = (struct ending){.entry = item->entry->id};
    lane->item = NULL;
    return work_end(extract->work, item, lane->blocks, &ending->counts.blocks);
}

static bool extract_next(struct source *source, unsigned number, struct block *block, struct ending *ending,
                         enum source_event *event, struct err *err)
{
    struct extract *extract = extract_of(source);
    struct extract_lane *lane = &extract->lanes[number];

    block_reset(block);
    for (;;) {
        if (!extract_check_cancelled(extract, err))
            return false;
        if (lane->item == NULL && !begin_item(extract, number, err))
            return false;
        if (lane->item == NULL) {
            *event = SOURCE_DONE;
            return true;
        }
        if (!lane->finished && !fill(lane, block, err))
            return false;
        if (block->rows > 0) {
            block->entry = lane->item->entry->id;
            lane->blocks++;
            *event = SOURCE_BLOCK;
            return true;
        }
        if (end_item(extract, lane, ending)) {
            *event = SOURCE_END;
            return true;
        }
    }
}

static void extract_cancel(struct source *source)
{
    struct extract *extract = extract_of(source);

    atomic_store(&extract->cancelled, true);
    stop_set(extract->stop);
    pthread_mutex_lock(&extract->connections);
    for (unsigned i = 0; i < extract->lanes_count; i++)
        if (extract->lanes[i].conn != NULL)
            conn_cancel(extract->lanes[i].conn);
    pthread_mutex_unlock(&extract->connections);
}

static void extract_close(struct source *source)
{
    struct extract *extract = extract_of(source);

    extract_open_undo(extract);
    work_free(extract->work);
    pthread_mutex_destroy(&extract->starting);
    pthread_mutex_destroy(&extract->connections);
    stop_free(extract->stop);
    free(extract->lanes);
    free(extract);
}

static const struct source_ops extract_ops = {
    .open = extract_open, .next = extract_next, .cancel = extract_cancel, .close = extract_close};

struct source *extract_new(const struct extract_options *options, struct filter *filter)
{
    struct extract *extract = mem_calloc(1, sizeof *extract);

    extract->source.ops = &extract_ops;
    extract->options = *options;
    extract->stop = stop_new();
    extract->options.target.stop = extract->stop;
    extract->filter = filter;
    pthread_mutex_init(&extract->starting, NULL);
    pthread_mutex_init(&extract->connections, NULL);
    return &extract->source;
}

const char *extract_dbname(const struct source *source)
{
    const struct extract *extract = (const struct extract *)source;

    return conn_dbname(extract->lanes[0].conn);
}
