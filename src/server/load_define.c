/*
 * All statements of a batch go to the server at once, as one transaction of their own or between savepoints of the one that
 * is open. When one fails, the server has undone the batch, and each entry is tried by itself so that only the bad ones
 * are missing. The owner is set by a statement of its own then: who cannot own an object does not undo it.
 *
 * A savepoint has to be sent by itself: of a query with a syntax error not even the first statement is run.
 */
#include "server/load_define.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_attempt.h"
#include "server/load_checks.h"
#include "server/load_clean.h"
#include "server/load_extension.h"
#include "server/load_foreign.h"
#include "server/load_memory.h"
#include "server/load_place.h"
#include "server/load_preflight.h"
#include "server/load_privileges.h"
#include "server/load_session.h"
#include "server/load_validate.h"
#include "server/lock.h"
#include "server/swap.h"

#include <stdlib.h>
#include <string.h>

static const char duplicate_database[] = "42P04";

struct defining {
    struct load_attempt at;
    const char *owner; /* as in struct load_lane */
    bool hurries;      /* no lock is waited for with others in hand */
};

enum {
    HURRIES = 10,
    /* Milliseconds, beside LOCK_PATIENCE: who waits for a batch waits for the work that it has done so far, too. */
    BATCH_PATIENCE = 50
};

static bool is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* What the target has already as wanted is not created again. */
static const char *create_text(const struct load *load, const struct entry *entry)
{
    return load->replacement.kept[entry->id - 1] || load_foreign_is(load, entry) ? NULL : entry->create;
}

/* malloc'd, or NULL. */
static char *whole_text(const struct load *load, const struct entry *entry)
{
    const char *create = create_text(load, entry);
    char *uncomment = create == NULL ? NULL : load_place_uncomment(load, entry);
    char *text = NULL;

    if (create != NULL)
        text = uncomment == NULL ? mem_strdup(create) : mem_printf("%s\n%s", uncomment, create);
    free(uncomment);
    return text;
}

/* Who may use what is there need not be able to give it to the owner that it has. */
static bool has_owner(const struct load *load, const struct entry *entry)
{
    const struct entry *here = entry_find(&load->standing, load->replacement.there[entry->id - 1]);

    return load->replacement.kept[entry->id - 1] && here != NULL && is_same(entry->own, here->own);
}

/* How to add one: a row, for what belongs to whoever creates it. */
static const char *const owned_kinds[] = {"TABLE", "SEQUENCE"};

/* What a role creates is its own: no need to give it to itself. */
static bool gets_owner(const struct defining *defining, const struct entry *entry)
{
    if (defining->at.load->replacement.kept[entry->id - 1] || !is_same(defining->owner, entry->owner))
        return false;
    for (size_t i = 0; i < sizeof owned_kinds / sizeof owned_kinds[0]; i++)
        if (strcmp(entry->kind, owned_kinds[i]) == 0)
            return true;
    return false;
}

static const char *owner_text(const struct defining *defining, const struct entry *entry)
{
    const struct load *load = defining->at.load;

    if (load_foreign_is(load, entry) || has_owner(load, entry) || gets_owner(defining, entry))
        return NULL;
    return load->options.no_owner || load_preflight_bars(load, entry) ? NULL : entry->own;
}

static bool note_owner(const struct defining *defining, const struct entry *entry, const struct err *cause,
                       struct err *err)
{
    return load_attempt_shortcoming(&defining->at, entry, "the owner was not set", cause, err);
}

static bool note_barred_owner(const struct defining *defining, const struct entry *entry, struct err *err)
{
    struct load *load = defining->at.load;
    struct err cause = ERR_INIT;

    if (entry->own == NULL || load->options.no_owner || load_foreign_is(load, entry) || has_owner(load, entry) ||
        !load_preflight_bars(load, entry))
        return true;
    err_set(&cause, ERR_FAILED, "\"%s\" does not exist or you are no member of it", entry->owner);
    return note_owner(defining, entry, &cause, err);
}

static bool set_owner(const struct defining *defining, const struct entry *entry, struct err *err)
{
    const char *own = owner_text(defining, entry);
    struct err cause = ERR_INIT;
    char sqlstate[6];

    if (own == NULL)
        return note_barred_owner(defining, entry, err);
    if (!load_attempt_run(&defining->at, entry, own, &cause, sqlstate, err))
        return false;
    return !err_is_set(&cause) || note_owner(defining, entry, &cause, err);
}

static bool locks_several(const struct load *load, const struct entry *entry)
{
    for (size_t i = 0; (entry->flags & ENTRY_LOCKS) != 0 && i < entry->needs_count; i++) {
        const struct entry *need = entry_find(load->toc, entry->needs[i]);

        if (need != NULL && need->id != entry->parent && (need->flags & ENTRY_RELATION) != 0)
            return true;
    }
    return false;
}

/* As written, but for a foreign key whose rows are checked later. */
static bool create(const struct defining *defining, const struct entry *entry, const char *text, struct err *cause,
                   char sqlstate[6], struct err *err)
{
    struct load_attempt at = defining->at;
    char *unchecked = at.in_transaction ? NULL : load_validate_text(at.load, at.conn, entry);
    bool ok;

    /* What locks one table alone may wait for it. */
    at.hurries = defining->hurries && locks_several(at.load, entry) ? HURRIES : 0;
    at.patience = LOCK_PATIENCE;
    ok = load_attempt_run(&at, entry, unchecked != NULL ? unchecked : text, cause, sqlstate, err);
    if (ok && unchecked != NULL && !err_is_set(cause))
        load_validate_note(defining->at.load, entry);
    free(unchecked);
    return ok;
}

static bool define_one(const struct defining *defining, const struct entry *entry, struct err *err)
{
    struct err cause = ERR_INIT;
    char sqlstate[6], *text = whole_text(defining->at.load, entry);
    bool ok = text == NULL || create(defining, entry, text, &cause, sqlstate, err);

    free(text);
    if (!ok)
        return false;
    if (err_is_set(&cause) && !load_checks_put_off(defining->at.load, entry, sqlstate))
        return load_attempt_failure(&defining->at, entry, &cause, sqlstate, err);
    load_outcome_made(&defining->at.load->outcome, entry->id);
    return set_owner(defining, entry, err);
}

/* *skipped: something that the entry needs is missing, or the server has no use for it. False: that must stop the restore. */
static bool check_needs(const struct defining *defining, const struct entry *entry, bool *skipped, struct err *err)
{
    struct err cause = ERR_INIT;

    *skipped = load_preflight_passes_over(defining->at.load, entry);
    if (*skipped)
        return true;
    *skipped = load_outcome_skips(&defining->at.load->outcome, entry);
    if (!*skipped)
        return true;
    err_set(&cause, ERR_FAILED, "something that it needs failed");
    return load_clean_allows(defining->at.load, defining->at.conn, entry, &cause, err);
}

static bool define_each(const struct defining *defining, const struct entry *const *entries, size_t count,
                        struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        bool skipped;

        if (!check_needs(defining, entries[i], &skipped, err) || (!skipped && !define_one(defining, entries[i], err)))
            return false;
    }
    return true;
}

/* Those that can be tried go to tried[], their texts to sql. */
static bool collect(const struct defining *defining, const struct entry *const *entries, size_t count,
                    const struct entry **tried, size_t *used, struct buf *sql, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *own = owner_text(defining, entries[i]);
        bool skipped;
        char *create;

        if (!check_needs(defining, entries[i], &skipped, err))
            return false;
        if (skipped)
            continue;
        tried[(*used)++] = entries[i];
        create = whole_text(defining->at.load, entries[i]);
        if (create != NULL)
            buf_printf(sql, "%s\n", create);
        free(create);
        if (own != NULL)
            buf_printf(sql, "%s\n", own);
    }
    return true;
}

static bool note_made(const struct defining *defining, const struct entry *const *tried, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        load_outcome_made(&defining->at.load->outcome, tried[i]->id);
        if (!note_barred_owner(defining, tried[i], err))
            return false;
    }
    return true;
}

static bool define_batch(const struct defining *defining, const struct entry *const *entries, size_t count,
                         struct err *err)
{
    const struct entry **tried = mem_calloc(count, sizeof(const struct entry *));
    struct load_attempt at = defining->at;
    struct buf sql = {0};
    struct err cause = ERR_INIT;
    char sqlstate[6];
    size_t used = 0;
    bool ok = collect(defining, entries, count, tried, &used, &sql, err);

    at.hurries = defining->hurries ? 1 : 0;
    at.patience = BATCH_PATIENCE;
    at.gives_up = true;
    if (ok && sql.used > 0)
        ok = load_attempt_run(&at, tried[0], buf_text(&sql), &cause, sqlstate, err);
    buf_free(&sql);
    if (ok)
        ok = err_is_set(&cause) ? define_each(defining, tried, used, err) : note_made(defining, tried, used, err);
    free(tried);
    return ok;
}

/* Those of the entries that this restore has created, and that default privileges are for. */
static size_t pick_created(const struct defining *defining, const struct entry *const *entries, size_t count,
                           const struct entry **created)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        if (load_privileges_may_give(defining->at.load, entries[i]) &&
            create_text(defining->at.load, entries[i]) != NULL &&
            load_outcome_state(&defining->at.load->outcome, entries[i]->id) == LOAD_MADE)
            created[used++] = entries[i];
    return used;
}

static bool default_privileges_may_give(const struct load *load, const struct entry *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (load_privileges_may_give(load, entries[i]))
            return true;
    return false;
}

static bool undo_default_privileges(const struct defining *defining, const struct entry *const *entries, size_t count,
                                    struct err *err)
{
    const struct entry **created;
    struct err cause = ERR_INIT;
    char sqlstate[6], *text = NULL;
    size_t used;
    bool ok;

    if (!default_privileges_may_give(defining->at.load, entries, count))
        return true;
    created = mem_calloc(count, sizeof(const struct entry *));
    used = pick_created(defining, entries, count, created);
    ok = load_privileges_text(defining->at.conn, created, used, &text, err);
    if (ok && text != NULL) {
        ok = load_attempt_run(&defining->at, created[0], text, &cause, sqlstate, err);
        if (ok && err_is_set(&cause))
            ok = load_attempt_shortcoming(
                &defining->at, created[0],
                "rights that default privileges gave, here or to what was created with it, were not taken back", &cause,
                err);
    }
    free(text);
    free(created);
    return ok;
}

/* When it fails, rows of the archive may fail in their turn, which is told then. */
static bool remove_surplus(const struct defining *defining, const struct entry *const *entries, size_t count,
                           struct err *err)
{
    struct err cause = ERR_INIT;
    char sqlstate[6], *text;
    bool ok = load_extension_text(defining->at.load, defining->at.conn, entries, count, &text, err);

    if (ok && text != NULL)
        ok = load_attempt_run(&defining->at, entries[0], text, &cause, sqlstate, err);
    if (ok && err_is_set(&cause))
        log_verbose("what extensions have written into their tables was not removed: %s", cause.message);
    free(text);
    return ok;
}

static bool define_some(const struct defining *defining, const struct entry *const *entries, size_t count,
                        struct err *err)
{
    return (count > 1 ? define_batch : define_each)(defining, entries, count, err) &&
           undo_default_privileges(defining, entries, count, err) && remove_surplus(defining, entries, count, err);
}

/*
 * Who restores may be killed between the two, and the server still creates all that it has been sent: --resume would put the
 * rows into tables that others can read. So what default privileges give is undone in the transaction that creates.
 */
static bool define_privately(const struct defining *defining, const struct entry *const *entries, size_t count,
                             struct err *err)
{
    struct defining within = *defining;
    struct err ignored = ERR_INIT;

    if (defining->at.in_transaction || !default_privileges_may_give(defining->at.load, entries, count))
        return define_some(defining, entries, count, err);
    within.at.in_transaction = true;
    if (query_exec(defining->at.conn, "BEGIN", err) && define_some(&within, entries, count, err) &&
        query_exec(defining->at.conn, load_clean_commit, err))
        return true;
    if (conn_is_usable(defining->at.conn))
        query_exec(defining->at.conn, "ROLLBACK", &ignored);
    return false;
}

/* A table with its sequence, TOAST and indexes, or a foreign key on two tables, takes about as many. */
enum { LOCKS_OF_ENTRY = 8 };

/* In a transaction that is open anyway, what is locked stays locked. */
static size_t most_entries(const struct load_lane *lane, bool in_transaction)
{
    size_t most = lane->most_locks / LOCKS_OF_ENTRY;

    return in_transaction ? SIZE_MAX : most > 0 ? most : 1;
}

static size_t batch_length(const struct entry *const *entries, size_t count, size_t most)
{
    size_t length = 1;

    if ((entries[0]->flags & ENTRY_ALONE) != 0)
        return 1;
    while (length < count && length < most && (entries[length]->flags & ENTRY_ALONE) == 0)
        length++;
    return length;
}

/* --swap: the new database has neither the archive's name nor its properties. */
static bool make_beside(struct load *load, const struct entry *entry, struct err *err)
{
    struct err cause = ERR_INIT;

    if (strcmp(entry->kind, "DATABASE") == 0 &&
        !swap_new_create(load->options.swap, load->maintenance, entry->create, &cause))
        return load_session_fail(load, NULL, &cause, err);
    load_outcome_made(&load->outcome, entry->id);
    return true;
}

/* --resume: the database is there, and what is said about it is said again. */
static bool define_created(struct load *load, const struct entry *entry, struct err *err)
{
    struct defining defining = {.at = {.load = load, .conn = load_session_lane(load, 0, err)}};

    if (defining.at.conn == NULL)
        return false;
    if (strcmp(entry->kind, "DATABASE") != 0)
        return define_one(&defining, entry, err);
    load_outcome_made(&load->outcome, entry->id);
    return set_owner(&defining, entry, err);
}

/* Without the database there is nothing to restore into; its properties may fail. */
static bool define_database(struct load *load, const struct entry *entry, struct err *err)
{
    struct defining defining = {.at = {.load = load, .conn = load->maintenance}};
    struct err cause = ERR_INIT;
    char sqlstate[6];

    if (load->options.swap != NULL)
        return make_beside(load, entry, err);
    if (load->options.created)
        return define_created(load, entry, err);
    if (strcmp(entry->kind, "DATABASE") != 0)
        return define_one(&defining, entry, err);
    if (!load_attempt_run(&defining.at, entry, entry->create, &cause, sqlstate, err))
        return false;
    if (err_is_set(&cause)) {
        if (strcmp(sqlstate, duplicate_database) == 0)
            err_hint(&cause, "restore into it without -C; -c with -C drops the whole database first");
        return load_session_fail(load, entry, &cause, err);
    }
    load_outcome_made(&load->outcome, entry->id);
    return set_owner(&defining, entry, err);
}

/*
 * Into the new tables others may write already, while they get their indexes, keys and triggers: that takes locks on one table after
 * the other. It begins with them, so that little work is lost when it has to begin again; there is nothing in the way of what comes
 * before that, and what comes after it reads for long.
 */
static bool may_hurry(const struct entry *entry)
{
    return entry->stage == STAGE_POST && (entry->flags & ENTRY_ALONE) == 0;
}

bool load_define_entries(struct load *load, unsigned lane, const struct entry *const *entries, size_t count,
                         struct err *err)
{
    struct defining defining = {.at = {.load = load}};
    size_t most;

    if (count > 0 && entries[0]->stage == STAGE_DATABASE) {
        for (size_t i = 0; i < count; i++)
            if (!define_database(load, entries[i], err))
                return false;
        return true;
    }
    defining.at.conn = load_session_lane(load, lane, err);
    if (defining.at.conn == NULL || !load_memory_prepare(load, lane, entries, count, err))
        return false;
    defining.owner = load->lanes[lane].owner;
    defining.at.in_transaction = load_clean_transaction(load, lane) != LOAD_NO_TRANSACTION;
    defining.hurries = count > 0 && may_hurry(entries[0]);
    most = most_entries(&load->lanes[lane], defining.at.in_transaction);
    if (load->options.transaction_size > 0 && most > load->options.transaction_size)
        most = load->options.transaction_size;
    for (size_t i = 0, length; i < count; i += length) {
        length = batch_length(entries + i, count - i, most);
        if (!define_privately(&defining, entries + i, length, err))
            return false;
    }
    return true;
}
