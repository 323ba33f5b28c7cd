/*
 * What is to be replaced is dropped in the transaction of -c (load_clean.c): all of it, or nothing.
 *
 * Each object that is dropped or created takes locks, a table with its parts some twenty, and they are held until the end. The
 * lock table of a server that nobody has set up holds those of some five hundred tables. With --transaction-size the
 * drops are committed in steps of so many instead, and whoever asked for it knows that there is no way back: a step that
 * fails leaves what the steps before it have dropped. The ledger says so from before the first step to after the last
 * one (load_ledger.c), and -c once more goes on where it was, because what is gone need not be dropped.
 */
#include "server/load_drop.h"

#include "base/arena.h"
#include "base/buf.h"
#include "pq/query.h"
#include "server/load_holders.h"
#include "server/load_ledger.h"
#include "server/load_seize.h"
#include "server/load_session.h"

#include <stdlib.h>
#include <string.h>

enum {
    BATCH = 256,    /* drops sent at once */
    MOST_NAMED = 20 /* failures in one error */
};

static const char dependent_objects[] = "2BP01";
static const char out_of_memory[] = "53200"; /* also: the lock table is full */
static const char lock_not_available[] = "55P03";

static const char drop_table[] = "DROP TABLE IF EXISTS "; /* as server/sql has it */

const char load_drop_too_many_locks[] =
    "each object that is dropped or created takes a lock: raise max_locks_per_transaction "
    "on the server and restart it, or restore into a new database with --swap or -C, or in several transactions with "
    "--transaction-size";

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
    struct load_seize *seize;
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

static char *tell_changed(const struct load *load)
{
    if (load->dropped == 0)
        return mem_strdup("nothing was changed");
    return mem_printf("%zu object%s dropped before it", load->dropped, load->dropped == 1 ? " was" : "s were");
}

/* --lock-wait-timeout. The locks of those that were dropped already are kept until the end, and stop everybody who uses them. */
static bool refuse_waiting(const struct dropping *dropping, struct err *err)
{
    char *holders = load_holders_list(dropping->load, dropping->conn), *changed = tell_changed(dropping->load);

    err_set(err, ERR_FAILED, "what is to be replaced (-c) stayed locked for %u ms; %s%s",
            dropping->load->options.lock_wait_timeout, changed, holders == NULL ? "" : holders);
    free(changed);
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
    if (load_seize_is_late(dropping->seize, conn))
        return err_set(err, ERR_FAILED, "%s", cause.message);
    if (!is_absence(conn_sqlstate(conn))) {
        note_failure(dropping, entry, &cause);
        block_needs(dropping, entry);
    }
    return query_exec(conn, "ROLLBACK TO SAVEPOINT pgsnap_drop; RELEASE SAVEPOINT pgsnap_drop", err);
}

/* The name in the drop of a table; NULL when there is more in it. */
static const char *find_table(const struct entry *entry, size_t *length)
{
    const char *name = entry->drop + sizeof drop_table - 1, *end;

    if (strcmp(entry->kind, "TABLE") != 0 || strncmp(entry->drop, drop_table, sizeof drop_table - 1) != 0)
        return NULL;
    end = strchr(name, ';');
    *length = end == NULL ? 0 : (size_t)(end - name);
    return end == NULL || end[1] != '\0' ? NULL : name;
}

/*
 * Tables that follow each other go in one statement: at the end of each that has taken more than 15 locks, as the drop of a table
 * does, the server walks over all locks that the transaction has. Five thousand tables would take it four times as long.
 */
static void write_drops(const struct entry *const *plan, size_t count, struct buf *sql)
{
    bool is_open = false;

    for (size_t i = 0; i < count; i++) {
        size_t length;
        const char *table = find_table(plan[i], &length);

        if (table == NULL) {
            buf_printf(sql, "%s%s\n", is_open ? ";\n" : "", plan[i]->drop);
        } else {
            buf_add_text(sql, is_open ? ", " : drop_table);
            buf_add(sql, table, length);
        }
        is_open = table != NULL;
    }
    if (is_open)
        buf_add_text(sql, ";\n");
}

/* All at once, and when that fails one by one. */
static bool drop_batch(struct dropping *dropping, const struct entry *const *plan, size_t count, struct err *err)
{
    struct err cause = ERR_INIT;
    struct buf sql = {0};
    bool done, waited;

    if (!query_exec(dropping->conn, "SAVEPOINT pgsnap_batch", err))
        return false;
    write_drops(plan, count, &sql);
    done = dropping->failures == 0 && query_exec(dropping->conn, buf_text(&sql), &cause);
    buf_free(&sql);
    if (done)
        return query_exec(dropping->conn, "RELEASE SAVEPOINT pgsnap_batch", err);
    if (!load_session_survives(dropping->load, dropping->conn, plan[0], &cause, err))
        return false;
    if (load_seize_is_late(dropping->seize, dropping->conn))
        return err_set(err, ERR_FAILED, "%s", cause.message);
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

/* In steps the same command again is to go on, after what is said here. */
static const char *find_advice(const struct dropping *dropping)
{
    bool steps = load_drop_has_steps(dropping->load);

    if (strcmp(dropping->sqlstate, dependent_objects) == 0)
        return steps ? "what depends on them (see detail) is not in the archive: drop it, and make it again afterwards"
                     : "what depends on them (see detail) is not in the archive: drop it first and make it again "
                       "afterwards, or restore into another database";
    if (strcmp(dropping->sqlstate, out_of_memory) == 0)
        return steps ? "take a smaller --transaction-size" : load_drop_too_many_locks;
    return steps ? "remove what is in their way" : "restore into another database, without -c into an empty one";
}

static bool refuse(const struct dropping *dropping, struct err *err)
{
    char *changed = tell_changed(dropping->load);

    err_set(err, ERR_FAILED, "what is to be replaced cannot be dropped (-c); %s%s", changed, buf_text(&dropping->text));
    free(changed);
    return err_hint(err, "%s", find_advice(dropping));
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

/* A transaction of its own; the ledger is made in the first one. */
static bool attempt_step(struct dropping *dropping, const struct entry *const *plan, size_t count, struct err *err)
{
    struct load *load = dropping->load;
    struct err ignored = ERR_INIT;
    bool stood = load->ledger.stands;

    if (load_seize_begin(dropping->seize, load, dropping->conn, plan, count, err) &&
        load_ledger_begin(load, dropping->conn, err) && drop_batch(dropping, plan, count, err) &&
        (dropping->failures == 0 || refuse(dropping, err)) && query_exec(dropping->conn, "COMMIT", err)) {
        load->dropped += count;
        return true;
    }
    load->ledger.stands = stood;
    if (conn_is_usable(dropping->conn) && !dropping->seize->is_late)
        query_exec(dropping->conn, "ROLLBACK", &ignored);
    return false;
}

static bool drop_step(struct dropping *dropping, const struct entry *const *plan, size_t count, struct err *err)
{
    struct load_seize seize = {0};

    dropping->seize = &seize;
    for (;;) {
        struct err cause = ERR_INIT;

        if (attempt_step(dropping, plan, count, &cause))
            return true;
        if (!load_seize_again(&seize, dropping->load, dropping->conn, &cause)) {
            *err = cause;
            return false;
        }
    }
}

size_t load_drop_most_in_step(const struct load *load)
{
    return load->options.transaction_size < BATCH ? load->options.transaction_size : BATCH;
}

static bool drop_list(struct load *load, struct conn *conn, struct load_seize *seize, const struct toc *toc,
                      const struct entry *const *list, size_t count, struct err *err)
{
    struct dropping dropping = {.load = load, .conn = conn, .seize = seize, .toc = toc};
    bool steps = load->drops_in_steps, ok = true;
    size_t most = steps ? load_drop_most_in_step(load) : BATCH;

    dropping.blocked = mem_calloc(toc->count + 1, sizeof *dropping.blocked);
    for (size_t i = 0; ok && i < count; i += most)
        ok = (steps ? drop_step : drop_batch)(&dropping, list + i, count - i < most ? count - i : most, err);
    if (ok && dropping.failures > 0)
        ok = refuse(&dropping, err);
    free(dropping.blocked);
    buf_free(&dropping.text);
    return ok;
}

bool load_drop_has_steps(const struct load *load)
{
    return load->options.transaction_size > 0 && load->options.clean && !load->options.create;
}

static bool drop_all(struct load *load, struct conn *conn, struct load_seize *seize, struct err *err)
{
    size_t count;
    const struct entry **large_objects = list_large_objects(load->toc, load->replacement.kept, &count);
    bool ok = drop_list(load, conn, seize, &load->standing, load->drops, load->drops_count, err) &&
              drop_list(load, conn, seize, load->toc, large_objects, count, err);

    free(large_objects);
    return ok;
}

bool load_drop_run(struct load *load, struct conn *conn, struct err *err)
{
    struct load_seize seize = {0};

    load->drops_in_steps = load_drop_has_steps(load);
    if (load->drops_in_steps)
        return drop_all(load, conn, NULL, err);
    for (;;) {
        struct err cause = ERR_INIT;

        if (load_seize_begin(&seize, load, conn, load->drops, load->drops_count, &cause) &&
            drop_all(load, conn, &seize, &cause))
            return load_seize_end(&seize, conn, err);
        if (!load_seize_again(&seize, load, conn, &cause)) {
            *err = cause;
            return false;
        }
    }
}
