/*
 * How a database is replaced without a moment in which it is not there.
 *
 * The new one is made beside it, from template0, under a name that says that it is not complete (NAME_restoring_DATE). When it is
 * filled and compared with the archive it gets the live one's properties and the name NAME_restored_DATE, in one transaction. Then
 * one transaction renames the live one to NAME_before_DATE and the new one to NAME. A renaming takes a lock that lets nobody
 * into the database until the transaction has ended, and fails while anybody is in it; so nothing has to be shut off first, and
 * nothing undone afterwards: whatever happens to us or to the server, the names are those of before or those of after.
 *
 * The names are all that is written down. A name too long for them is cut and gets a hash of the whole, so that two
 * databases whose names begin alike are not taken for each other. The claim on the name keeps other runs out.
 */
#include "server/swap.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/log.h"
#include "pq/target.h"
#include "server/claim.h"
#include "server/sql.h"
#include "server/swap_state.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_BASE = 63 - 30, /* "_restoring_20261123T220000Z_99" fits behind it */
    HASH_PART = 9        /* "_0123abcd" */
};

static char *make_base(const char *name)
{
    size_t length = strlen(name);

    if (length <= MOST_BASE)
        return mem_strdup(name);
    for (length = MOST_BASE - HASH_PART; length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80;)
        length--;
    return mem_printf("%.*s_%08x", (int)length, name, (unsigned)(hash_bytes(name, strlen(name)) & 0xffffffff));
}

/*
 * Renaming waits for others that rename or drop; not for ever. What is renamed must still be so after a crash, also where others
 * do not wait for the disk.
 */
static const char set_up[] = "SET lock_timeout = '10s';"
                             "SET default_transaction_read_only = off;"
                             "SELECT pg_catalog.set_config('synchronous_commit', 'local', false)"
                             " WHERE pg_catalog.current_setting('synchronous_commit') = 'off'";

static bool open_session(struct swap *swap, struct err *err)
{
    conn_close(swap->conn);
    swap->conn = NULL;
    if (!conn_open(&swap->options.target, swap->maintenance, &swap->password, &swap->conn, err))
        return swap->options.scratch != NULL
                   ? false
                   : err_hint(err, "--maintenance-db names the database to connect to meanwhile");
    return query_exec(swap->conn, set_up, err) &&
           (swap->options.looks_only || swap->options.scratch != NULL || claim_name(swap->conn, swap->live, err));
}

bool swap_revive(struct swap *swap, struct err *err)
{
    struct err ignored = ERR_INIT;

    if (swap->conn != NULL && query_exec(swap->conn, "SELECT", &ignored))
        return true;
    return open_session(swap, err);
}

/* Without a name only connecting tells which database is meant. */
static bool find_live(struct swap *swap, struct err *err)
{
    struct conn *conn;

    if (swap->options.scratch != NULL) {
        swap->live = mem_strdup(swap->options.scratch);
        return true;
    }
    if (!target_database(&swap->options.target, &swap->live, err))
        return false;
    if (swap->live != NULL)
        return true;
    if (!conn_open(&swap->options.target, NULL, &swap->password, &conn, err))
        return false;
    swap->live = mem_strdup(conn_dbname(conn));
    conn_close(conn);
    return true;
}

bool swap_choose_names(struct swap *swap, struct err *err)
{
    const char *base = swap->base;
    struct rows *rows;

    if (!sql_run(swap->conn, "swap_names", 1, NULL, &base, &rows, err))
        return false;
    free(swap->old);
    free(swap->restored);
    swap->old = mem_strdup(rows_text(rows, 0, rows_column(rows, "before")));
    swap->restored = mem_strdup(rows_text(rows, 0, rows_column(rows, "restored")));
    if (swap->fresh == NULL && !swap->options.back)
        swap->fresh = mem_strdup(
            rows_text(rows, 0, rows_column(rows, swap->options.scratch != NULL ? "verifying" : "restoring")));
    rows_free(rows);
    return true;
}

char *swap_statement(struct swap *swap, const char *database, const char *owner, const char *name, const char *column,
                     struct err *err)
{
    const char *const values[] = {database, owner, name};
    struct rows *rows;
    char *text;

    if (!sql_run(swap->conn, "swap_new", 3, NULL, values, &rows, err))
        return NULL;
    text = mem_strdup(rows_text(rows, 0, rows_column(rows, column)));
    rows_free(rows);
    return text;
}

bool swap_exists(struct swap *swap, const char *database, bool *exists, struct err *err)
{
    char *there = swap_statement(swap, database, "", "", "there", err);

    *exists = there != NULL && strcmp(there, "t") == 0;
    free(there);
    return there != NULL;
}

static bool has_mark(const struct rows *rows, size_t row, const char *mark)
{
    return strcmp(rows_text(rows, row, rows_column(rows, "mark")), mark) == 0;
}

static bool is_complete(const struct rows *rows, size_t row)
{
    return has_mark(rows, row, "before") || has_mark(rows, row, "restored");
}

/* What an earlier run could not finish, or could not remove because it was killed. */
static void tell_leftovers(const struct swap *swap, const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *name = rows_text(rows, i, 0), *drop = rows_text(rows, i, rows_column(rows, "drop"));

        if (has_mark(rows, i, "restoring") || has_mark(rows, i, "verifying"))
            log_warning("an earlier run that was killed has left database \"%s\" behind, which is not complete; "
                        "this removes it: %s",
                        name, drop);
        else if (has_mark(rows, i, "restored") && !swap->options.back && swap->options.scratch == NULL)
            log_warning(
                "an earlier restore --swap has left database \"%s\", which is complete but was not put in place; this "
                "does it: pgsnap restore --swap-back --kept \"%s\", and this removes it: %s",
                name, name, drop);
    }
}

/* The database to return to: the newest one that was put away, or the one that is asked for. */
static bool choose_kept(struct swap *swap, const struct rows *rows, struct err *err)
{
    const char *wanted = swap->options.kept;

    for (size_t i = 0; i < rows_count(rows) && swap->fresh == NULL; i++) {
        const char *name = rows_text(rows, i, 0);

        if (wanted == NULL ? has_mark(rows, i, "before") : strcmp(wanted, name) == 0 && is_complete(rows, i))
            swap->fresh = mem_strdup(name);
    }
    if (swap->fresh != NULL)
        return true;
    if (wanted == NULL)
        err_set(err, ERR_FAILED, "there is no database that --swap has kept for \"%s\"; nothing was changed",
                swap->live);
    else
        err_set(err, ERR_FAILED, "\"%s\" is no complete database that --swap has kept for \"%s\"; nothing was changed",
                wanted, swap->live);
    return err_hint(err, "they are called \"%s_before_DATE\" or \"%s_restored_DATE\"", swap->base, swap->base);
}

static bool look_around(struct swap *swap, struct err *err)
{
    const char *base = swap->base;
    struct rows *rows;
    bool ok;

    if (!sql_run(swap->conn, "swap_kept", 1, NULL, &base, &rows, err))
        return false;
    tell_leftovers(swap, rows);
    ok = !swap->options.back || choose_kept(swap, rows, err);
    if (ok && swap->options.back)
        swap->stage = SWAP_COMPLETE;
    rows_free(rows);
    return ok;
}

bool swap_open(const struct swap_options *options, struct swap **swap, struct err *err)
{
    struct swap *made = mem_calloc(1, sizeof *made);

    made->options = *options;
    *swap = made;
    if (!find_live(made, err))
        return false;
    if (options->maintenance != NULL)
        made->maintenance = mem_strdup(options->maintenance);
    else if (options->scratch == NULL)
        made->maintenance = mem_strdup(strcmp(made->live, "postgres") == 0 ? "template1" : "postgres");
    made->base = make_base(made->live);
    return open_session(made, err) && look_around(made, err) && swap_choose_names(made, err);
}

void swap_close(struct swap *swap)
{
    if (swap == NULL)
        return;
    claim_release(swap->conn);
    conn_close(swap->conn);
    free(swap->password);
    free(swap->live);
    free(swap->maintenance);
    free(swap->base);
    free(swap->fresh);
    free(swap->restored);
    free(swap->old);
    free(swap->drop_old);
    free(swap->steps[0]);
    free(swap->steps[1]);
    free(swap);
}

const char *swap_live(const struct swap *swap)
{
    return swap->live;
}

const char *swap_maintenance(const struct swap *swap)
{
    return swap->maintenance;
}

const char *swap_new(const struct swap *swap)
{
    return swap->fresh;
}

const char *swap_old(const struct swap *swap)
{
    return swap->old;
}

const char *swap_drop_old(const struct swap *swap)
{
    return swap->drop_old;
}
