/*
 * The worst minute of a restore is the one in which the old tables are gone and the new ones are not there yet. So with -c
 * the drops and all of STAGE_PRE are one transaction on lane 0. Before it is committed the user can lose nothing:
 *
 *   - a drop that fails (load_drop.c) rolls everything back, and the restore stops. What is in the way was looked for
 *     beforehand (load_intent.c); somebody may have been quicker. All drops are tried first, so that one error names
 *     everything that is in the way, not the first thing only; an object whose dependents are in the way is not tried.
 *   - an object that cannot be created rolls everything back, and the restore stops. With --keep-going that holds only
 *     for what holds data: a view or a function that fails is noted, for its definition is in the archive.
 *   - a lost connection, a signal, a crash: the server rolls back.
 *
 * It is committed by whoever first needs the new tables (load_clean_settle). --transaction-size gives all that up.
 */
#include "server/load_clean.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_drop.h"
#include "server/load_holders.h"
#include "server/load_ledger.h"
#include "server/load_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char load_clean_commit[] = "SELECT; COMMIT";

static const char object_in_use[] = "55006";

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
                    " AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'",
                    &others, &ignored) &&
        others != NULL && strcmp(others, "0") != 0)
        log_info("other sessions on database \"%s\": %s; tables that they use are waited for", conn_dbname(conn),
                 others);
    free(holders);
    free(others);
}

/* settling is held, or no other thread runs yet. */
static void roll_back(struct load *load, struct conn *conn)
{
    struct err ignored = ERR_INIT;

    if (conn_is_usable(conn))
        query_exec(conn, "ROLLBACK", &ignored);
    load->transaction = LOAD_BROKEN;
}

bool load_clean_drops(const struct load *load)
{
    return load->options.resume || (load->options.clean && !load->options.create && !load->options.data_only);
}

bool load_clean_begin(struct load *load, struct conn *conn, struct err *err)
{
    bool cleans = load_clean_drops(load);

    if (!cleans && !load->options.single_transaction)
        return true;
    if (cleans && load_drop_has_steps(load))
        return load_drop_run(load, conn, err) && load_ledger_dropped(load, conn, err);
    load->transaction = load->options.single_transaction ? LOAD_WHOLE : LOAD_CLEAN;
    if (cleans ? load_drop_run(load, conn, err) : query_exec(conn, "BEGIN", err))
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
        return err_hint(err, "%s", load_drop_too_many_locks);
    return err_hint(err, "to get what can be restored, restore into another database%s",
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
