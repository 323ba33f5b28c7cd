#include "server/extract_state.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/query.h"
#include "pq/stop.h"
#include "server/catalog.h"
#include "server/lock.h"
#include "server/rights.h"
#include "server/snapshot.h"

#include <stdlib.h>
#include <string.h>

/*
 * The leader is lane 0's connection. It locks all tables, takes the snapshot and shares it with the other lanes'
 * connections. The relations are listed twice: first to know what to lock, then in the snapshot; when the second list
 * has something that is not locked, somebody altered the schema in between, and all begins anew. With somebody else's
 * snapshot (--snapshot) that would not help: what was dropped since then cannot be read.
 *
 * The server makes its texts (pg_get_viewdef and its like) of what is there now, and locks what they are about: views and
 * all that is not locked beforehand may be gone or altered by somebody who has not committed yet. Waiting for him with all
 * locks in hand would let him run into them and be ended as a deadlock. Worse, where a lane waits for somebody who waits for the
 * leader, the server sees no deadlock, because nobody but we know that the leader waits for the lane: that would never end, and
 * all others who need the table would wait behind. So nobody waits for long: all is let go and begun anew. Only the last
 * attempt waits as long as it takes, on the leader alone, where the server sees every deadlock.
 *
 * What somebody altered and committed while the catalog was read shows when its rows' versions in the snapshot are compared with
 * those that another transaction sees afterwards (versions.sql).
 */

enum {
    ATTEMPTS = 10,
    PAUSE = 1000,         /* milliseconds, without any lock */
    MANY_RELATIONS = 1000 /* from here on a second connection is worth its while for the catalog alone */
};

/* What the server says when something is gone or in use. How to add one: a row. */
static const struct {
    const char *sqlstate;
    enum extract_attempt attempt;
} conflicts[] = {
    {"55P03", EXTRACT_LATER}, /* lock_not_available */
    {"40P01", EXTRACT_LATER}, /* deadlock_detected */
    {"XX000", EXTRACT_AGAIN}, /* "could not open relation with OID", "cache lookup failed" */
    {"42P01", EXTRACT_AGAIN}, /* undefined_table */
    {"42703", EXTRACT_AGAIN}, /* undefined_column */
    {"42704", EXTRACT_AGAIN}, /* undefined_object */
    {"42883", EXTRACT_AGAIN}, /* undefined_function */
    {"3F000", EXTRACT_AGAIN}, /* invalid_schema_name */
};

static bool connect_lane(struct extract *extract, unsigned lane, struct err *err)
{
    struct conn *conn;

    if (!extract_check_cancelled(extract, err) ||
        !conn_open(&extract->options.target, extract->options.dbname, &extract->password, &conn, err))
        return false;
    pthread_mutex_lock(&extract->connections);
    extract->lanes[lane].conn = conn;
    pthread_mutex_unlock(&extract->connections);
    return extract_check_cancelled(extract, err) &&
           snapshot_prepare(conn, filter_has_servers(extract->filter), extract->options.row_security, err);
}

static void close_lane(struct extract *extract, unsigned lane)
{
    struct conn *conn;

    pthread_mutex_lock(&extract->connections);
    conn = extract->lanes[lane].conn;
    extract->lanes[lane].conn = NULL;
    pthread_mutex_unlock(&extract->connections);
    conn_close(conn);
}

static bool limit_waiting(struct conn *conn, unsigned milliseconds, struct err *err)
{
    return query_exec_format(conn, err, "SET LOCAL lock_timeout = %u", milliseconds);
}

bool extract_open_join(const struct extract *extract, struct conn *conn, struct err *err)
{
    return snapshot_join(conn, extract->snapshot, err) && limit_waiting(conn, LOCK_PATIENCE, err);
}

bool extract_open_rejoin(const struct extract *extract, unsigned lane, struct err *err)
{
    struct conn *conn = extract->lanes[lane].conn;

    return query_exec(conn, "ROLLBACK", err) && extract_open_join(extract, conn, err);
}

/* The lanes beside the leader, in its snapshot. */
static bool connect_lanes(struct extract *extract, struct err *err)
{
    bool ok;

    if (extract->lanes_count == 1 || (extract->options.schema_only && extract->relations->count < MANY_RELATIONS))
        return true;
    ok = snapshot_export(extract->lanes[0].conn, &extract->snapshot, err);
    if (ok)
        entry_add_fact(&extract->toc, "snapshot", extract->snapshot);
    for (unsigned i = 1; ok && i < extract->lanes_count; i++) {
        ok = connect_lane(extract, i, err) && extract_open_join(extract, extract->lanes[i].conn, err);
        if (!ok && !err->cancelled)
            err_hint(err, "this was connection %u of %u: fewer are made with -j", i + 1, extract->lanes_count);
    }
    return ok;
}

static enum extract_attempt judge_failure(const struct extract *extract, struct conn *const *conns, size_t count,
                                          const struct err *err)
{
    for (size_t i = 0; !err->cancelled && i < count; i++)
        for (size_t k = 0; k < sizeof conflicts / sizeof conflicts[0]; k++)
            if (strcmp(conn_sqlstate(conns[i]), conflicts[k].sqlstate) == 0 &&
                (conflicts[k].attempt == EXTRACT_LATER || extract->options.snapshot == NULL))
                return conflicts[k].attempt;
    return EXTRACT_FAILED;
}

/* Passwords that may not be read are no reason to have nothing. */
static bool allow_passwords(struct extract *extract, struct err *err)
{
    struct catalog_scope *scope = &extract->relations->scope;
    char *may;

    if ((scope->globals & CATALOG_PASSWORDS) == 0)
        return true;
    if (!query_value(extract->lanes[0].conn, "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')",
                     &may, err))
        return false;
    if (strcmp(may, "t") != 0) {
        scope->globals &= ~(unsigned)CATALOG_PASSWORDS;
        log_warning(
            "left out, because only a superuser may read them: the roles' passwords (--no-role-passwords says so "
            "beforehand)");
    }
    free(may);
    return true;
}

/* All lanes read the catalog; those that are not needed for it wait for the rows. */
static enum extract_attempt read_catalog(struct extract *extract, bool is_last, struct err *err)
{
    struct conn **conns = mem_calloc(extract->lanes_count, sizeof(struct conn *));
    unsigned most = is_last ? 1 : extract->lanes_count;
    enum extract_attempt attempt = EXTRACT_DONE;
    size_t count = 0;
    bool ok = true;

    for (unsigned i = 0; i < most; i++)
        if (extract->lanes[i].conn != NULL)
            conns[count++] = extract->lanes[i].conn;
    if (!is_last)
        ok = limit_waiting(conns[0], LOCK_PATIENCE, err);
    extract->relations->scope.no_data = extract->options.schema_only;
    extract->relations->scope.no_values = extract->options.schema_only && !extract->options.sequence_data;
    extract->relations->scope.statistics = extract->options.statistics;
    extract->relations->scope.large_object_groups = extract->options.large_object_groups;
    extract->relations->scope.warns = true;
    ok = ok && allow_passwords(extract, err);
    if (!ok || !catalog_read(conns, count, &extract->relations->scope, &extract->toc, err))
        attempt = judge_failure(extract, conns, count, err);
    free(conns);
    return attempt;
}

/*
 * What the lanes have locked while they read the catalog shall be in nobody's way: the leader's locks are enough. Lane 1 has let
 * go of its locks already, to compare versions.
 */
static bool settle_lanes(struct extract *extract, struct err *err)
{
    for (unsigned i = 2; i < extract->lanes_count; i++)
        if (extract->lanes[i].conn != NULL && !extract_open_rejoin(extract, i, err))
            return false;
    return limit_waiting(extract->lanes[0].conn, 0, err);
}

static enum extract_attempt attempt_open(struct extract *extract, bool is_last, struct err *err)
{
    enum extract_attempt attempt;

    if (!connect_lane(extract, 0, err))
        return EXTRACT_FAILED;
    attempt = extract_lock_all(extract, is_last, err);
    if (attempt != EXTRACT_DONE)
        return attempt;
    extract->toc.arena = arena_new();
    if (!connect_lanes(extract, err))
        return EXTRACT_FAILED;
    attempt = read_catalog(extract, is_last, err);
    if (attempt == EXTRACT_DONE)
        attempt = extract_versions_compare(extract, is_last, err);
    if (attempt != EXTRACT_DONE)
        return attempt;
    return settle_lanes(extract, err) ? EXTRACT_DONE : EXTRACT_FAILED;
}

/* With new connections: those that were interrupted in a query still say so. */
static void undo_attempt(struct extract *extract)
{
    for (unsigned i = 0; i < extract->lanes_count; i++)
        close_lane(extract, i);
    relations_free(extract->relations);
    extract->relations = NULL;
    if (extract->toc.arena != NULL)
        arena_free(extract->toc.arena);
    extract->toc = (struct toc){0};
    free(extract->snapshot);
    extract->snapshot = NULL;
}

static bool open_in_attempts(struct extract *extract, struct err *err)
{
    for (int i = 1;; i++) {
        struct err cause = ERR_INIT;
        enum extract_attempt attempt = attempt_open(extract, i == ATTEMPTS, &cause);

        if (attempt == EXTRACT_DONE)
            return true;
        if (attempt == EXTRACT_FAILED || i == ATTEMPTS) {
            *err = cause;
            return false;
        }
        log_verbose("beginning anew: %s", cause.message);
        undo_attempt(extract);
        if (attempt == EXTRACT_LATER)
            stop_pause(extract->stop, PAUSE);
        if (!extract_check_cancelled(extract, err))
            return false;
    }
}

/* The query gives them no text. */
static void leave_out_large_statistics(const struct toc *toc)
{
    size_t count = 0;

    for (size_t i = 0; i < toc->count; i++) {
        struct entry *entry = &toc->entries[i];

        if (entry->flags & ENTRY_STATISTICS && entry->create == NULL) {
            entry->selected = false;
            count++;
        }
    }
    if (count > 0)
        log_warning("left out, because planner statistics take too much space: those of %zu relation%s", count,
                    count == 1 ? "" : "s");
}

bool extract_open_all(struct extract *extract, struct err *err)
{
    const char *left_out;

    if (!open_in_attempts(extract, err))
        return false;
    leave_out_large_statistics(&extract->toc);
    filter_select(extract->filter, &extract->toc);
    if (!extract->options.may_match_nothing && !filter_check_used(extract->filter, err))
        return false;
    edit_toc(&extract->toc, &extract->options.edit);
    left_out = filter_leaves_out(extract->filter);
    if (left_out != NULL)
        entry_add_fact(&extract->toc, "left_out", left_out);
    if (filter_leaves_out_schemas(extract->filter))
        entry_add_fact(&extract->toc, "without_schemas", "true");
    if (filter_leaves_out_rights(extract->filter))
        entry_add_fact(&extract->toc, "without_rights", "true");
    if (!extract_splits(extract))
        entry_add_fact(&extract->toc, "row_order", "stored");
    if (!rights_warn(extract->lanes[0].conn, extract->relations, err))
        return false;
    return rights_check_large_objects(extract->lanes[0].conn, &extract->toc, err);
}

void extract_open_undo(struct extract *extract)
{
    undo_attempt(extract);
    free(extract->password);
}
