/*
 * What can be known beforehand: whether the databases may be renamed, what of the live one would not go along with its name, and
 * who uses it now.
 */
#include "base/arena.h"
#include "base/log.h"
#include "server/claim.h"
#include "server/sql.h"
#include "server/swap_sessions.h"
#include "server/swap_state.h"

#include <stdlib.h>
#include <string.h>

/* How to add one: a row, and a column of swap_state.sql that is true, or lists names. */
static const struct hindrance {
    const char *column, *kind;
    const char *text; /* behind the database's name */
    const char *hint;
    bool lists;
    bool live_only; /* does not matter for a kept database that returns */
} hindrances[] = {
    {"template", "template", "is a template, from which others are made by its name",
     "ALTER DATABASE ... IS_TEMPLATE false, or restore into another database", false, true},
    {"invalid", "invalid", "is invalid, because a DROP DATABASE was interrupted", "drop it", false, false},
    {"connected", "connected", "is the one that pgsnap would be connected to while it renames it",
     "name another database with --maintenance-db", false, false},
    {"prepared", "prepared", "has prepared transactions, with which it cannot be renamed",
     "COMMIT PREPARED or ROLLBACK PREPARED them first", true, false},
    {"slots", "slot", "has logical replication slots, which would stay with it under its other name",
     "drop the slots first, and make them again afterwards", true, true},
    {"subscriptions", "subscription", "has subscriptions, which would go on filling it under its other name",
     "ALTER SUBSCRIPTION ... DISABLE first", true, true},
};

static void add_problem(struct intent *intent, const char *kind, char *text, const char *hint)
{
    intent_add_problem(intent, kind, true, text, hint);
    free(text);
}

static void check_rights(const struct rows *rows, const char *database, struct intent *intent)
{
    if (!rows_get_bool(rows, 0, rows_column(rows, "owned")))
        add_problem(intent, "right",
                    mem_printf("database \"%s\" belongs to \"%s\", so you may not rename it", database,
                               rows_text(rows, 0, rows_column(rows, "owner"))),
                    "connect as a superuser, or as a member of that role with CREATEDB");
}

static void check_hindrances(const struct rows *rows, const char *database, bool live, struct intent *intent)
{
    for (size_t i = 0; i < sizeof hindrances / sizeof hindrances[0]; i++) {
        const struct hindrance *hindrance = &hindrances[i];
        int column = rows_column(rows, hindrance->column);

        if ((hindrance->live_only && !live) || rows_get(rows, 0, column) == NULL ||
            (!hindrance->lists && !rows_get_bool(rows, 0, column)))
            continue;
        add_problem(intent, hindrance->kind,
                    mem_printf("database \"%s\" %s%s%s", database, hindrance->text, hindrance->lists ? ": " : "",
                               hindrance->lists ? rows_text(rows, 0, column) : ""),
                    hindrance->hint);
    }
}

/* They may be gone when it is time to rename, so they are no problem yet; unless they are to be ended and cannot be. */
static bool check_sessions(struct swap *swap, const char *database, struct intent *intent, struct err *err)
{
    struct swap_sessions sessions;

    if (!swap_sessions_read(swap->conn, database, &sessions, err))
        return false;
    if (swap->options.end_connections && sessions.foreign > 0)
        add_problem(intent, "session",
                    mem_printf("you may not end %zu of the sessions that use database \"%s\":%s", sessions.foreign,
                               database, sessions.list),
                    "connect as a superuser, or as a role that was granted pg_signal_backend");
    else if (swap->options.end_connections && sessions.count > 0)
        log_info("sessions that use database \"%s\" and are going to be ended: %zu%s", database, sessions.count,
                 sessions.list);
    else if (sessions.count > 0)
        log_warning("sessions that use database \"%s\" and must have ended before it is renamed: %zu%s", database,
                    sessions.count, sessions.list);
    swap_sessions_free(&sessions);
    return true;
}

static bool check_database(struct swap *swap, const char *database, bool live, bool *exists, struct intent *intent,
                           struct err *err)
{
    const char *const values[] = {database, CLAIM_KEY, CLAIM_DATABASE};
    struct rows *rows;
    bool claimed;

    if (!sql_run(swap->conn, "swap_state", 3, NULL, values, &rows, err))
        return false;
    *exists = rows_count(rows) > 0;
    claimed = *exists && rows_get_bool(rows, 0, rows_column(rows, "claimed"));
    if (*exists && !claimed) {
        check_rights(rows, database, intent);
        check_hindrances(rows, database, live, intent);
    }
    rows_free(rows);
    if (claimed) {
        err_set(err, ERR_LOCKED, "another restore into database \"%s\" is running", database);
        return err_hint(err, "wait until it has ended");
    }
    return !*exists || check_sessions(swap, database, intent, err);
}

static bool check_role(struct swap *swap, struct intent *intent, struct err *err)
{
    char *creates = NULL;

    if (!query_value(swap->conn, "SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user",
                     &creates, err))
        return false;
    if (creates == NULL || strcmp(creates, "t") != 0)
        intent_add_problem(intent, "right", true, "you may not create and rename databases",
                           "connect as a role with CREATEDB");
    free(creates);
    return true;
}

static void add_step(struct swap *swap, size_t i, struct intent *intent, const char *name, const char *to)
{
    swap->entries[i] = (struct entry){.kind = "DATABASE", .stage = STAGE_DATABASE, .name = name};
    swap->steps[i] = mem_printf("to %s", to);
    intent_add_step(intent, INTENT_RENAME, &swap->entries[i], swap->steps[i]);
}

static bool check_kept(struct swap *swap, struct intent *intent, struct err *err)
{
    bool exists = true;

    return !swap->options.back || check_database(swap, swap->fresh, false, &exists, intent, err);
}

bool swap_check(struct swap *swap, struct intent *intent, struct err *err)
{
    if (swap->options.scratch != NULL)
        return check_role(swap, intent, err);
    if (!check_role(swap, intent, err) || !check_database(swap, swap->live, true, &swap->live_exists, intent, err) ||
        !check_kept(swap, intent, err))
        return false;
    if (!swap->live_exists && !swap->options.back)
        add_problem(intent, "missing", mem_printf("database \"%s\" does not exist", swap->live),
                    "make it with -C instead of --swap");
    if (swap->live_exists)
        add_step(swap, 0, intent, swap->live, swap->old);
    add_step(swap, 1, intent, swap->fresh, swap->live);
    return true;
}
