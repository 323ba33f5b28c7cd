/*
 * The worst minute of a restore is the one in which the old tables are gone and the new ones are not there yet. So with -c
 * the drops and all of STAGE_PRE are one transaction on lane 0. Before it is committed the user can lose nothing:
 *
 *   - a drop that fails rolls everything back, and the restore stops. What is in the way was looked for beforehand
 *     (load_intent.c); somebody may have been quicker. All drops are tried first, so that one error names everything that
 *     is in the way, not the first thing only; an object whose dependents are in the way is not tried.
 *   - an object that cannot be created rolls everything back, and the restore stops. With --keep-going that holds only
 *     for what holds data: a view or a function that fails is noted, for its definition is in the archive.
 *   - a lost connection, a signal, a crash: the server rolls back.
 *
 * It is committed by whoever first needs the new tables (load_clean_settle).
 */
#include "server/load_clean.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_holders.h"
#include "server/load_session.h"
#include "server/lock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 256,    /* drops sent at once */
    MOST_NAMED = 20 /* failures in one error */
};

const char load_clean_commit[] = "SELECT; COMMIT";

static const char dependent_objects[] = "2BP01";
static const char out_of_memory[] = "53200"; /* also: the lock table is full */
static const char object_in_use[] = "55006";
static const char lock_not_available[] = "55P03";

static const char too_many_locks[] =
    "each object that is dropped or created takes a lock: raise max_locks_per_transaction "
    "on the server and restart it, or restore into a new database with -C";

/*
 * DROP ... IF EXISTS forgives an absent object, but not always what it stands on (a table's column, a domain). A view in
 * a loop is first replaced by a shell, which fails when the target's view has other columns; whether that matters, the
 * drop itself tells.
 */
static bool is_absence(const char *sqlstate)
{
    static const char *const states[] = {"42P01", "42703", "42704", "42883", "3F000", "42P16"};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(sqlstate, states[i]) == 0)
            return true;
    return false;
}

struct dropping {
    struct load *load;
    struct conn *conn;
    const struct toc *toc; /* of what is dropped: the target's */
    bool *blocked;         /* per entry: something that needs it could not be dropped */
    size_t failures;       /* so many are in text */
    struct buf text;
    char sqlstate[6]; /* of the first failure */
};

static void note_failure(struct dropping *dropping, const struct entry *entry, const struct err *cause)
{
    char name[512];

    if (dropping->failures++ == 0)
        strncat(dropping->sqlstate, conn_sqlstate(dropping->conn), sizeof dropping->sqlstate - 1);
    buf_printf(&dropping->text, "\n%s: %s", entry_describe(entry, name, sizeof name), cause->message);
}

static void block(struct dropping *dropping, uint32_t id)
{
    if (entry_find(dropping->toc, id) != NULL)
        dropping->blocked[id - 1] = true;
}

/* What the entry and its parts need cannot be dropped either, and to say so would only hide the cause. */
static void block_needs(struct dropping *dropping, const struct entry *entry)
{
    const struct toc *toc = dropping->toc;

    block(dropping, entry->parent);
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *part = &toc->entries[i];

        if (part != entry && part->parent != entry->id)
            continue;
        for (size_t j = 0; j < part->needs_count; j++)
            block(dropping, part->needs[j]);
    }
}

/* --lock-wait-timeout. The locks of those that were dropped already are kept until the end, and stop everybody who uses them. */
static bool refuse_waiting(const struct dropping *dropping, struct err *err)
{
    char *holders = load_holders_list(dropping->load, dropping->conn);

    err_set(err, ERR_FAILED, "what is to be replaced (-c) stayed locked for %u ms; nothing was changed%s",
            dropping->load->options.lock_wait_timeout, holders == NULL ? "" : holders);
    free(holders);
    return err_hint(err, "wait for these sessions or end them, or give --lock-wait-timeout more time");
}

/* False only when nothing can go on. */
static bool drop_one(struct dropping *dropping, const struct entry *entry, struct err *err)
{
    struct conn *conn = dropping->conn;
    struct err cause = ERR_INIT;

    if (dropping->failures >= MOST_NAMED || strcmp(dropping->sqlstate, out_of_memory) == 0)
        return true; /* enough is known */
    if (dropping->blocked[entry->id - 1]) {
        block_needs(dropping, entry);
        return true;
    }
    if (!query_exec(conn, "SAVEPOINT pgsnap_drop", err))
        return false;
    if (query_exec(conn, entry->drop, &cause))
        return query_exec(conn, "RELEASE SAVEPOINT pgsnap_drop", err);
    if (!load_session_survives(dropping->load, conn, entry, &cause, err))
        return false;
    if (!is_absence(conn_sqlstate(conn))) {
        note_failure(dropping, entry, &cause);
        block_needs(dropping, entry);
    }
    return query_exec(conn, "ROLLBACK TO SAVEPOINT pgsnap_drop; RELEASE SAVEPOINT pgsnap_drop", err);
}

/* All at once, and when that fails one by one. */
static bool drop_batch(struct dropping *dropping, const struct entry *const *plan, size_t count, struct err *err)
{
    struct err cause = ERR_INIT;
    struct buf sql = {0};
    bool done, waited;

    if (!query_exec(dropping->conn, "SAVEPOINT pgsnap_batch", err))
        return false;
    for (size_t i = 0; i < count; i++)
        buf_printf(&sql, "%s\n", plan[i]->drop);
    done = dropping->failures == 0 && query_exec(dropping->conn, buf_text(&sql), &cause);
    buf_free(&sql);
    if (done)
        return query_exec(dropping->conn, "RELEASE SAVEPOINT pgsnap_batch", err);
    if (!load_session_survives(dropping->load, dropping->conn, plan[0], &cause, err))
        return false;
    waited = strcmp(conn_sqlstate(dropping->conn), lock_not_available) == 0;
    if (!query_exec(dropping->conn, "ROLLBACK TO SAVEPOINT pgsnap_batch", err))
        return false;
    if (waited)
        return refuse_waiting(dropping, err);
    for (size_t i = 0; i < count; i++)
        if (!drop_one(dropping, plan[i], err))
            return false;
    return query_exec(dropping->conn, "RELEASE SAVEPOINT pgsnap_batch", err);
}

static bool refuse(const struct dropping *dropping, struct err *err)
{
    err_set(err, ERR_FAILED, "what is to be replaced cannot be dropped (-c); nothing was changed%s",
            buf_text(&dropping->text));
    if (strcmp(dropping->sqlstate, dependent_objects) == 0)
        return err_hint(err, "what depends on them (see detail) is not in the archive: drop it first and make it again "
                             "afterwards, or restore into a new database with -C");
    if (strcmp(dropping->sqlstate, out_of_memory) == 0)
        return err_hint(err, "%s", too_many_locks);
    return err_hint(err, "restore into a new database with -C, or without -c into an empty one");
}

void load_clean_mention(const struct load *load, struct conn *conn)
{
    struct err ignored = ERR_INIT;
    char *holders = load_holders_list(load, conn), *others = NULL;

    if (holders != NULL)
        log_warning("sessions that use what is to be dropped, and are waited for:%s", holders);

    if (holders == NULL &&
        query_value(conn,
                    "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity"
                    " WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()"
                    " AND backend_type = 'client backend'",
                    &others, &ignored) &&
        others != NULL && strcmp(others, "0") != 0)
        log_info("other sessions on database \"%s\": %s; tables that they use are waited for", conn_dbname(conn),
                 others);
    free(holders);
    free(others);
}

/* Their numbers are their names, so the target's groups of them mean nothing: those of the archive go. */
static const struct entry **list_large_objects(const struct toc *toc, const bool *kept, size_t *count)
{
    const struct entry **list = mem_calloc(toc->count + 1, sizeof(const struct entry *));

    *count = 0;
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].selected && toc->entries[i].drop != NULL &&
            strcmp(toc->entries[i].kind, "LARGE OBJECTS") == 0 && !kept[i])
            list[(*count)++] = &toc->entries[i];
    return list;
}

static bool drop_list(struct load *load, struct conn *conn, const struct toc *toc, const struct entry *const *list,
                      size_t count, struct err *err)
{
    struct dropping dropping = {.load = load, .conn = conn, .toc = toc};
    bool ok = true;

    dropping.blocked = mem_calloc(toc->count + 1, sizeof *dropping.blocked);
    for (size_t i = 0; ok && i < count; i += BATCH)
        ok = drop_batch(&dropping, list + i, count - i < BATCH ? count - i : BATCH, err);
    if (ok && dropping.failures > 0)
        ok = refuse(&dropping, err);
    free(dropping.blocked);
    buf_free(&dropping.text);
    return ok;
}

static bool run_drops(struct load *load, struct conn *conn, struct err *err)
{
    size_t count;
    const struct entry **large_objects = list_large_objects(load->toc, load->replacement.kept, &count);
    bool ok;

    ok = drop_list(load, conn, &load->standing, load->drops, load->drops_count, err) &&
         drop_list(load, conn, load->toc, large_objects, count, err);
    free(large_objects);
    return ok;
}

/* settling is held, or no other thread runs yet. */
static void roll_back(struct load *load, struct conn *conn)
{
    struct err ignored = ERR_INIT;

    if (conn_is_usable(conn))
        query_exec(conn, "ROLLBACK", &ignored);
    load->transaction = LOAD_BROKEN;
}

/*
 * What is dropped is locked with all its parts: indexes, TOAST, types, defaults, constraints, triggers. How many of them a
 * table has is taken from the average of the database.
 */
static const char count_locks[] =
    "SELECT pg_catalog.ceil($1::pg_catalog.numeric * parts.count / tables.count)"
    " FROM (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND oid >= 16384) AS "
    "tables,"
    " (SELECT pg_catalog.sum(CASE WHEN relkind IN ('r', 'p') THEN 3 ELSE 1 END)"
    " + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attrdef)"
    " + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_constraint WHERE conrelid <> 0)"
    " + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_trigger) AS count"
    " FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'i', 'I', 't', 'S') AND oid >= 16384) AS parts"
    " WHERE tables.count > 0";

enum { LOCKS_OF_NEW_TABLE = 4 }; /* itself, its type, its TOAST table and that one's index */

static size_t count_kind(const struct entry *entry, const char *kind)
{
    return strcmp(entry->kind, kind) == 0;
}

/* The drops and the new schema are one transaction: all its locks are held until the end. */
static bool foresee_locks(struct load *load, struct conn *conn, struct err *err)
{
    size_t dropped = 0, made = 0;
    char number[32];
    const char *values[] = {number};
    struct rows *rows;
    bool ok;

    for (size_t i = 0; i < load->drops_count; i++)
        dropped += count_kind(load->drops[i], "TABLE");
    for (size_t i = 0; i < load->toc->count; i++)
        if (load->toc->entries[i].selected)
            made += LOCKS_OF_NEW_TABLE * count_kind(&load->toc->entries[i], "TABLE") +
                    count_kind(&load->toc->entries[i], "SEQUENCE");
    snprintf(number, sizeof number, "%zu", dropped);
    if (dropped == 0)
        return true;
    if (!query_rows(conn, count_locks, 1, NULL, values, &rows, err))
        return false;
    ok = lock_foresee(conn, made + (size_t)rows_get_number(rows, 0, 0), "replacing these tables (-c)", err);
    rows_free(rows);
    return ok;
}

bool load_clean_begin(struct load *load, struct conn *conn, struct err *err)
{
    bool cleans = load->options.resume || (load->options.clean && !load->options.create && !load->options.data_only);

    if (!cleans && !load->options.single_transaction)
        return true;
    if (cleans && !foresee_locks(load, conn, err))
        return false;
    if (!query_exec(conn, "BEGIN", err) ||
        (cleans && load->options.lock_wait_timeout > 0 &&
         !query_exec_format(conn, err, "SET LOCAL lock_timeout = %u", load->options.lock_wait_timeout)))
        return false;
    load->transaction = load->options.single_transaction ? LOAD_WHOLE : LOAD_CLEAN;
    if (!cleans || run_drops(load, conn, err))
        return true;
    roll_back(load, conn);
    return false;
}

bool load_clean_database(struct load *load, struct err *err)
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        struct err cause = ERR_INIT;

        if (entry->stage != STAGE_DATABASE || !entry->selected || entry->drop == NULL ||
            query_exec(load->maintenance, entry->drop, &cause))
            continue;
        if (strcmp(conn_sqlstate(load->maintenance), object_in_use) == 0 && cause.hint[0] == '\0')
            err_hint(&cause, "end the sessions on that database, and let -d name another one to connect to first");
        return load_session_fail(load, entry, &cause, err);
    }
    return true;
}

bool load_clean_settle(struct load *load, struct err *err)
{
    bool ok;

    pthread_mutex_lock(&load->settling);
    if (load->transaction == LOAD_CLEAN) {
        struct err cause = ERR_INIT;

        if (query_exec(load->lanes[0].conn, load_clean_commit, &cause)) {
            load->transaction = LOAD_NO_TRANSACTION;
        } else {
            load->transaction = LOAD_BROKEN;
            load_session_fail(load, NULL, &cause, err);
        }
    }
    ok = load->transaction != LOAD_BROKEN;
    pthread_mutex_unlock(&load->settling);
    if (!ok)
        err_set(err, ERR_FAILED, "the new schema was rolled back");
    return ok;
}

/* A table, or whatever the rows, values or large objects of an entry go into. */
static bool holds_data(const struct toc *toc, const struct entry *entry)
{
    if (strcmp(entry->kind, "TABLE") == 0)
        return true;
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *data = &toc->entries[i];

        if (data->stage != STAGE_DATA)
            continue;
        if (data->parent == entry->id)
            return true;
        for (size_t j = 0; data->parent == 0 && j < data->needs_count; j++)
            if (data->needs[j] == entry->id)
                return true;
    }
    return false;
}

static bool refuse_loss(struct load *load, const struct entry *entry, const struct err *cause, struct err *err)
{
    char name[512];

    entry_describe(entry, name, sizeof name);
    err_set(err, ERR_FAILED, "%s could not be restored, so nothing was changed: %s", name, cause->message);
    if (load->options.single_transaction)
        return err_hint(err, "%s", cause->hint[0] != '\0' ? cause->hint : "with -1 nothing may fail");
    if (strstr(cause->hint, "max_locks_per_transaction") != NULL)
        return err_hint(err, "%s", too_many_locks);
    return err_hint(err, "to get what can be restored, restore into a new database with -C%s",
                    load->options.keep_going ? "" : ", or go on over what holds no rows with --keep-going");
}

bool load_clean_allows(struct load *load, struct conn *conn, const struct entry *entry, const struct err *cause,
                       struct err *err)
{
    enum load_transaction transaction;
    bool strict = load->options.exit_on_error, refused;

    pthread_mutex_lock(&load->settling);
    transaction = load->transaction;
    refused = transaction == LOAD_WHOLE ||
              (transaction == LOAD_CLEAN && (!load->options.keep_going || holds_data(load->toc, entry)));
    if (refused)
        roll_back(load, conn);
    pthread_mutex_unlock(&load->settling);
    if (refused)
        return refuse_loss(load, entry, cause, err);
    return strict ? load_session_fail(load, entry, cause, err) : true;
}

enum load_transaction load_clean_transaction(struct load *load, unsigned lane)
{
    enum load_transaction transaction;

    if (lane != 0)
        return LOAD_NO_TRANSACTION;
    pthread_mutex_lock(&load->settling);
    transaction = load->transaction;
    pthread_mutex_unlock(&load->settling);
    return transaction;
}
