#include "server/extract_state.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/catalog.h"
#include "server/lock.h"
#include "server/rights.h"
#include "server/snapshot.h"

#include <stdlib.h>

/*
 * The leader is lane 0's connection. It locks all tables, takes the snapshot and shares it with the other lanes'
 * connections. The relations are listed twice: first to know what to lock, then in the snapshot; when the second list
 * has something that is not locked, somebody altered the schema in between, and all begins anew. With somebody else's
 * snapshot (--snapshot) that would not help: what was dropped since then cannot be read.
 */

enum {
    ATTEMPTS = 5,
    MANY_RELATIONS = 1000 /* from here on a second connection is worth its while for the catalog alone */
};

enum attempt { ATTEMPT_DONE, ATTEMPT_AGAIN, ATTEMPT_FAILED };

static bool connect_lane(struct extract *extract, unsigned lane, struct err *err)
{
    struct conn *conn;

    if (!extract_check_cancelled(extract, err) ||
        !conn_open(&extract->options.target, extract->options.dbname, &extract->password, &conn, err))
        return false;
    pthread_mutex_lock(&extract->connections);
    extract->lanes[lane].conn = conn;
    pthread_mutex_unlock(&extract->connections);
    return extract_check_cancelled(extract, err) && snapshot_prepare(conn, filter_has_servers(extract->filter), err);
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

static bool list_relations(struct extract *extract, struct relations **relations, struct err *err)
{
    return relations_read(extract->lanes[0].conn, extract->filter, relations, err);
}

static bool fail_altered(const struct extract *extract, const char *name, struct err *err)
{
    if (extract->options.snapshot != NULL) {
        err_set(err, ERR_FAILED, "%s of the given snapshot does not exist any more", name);
        return err_hint(err, "it was dropped or replaced after the snapshot was exported");
    }
    err_set(err, ERR_FAILED, "%s was created, dropped or replaced while the dump began", name);
    return err_hint(err, "run it again when nobody alters the schema");
}

/* Lists in the snapshot, and compares with what has been locked. Takes over `locked`. */
static enum attempt compare_relations(struct extract *extract, struct relations *locked, bool is_last, struct err *err)
{
    const char *other = "";
    enum attempt attempt = ATTEMPT_FAILED;

    if (!list_relations(extract, &extract->relations, err)) {
        relations_free(locked);
        return ATTEMPT_FAILED;
    }
    if (relations_within(extract->relations, locked, &other))
        attempt = ATTEMPT_DONE;
    else if (is_last || extract->options.snapshot != NULL)
        fail_altered(extract, other, err);
    else if (query_exec(extract->lanes[0].conn, "ROLLBACK", err))
        attempt = ATTEMPT_AGAIN;
    if (attempt != ATTEMPT_DONE) {
        relations_free(extract->relations);
        extract->relations = NULL;
    }
    relations_free(locked);
    return attempt;
}

static enum attempt lock_and_list(struct extract *extract, struct relations *wanted, bool is_last, struct err *err)
{
    const struct extract_options *options = &extract->options;
    struct conn *conn = extract->lanes[0].conn;
    enum lock_outcome outcome = LOCK_FAILED;

    if (snapshot_begin(conn, options->serializable_deferrable, err))
        outcome = lock_tables(conn, wanted, options->lock_wait_timeout, err);
    if (outcome == LOCK_DONE && (options->snapshot == NULL || snapshot_import(conn, options->snapshot, err)))
        return compare_relations(extract, wanted, is_last, err);
    relations_free(wanted);
    if (outcome != LOCK_GONE)
        return ATTEMPT_FAILED;
    if (is_last) {
        fail_altered(extract, "a table", err);
        return ATTEMPT_FAILED;
    }
    return query_exec(conn, "ROLLBACK", err) ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
}

static bool lock_all(struct extract *extract, struct err *err)
{
    enum attempt attempt = ATTEMPT_AGAIN;

    for (int i = 1; attempt == ATTEMPT_AGAIN; i++) {
        struct relations *wanted;

        if (!extract_check_cancelled(extract, err) || !list_relations(extract, &wanted, err))
            return false;
        if (!rights_check(extract->lanes[0].conn, wanted, !extract->options.schema_only, err)) {
            relations_free(wanted);
            return false;
        }
        if (!lock_foresee(extract->lanes[0].conn,
                          lock_count(extract->lanes[0].conn, wanted, !extract->options.schema_only), "this dump", NULL,
                          err, err) ||
            err_is_set(err)) {
            relations_free(wanted);
            return false;
        }
        if (i > 1)
            log_verbose("the schema was altered meanwhile: locking again");
        attempt = lock_and_list(extract, wanted, i == ATTEMPTS, err);
    }
    return attempt == ATTEMPT_DONE && (extract->options.may_match_nothing || filter_check_used(extract->filter, err));
}

/* The lanes beside the leader, in its snapshot. */
static bool connect_lanes(struct extract *extract, struct err *err)
{
    char *snapshot = NULL;
    bool ok;

    if (extract->lanes_count == 1 || (extract->options.schema_only && extract->relations->count < MANY_RELATIONS))
        return true;
    ok = snapshot_export(extract->lanes[0].conn, &snapshot, err);
    if (ok)
        entry_add_fact(&extract->toc, "snapshot", snapshot);
    for (unsigned i = 1; ok && i < extract->lanes_count; i++) {
        ok = connect_lane(extract, i, err) && snapshot_join(extract->lanes[i].conn, snapshot, err);
        if (!ok && !err->cancelled)
            err_hint(err, "this was connection %u of %u: fewer are made with -j", i + 1, extract->lanes_count);
    }
    free(snapshot);
    return ok;
}

/* All lanes read the catalog; those that are not needed for it wait for the rows. */
static bool read_catalog(struct extract *extract, struct err *err)
{
    struct conn **conns = mem_calloc(extract->lanes_count, sizeof(struct conn *));
    size_t count = 0;
    bool ok;

    for (unsigned i = 0; i < extract->lanes_count; i++)
        if (extract->lanes[i].conn != NULL)
            conns[count++] = extract->lanes[i].conn;
    extract->relations->scope.no_data = extract->options.schema_only;
    extract->relations->scope.statistics = extract->options.statistics;
    extract->relations->scope.warns = true;
    ok = catalog_read(conns, count, &extract->relations->scope, &extract->toc, err);
    free(conns);
    return ok;
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

    if (!connect_lane(extract, 0, err) || !lock_all(extract, err))
        return false;
    extract->toc.arena = arena_new();
    if (!connect_lanes(extract, err) || !read_catalog(extract, err))
        return false;
    leave_out_large_statistics(&extract->toc);
    filter_select(extract->filter, &extract->toc);
    edit_toc(&extract->toc, &extract->options.edit);
    left_out = filter_leaves_out(extract->filter);
    if (left_out != NULL)
        entry_add_fact(&extract->toc, "left_out", left_out);
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
    for (unsigned i = 0; i < extract->lanes_count; i++)
        close_lane(extract, i);
    relations_free(extract->relations);
    if (extract->toc.arena != NULL)
        arena_free(extract->toc.arena);
    free(extract->password);
}
