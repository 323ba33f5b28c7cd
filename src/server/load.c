/*
 * A live database as a sink. The work is in the load_*.c files:
 *
 *   load_session    the lanes' connections, cancellation
 *   load_adapt      what is made of the entries for this target
 *   load_intent     what is going to be done, found out before anything is changed
 *   load_preflight  what the server lacks or does not allow
 *   load_rename     schemas under other names
 *   load_clean      the transaction on lane 0
 *   load_drop       dropping what is to be replaced
 *   load_locks      whether the server has room for the locks of one transaction
 *   load_define     creating objects
 *   load_attempt    statements whose failure leaves nothing behind
 *   load_privileges what default privileges do to their rights
 *   load_rows       COPY
 *   load_binary     in which format
 *   load_own_keys   which tables' rows must come in one piece
 *   load_memory     how much of it an index gets
 *   load_parcel     the rows of several small tables in one message
 *   load_ledger     what has arrived, kept in the target, so that an interrupted restore can go on
 *   load_resume     what an interrupted restore has left
 *   load_validate   foreign keys of large tables, checked on all lanes at the end of their stage
 *   load_spread     statements on all connections at once
 *   load_checks     checks that cannot be planned yet
 *   load_outcome    what became of each entry
 *   load_extension  what extensions ask of a restore
 *   load_analyze    ANALYZE at the end, when it is asked for
 */
#include "server/load.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/copy.h"
#include "pq/query.h"
#include "pq/stop.h"
#include "server/claim.h"
#include "server/load_adapt.h"
#include "server/load_analyze.h"
#include "server/load_binary.h"
#include "server/load_clean.h"
#include "server/load_define.h"
#include "server/load_dependents.h"
#include "server/load_extension.h"
#include "server/load_intent.h"
#include "server/load_ledger.h"
#include "server/load_locks.h"
#include "server/load_memory.h"
#include "server/load_own_keys.h"
#include "server/load_privileges.h"
#include "server/load_rename.h"
#include "server/load_rows.h"
#include "server/load_session.h"
#include "server/load_truncate.h"
#include "server/load_validate.h"

#include <stdlib.h>
#include <string.h>

static struct load *load_of(struct sink *sink)
{
    return (struct load *)sink;
}

/* Only to be told to the user: that it cannot be read must not stop a restore. */
static void read_migrations(struct load *load, enum load_when when, struct conn *conn)
{
    struct load_migrations *read = &load->migrations[when];
    struct err cause = ERR_INIT;

    if (!migration_read(conn, &read->list, &read->count, &cause)) {
        *read = (struct load_migrations){NULL, 0};
        log_verbose("the revision of migration tools could not be read: %s", cause.message);
    }
}

static void make_lanes(struct load *load, unsigned lanes)
{
    pthread_mutex_lock(&load->connections);
    load->lanes = mem_resize(load->lanes, lanes, sizeof *load->lanes);
    for (unsigned i = load->lanes_count; i < lanes; i++)
        load->lanes[i] = (struct load_lane){.conn = NULL};
    load->lanes_count = lanes;
    pthread_mutex_unlock(&load->connections);
}

/* The connection that is looked at, and later creates the database or is lane 0's; NULL and err. */
static struct conn *connect_first(struct load *load, struct err *err)
{
    if (!load->options.create)
        return load_session_lane(load, 0, err);
    if (entry_fact(load->toc, "database") == NULL) {
        err_set(err, ERR_FAILED, "the archive does not say which database to create (-C)");
        return NULL;
    }
    return load->maintenance != NULL || load_session_maintenance(load, err) ? load->maintenance : NULL;
}

static struct conn *look(struct load *load, struct err *err)
{
    struct conn *conn = connect_first(load, err);

    load->server_major = conn == NULL ? 0 : (unsigned)conn_version(conn) / 10000;
    if (conn == NULL || !load_ledger_find(load, conn, err) || !load_intent_make(load, conn, err) ||
        !load_privileges_find(load, conn, err) || !load_own_keys_find(load, conn, err) ||
        !load_locks_foresee(load, conn, err))
        return NULL;
    if (load->options.clean && !load->options.create)
        load_clean_mention(load, conn);
    return conn;
}

static bool begin_database(struct load *load, struct conn *conn, struct err *err)
{
    read_migrations(load, LOAD_BEFORE, conn);
    if (!load_clean_begin(load, conn, err) || !load_rename_begin(load, conn, err))
        return false;
    if (!load->options.resume)
        return load_ledger_begin(load, conn, err);
    return load_ledger_forget(load, conn, err) && load_clean_settle(load, err);
}

static void start(struct load *load, const struct toc *toc, unsigned lanes)
{
    load->toc = toc;
    load_outcome_init(&load->outcome, toc);
    load_memory_plan(load);
    load_validate_plan(load);
    make_lanes(load, lanes);
}

static bool load_begin(struct sink *sink, const struct toc *toc, unsigned lanes, struct err *err)
{
    struct load *load = load_of(sink);
    struct conn *conn;

    if (load->options.single_transaction && (lanes != 1 || load->options.create))
        return err_set(err, ERR_USAGE, "a restore in a single transaction has one lane and creates no database");
    start(load, toc, lanes);
    conn = look(load, err);
    if (conn == NULL || !intent_check(&load->intent, load->options.keep_going, err))
        return false;
    load_intent_tell(load);
    if (!load->options.create)
        return begin_database(load, conn, err);
    return !load->options.clean || load_clean_database(load, err);
}

bool load_look(struct sink *sink, const struct toc *toc, struct err *err)
{
    struct load *load = load_of(sink);

    start(load, toc, 1);
    return look(load, err) != NULL;
}

bool load_adapt(struct sink *sink, struct toc *toc, struct err *err)
{
    struct load *load = load_of(sink);
    struct conn *conn;

    load->toc = toc;
    make_lanes(load, 1);
    conn = connect_first(load, err);
    return conn != NULL && load_adapt_entries(load, toc, conn, err);
}

bool load_takes_whole_tables(struct sink *sink, const struct toc *toc, bool *whole, struct err *err)
{
    struct load *load = load_of(sink);
    struct conn *conn;
    char *level = NULL;
    bool ok;

    load->toc = toc;
    make_lanes(load, 1);
    conn = connect_first(load, err);
    ok = conn != NULL && query_value(conn, "SELECT pg_catalog.current_setting('wal_level')", &level, err);
    *whole = ok && level != NULL && strcmp(level, "minimal") == 0;
    load->options.freeze = load->options.freeze || *whole;
    free(level);
    return ok;
}

const struct intent *load_intent(const struct sink *sink)
{
    return &((const struct load *)sink)->intent;
}

/* With -C the first object is the first occasion to make the ledger; later the objects may stand on rows. */
static bool prepare_ledger(struct load *load, unsigned lane, const struct entry *const *entries, size_t count,
                           struct err *err)
{
    enum stage stage = count > 0 ? entries[0]->stage : STAGE_DATABASE;
    struct conn *conn;
    bool ok;

    if (stage == STAGE_DATABASE || stage == STAGE_DATA || (stage == STAGE_PRE && !load->options.create))
        return true;
    conn = load_session_lane(load, lane, err);
    if (conn == NULL)
        return false;
    if (stage != STAGE_PRE)
        return load_ledger_flush(load, conn, true, err);
    pthread_mutex_lock(&load->settling);
    ok = load_ledger_begin(load, conn, err);
    pthread_mutex_unlock(&load->settling);
    return ok;
}

static bool load_define(struct sink *sink, unsigned lane, const struct entry *const *entries, size_t count,
                        struct err *err)
{
    struct load *load = load_of(sink);
    enum stage stage = count > 0 ? entries[0]->stage : STAGE_LAST;
    /* the values of sequences come before the rows, if they can in the transaction that makes the sequences */
    bool joins = stage <= STAGE_PRE || (stage == STAGE_DATA && load_clean_transaction(load, lane) == LOAD_CLEAN);

    if (!joins && !load_clean_settle(load, err))
        return false;
    if (stage > STAGE_DATA && !load_rows_settle(load, lane, err))
        return false;
    if (stage > STAGE_POST && !load_validate_settle(load, err))
        return false;
    if (!prepare_ledger(load, lane, entries, count, err))
        return false;
    return load_define_entries(load, lane, entries, count, err);
}

static bool load_put(struct sink *sink, unsigned lane, const struct block *block, struct err *err)
{
    return load_rows_put(load_of(sink), lane, block, err);
}

static bool load_drain(struct sink *sink, unsigned lane, struct err *err)
{
    return load_rows_drain(load_of(sink), lane, err);
}

/* Whether the rows have arrived is known when each lane has ended its COPY. An entry without rows has not been asked yet
 * whether its table is there. */
static bool load_end(struct sink *sink, unsigned lane, const struct entry *entry, const struct counts *counts,
                     struct err *err)
{
    struct load *load = load_of(sink);

    (void)lane;
    (void)err;
    if (counts->blocks == 0)
        load_outcome_skips(&load->outcome, entry);
    load_ledger_ended(load, entry->id, counts->blocks);
    return true;
}

/*
 * Asynchronous commits are durable when a later synchronous one is: WAL is written in order. A transaction that wrote
 * nothing would not wait; this message is ignored by everything that reads WAL. Where the user's setting is off, local
 * is what it takes.
 */
static bool wait_for_disk(struct conn *conn, struct err *err)
{
    return query_exec(conn,
                      "SELECT pg_catalog.set_config('synchronous_commit',"
                      " CASE reset_val WHEN 'off' THEN 'local' ELSE reset_val END, false)"
                      " FROM pg_catalog.pg_settings WHERE name = 'synchronous_commit'",
                      err) &&
           query_exec(conn, "SELECT pg_catalog.pg_logical_emit_message(true, 'pgsnap', '')", err);
}

static void close_connections(struct load *load)
{
    if (load->lanes_count > 0)
        claim_release(load->lanes[0].conn);
    claim_release(load->maintenance);
    for (unsigned i = 0; i < load->lanes_count; i++)
        load_session_close(load, &load->lanes[i].conn);
    load_session_close(load, &load->maintenance);
}

static bool commit_whole(struct load *load, struct conn *conn, struct err *err)
{
    struct err cause = ERR_INIT;

    if (load->transaction != LOAD_WHOLE)
        return true;
    if (!load_dependents_make(load, conn, err) || !load_rename_end(load, conn, err))
        return false;
    if (!query_exec(conn, load_clean_commit, &cause))
        return load_session_fail(load, NULL, &cause, err);
    load->transaction = LOAD_NO_TRANSACTION;
    return true;
}

static bool load_finish(struct sink *sink, struct err *err)
{
    struct load *load = load_of(sink);
    struct conn *conn;
    struct err cause = ERR_INIT;

    if (!load_clean_settle(load, err) || !load_rows_settle(load, 0, err) || !load_validate_settle(load, err))
        return false;
    conn = load_session_lane(load, 0, err);
    if (conn == NULL || !commit_whole(load, conn, err) || !load_extension_finish(load, conn, err) ||
        (load->options.analyze && !load_analyze(load, err)) || !load_ledger_end(load, conn, err))
        return false;
    if (!wait_for_disk(conn, &cause))
        return load_session_fail(load, NULL, &cause, err);
    read_migrations(load, LOAD_AFTER, conn);
    close_connections(load);
    return true;
}

static bool is_open(enum load_transaction transaction)
{
    return transaction == LOAD_CLEAN || transaction == LOAD_WHOLE;
}

/* Also rolls back what is open: the server does that when a connection ends, but only once it notices. */
static void load_abort(struct sink *sink)
{
    struct load *load = load_of(sink);

    for (unsigned i = 0; i < load->lanes_count; i++) {
        struct load_lane *lane = &load->lanes[i];
        struct err ignored = ERR_INIT;

        if (lane->conn != NULL && lane->copying != 0 && conn_is_usable(lane->conn))
            copy_in_abandon(lane->conn, "the restore was stopped");
        lane->copying = 0;
        load_truncate_abandon(lane);
        if (lane->conn != NULL && i == 0 && is_open(load->transaction) && conn_is_usable(lane->conn))
            query_exec(lane->conn, "ROLLBACK", &ignored);
    }
    close_connections(load);
}

static void load_cancel(struct sink *sink)
{
    load_session_cancel(load_of(sink));
}

static void load_close(struct sink *sink)
{
    struct load *load = load_of(sink);

    close_connections(load);
    load_outcome_free(&load->outcome);
    load_binary_free(load);
    load_memory_free(load);
    load_validate_free(load);
    free(load->whole);
    load_intent_free(load);
    load_ledger_free(load);
    for (char **role = load->barred; role != NULL && *role != NULL; role++)
        free(*role);
    free(load->barred);
    for (size_t i = 0; i < 2; i++)
        migration_free(load->migrations[i].list, load->migrations[i].count);
    for (unsigned i = 0; i < load->lanes_count; i++) {
        load_parcel_free(&load->lanes[i].parcel);
        free(load->lanes[i].owner);
        runs_reset(&load->lanes[i].noted);
    }
    free(load->lanes);
    free(load->password);
    stop_free(load->stop);
    load_later_free(&load->later);
    pthread_mutex_destroy(&load->ledger.lock);
    pthread_mutex_destroy(&load->settling);
    pthread_mutex_destroy(&load->emptying);
    pthread_mutex_destroy(&load->opening);
    pthread_mutex_destroy(&load->connections);
    free(load);
}

static const struct sink_ops load_ops = {
    .begin = load_begin,
    .define = load_define,
    .put = load_put,
    .drain = load_drain,
    .end = load_end,
    .finish = load_finish,
    .abort = load_abort,
    .cancel = load_cancel,
    .close = load_close,
};

struct sink *load_new(const struct load_options *options)
{
    struct load *load = mem_calloc(1, sizeof *load);

    load->sink.ops = &load_ops;
    load->options = *options;
    load->stop = stop_new();
    load->options.target.stop = load->stop;
    atomic_init(&load->cancelled, false);
    atomic_init(&load->configured, false);
    pthread_mutex_init(&load->ledger.lock, NULL);
    load_later_init(&load->later);
    pthread_mutex_init(&load->settling, NULL);
    pthread_mutex_init(&load->emptying, NULL);
    pthread_mutex_init(&load->opening, NULL);
    pthread_mutex_init(&load->connections, NULL);
    load_binary_init(load);
    load_validate_init(load);
    return &load->sink;
}

unsigned load_server_major(const struct sink *sink)
{
    return ((const struct load *)sink)->server_major;
}

size_t load_failures(const struct sink *sink, const struct load_failure **list)
{
    const struct load *load = (const struct load *)sink;

    *list = load->outcome.list;
    return load->outcome.count;
}

size_t load_migrations(const struct sink *sink, enum load_when when, const struct migration **list)
{
    const struct load *load = (const struct load *)sink;

    *list = load->migrations[when].list;
    return load->migrations[when].count;
}

bool load_is_dropping(const struct sink *sink)
{
    const struct load *load = (const struct load *)sink;

    return load->drops_in_steps && load->dropped > 0;
}

/* A ledger that was made in a transaction which then failed is not there. */
bool load_can_resume(const struct sink *sink)
{
    const struct load *load = (const struct load *)sink;

    return load->ledger.stands && !load_is_dropping(sink) &&
           (load->options.resume || load->transaction == LOAD_NO_TRANSACTION);
}
