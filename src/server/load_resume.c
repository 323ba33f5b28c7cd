#include "server/load_resume.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_session.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A client that was killed does not end what the server does for it: CREATE INDEX goes on. So every session of a restore
 * holds a lock, and one that goes on waits for the others, for half a minute: after that lane 0's claim (claim.h), or a lock
 * on a table, tells who is there. A pooler may keep a session: one that is idle does not count.
 */
static const char mark[] = "SELECT pg_catalog.pg_try_advisory_lock_shared(1346851699, 1919251317)";
static const char count_others[] =
    "SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks AS lock"
    " JOIN pg_catalog.pg_stat_activity AS session ON session.pid = lock.pid"
    " WHERE lock.locktype = 'advisory' AND lock.classid = 1346851699 AND lock.objid = 1919251317"
    " AND lock.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    " AND lock.pid <> pg_catalog.pg_backend_pid() AND session.state IS DISTINCT FROM 'idle'";

enum {
    PAUSE = 200000,      /* microseconds */
    PATIENCE = 150,      /* pauses */
    PROBED_AT_ONCE = 200 /* tables */
};

bool load_resume_mark(struct conn *conn, struct err *err)
{
    char *ignored = NULL;
    bool ok = query_value(conn, mark, &ignored, err);

    free(ignored);
    return ok;
}

bool load_resume_wait(struct load *load, struct conn *conn, struct err *err)
{
    bool told = false, waits = true;

    for (int i = 0; waits && i < PATIENCE; i++) {
        char *others = NULL;

        if (atomic_load(&load->cancelled)) {
            err_set(err, ERR_FAILED, "the restore was cancelled");
            err->cancelled = true;
            return false;
        }
        if (!query_value(conn, count_others, &others, err))
            return false;
        waits = others != NULL && strcmp(others, "0") != 0;
        if (waits && !told)
            log_info("waiting for sessions of the interrupted restore, which are still at work: %s", others);
        free(others);
        told = told || waits;
        if (waits)
            usleep(PAUSE);
    }
    return true;
}

/* --- tables of this restore */

/* The name, with quotes or without, stands at *text; moves on. Good for a comparison only, not for making SQL. */
static bool takes_name(const char **text, const char *name)
{
    size_t length = strlen(name);
    bool quoted = **text == '"';
    const char *at = *text + quoted;

    if (strncmp(at, name, length) != 0 || (quoted && at[length] != '"'))
        return false;
    *text = at + length + quoted;
    return true;
}

/* A name with a quote in it is not recognised: its table is then treated with more care than it needs. */
static bool loads_into(const char *load, const struct entry *table)
{
    const char *at = load;

    if (load == NULL || table->schema == NULL || strncmp(at, "COPY ", 5) != 0)
        return false;
    at += 5;
    return takes_name(&at, table->schema) && *at++ == '.' && takes_name(&at, table->name) && strncmp(at, " (", 2) == 0;
}

static bool was_there(const struct load *load, const struct entry *table)
{
    if (load->options.resume)
        return load->ledger.existed[table->id - 1];
    return replacement_preexists(&load->replacement, table);
}

bool load_resume_may_empty(const struct load *load, const struct entry *entry)
{
    const struct entry *table = entry_find(load->toc, entry->parent);

    return table != NULL && table->selected && strcmp(table->kind, "TABLE") == 0 && loads_into(entry->load, table) &&
           !was_there(load, table);
}

/* --- looking */

static const char write_probes[] =
    "SELECT wanted.at - 1, pg_catalog.format('EXISTS (SELECT FROM ONLY %I.%I)', n.nspname, c.relname),"
    " pg_catalog.format('TRUNCATE ONLY %I.%I;', n.nspname, c.relname)"
    " FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))"
    " WITH ORDINALITY AS wanted (schema, name, at)"
    " JOIN pg_catalog.pg_namespace AS n ON n.nspname::pg_catalog.text = wanted.schema"
    " JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname::pg_catalog.text = wanted.name"
    " WHERE c.relkind = 'r'";

/* Tables to look at: the entry's id is found by its place in the list. */
struct looking {
    struct load *load;
    const struct entry **list;
    bool *found; /* by the same place: its table is in the database */
    size_t count;
    struct buf emptying;
};

static bool is_of_table(const struct load *load, const struct entry *entry)
{
    const struct entry *table = entry_find(load->toc, entry->parent);

    return table != NULL && strcmp(table->kind, "TABLE") == 0;
}

static void list_tables(struct looking *looking)
{
    struct load *load = looking->load;

    looking->list = mem_calloc(load->toc->count + 1, sizeof(const struct entry *));
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->selected && (entry->flags & ENTRY_ROWS) != 0 && !load->ledger.entries[i].empty &&
            is_of_table(load, entry))
            looking->list[looking->count++] = entry;
    }
    looking->found = mem_calloc(looking->count + 1, sizeof *looking->found);
}

static bool ask_for_probes(const struct looking *looking, struct conn *conn, struct rows **rows, struct err *err)
{
    const char **names = mem_calloc(looking->count, sizeof *names);
    char *arrays[2];
    bool ok;

    for (size_t i = 0; i < looking->count; i++)
        names[i] = entry_find(looking->load->toc, looking->list[i]->parent)->schema;
    arrays[0] = sql_text_array(names, looking->count);
    for (size_t i = 0; i < looking->count; i++)
        names[i] = entry_find(looking->load->toc, looking->list[i]->parent)->name;
    arrays[1] = sql_text_array(names, looking->count);
    ok = query_rows(conn, write_probes, 2, NULL, (const char *const *)arrays, rows, err);
    free(arrays[0]);
    free(arrays[1]);
    free(names);
    return ok;
}

static bool has_note(const struct load_ledger_entry *entry)
{
    return entry->all || entry->loaded.count > 0;
}

static void forget(struct load_ledger_entry *entry)
{
    entry->all = false;
    entry->forgotten = true;
    runs_reset(&entry->loaded);
}

static void judge(struct looking *looking, const struct entry *entry, bool filled, const char *truncate)
{
    struct load_ledger_entry *noted = &looking->load->ledger.entries[entry->id - 1];

    if (!filled && has_note(noted))
        forget(noted);
    if (filled && !has_note(noted))
        buf_add_text(&looking->emptying, truncate);
}

static bool note_found(struct looking *looking, const struct rows *probes, struct err *err)
{
    for (size_t i = 0; i < rows_count(probes); i++) {
        int64_t at = rows_get_number(probes, i, 0);

        if (at < 0 || (size_t)at >= looking->count)
            return err_set(err, ERR_FAILED, "the server gave an answer that was not asked for");
        looking->found[at] = true;
    }
    return true;
}

static const struct entry *probed(const struct looking *looking, const struct rows *probes, size_t i)
{
    return looking->list[rows_get_number(probes, i, 0)];
}

/* A table that must not be emptied is not looked into: it takes no right to read it. */
static char *write_probing(const struct looking *looking, const struct rows *probes, size_t first, size_t last)
{
    struct buf sql = {0};

    for (size_t i = first; i < last; i++)
        if (load_resume_may_empty(looking->load, probed(looking, probes, i)))
            buf_printf(&sql, "%sSELECT %zu, %s", sql.used == 0 ? "" : " UNION ALL ", i, rows_text(probes, i, 1));
    return sql.data;
}

static bool run_probes(struct looking *looking, struct conn *conn, const struct rows *probes, size_t first, size_t last,
                       struct err *err)
{
    char *sql = write_probing(looking, probes, first, last);
    struct rows *rows = NULL;
    bool ok = sql == NULL || query_rows(conn, sql, 0, NULL, NULL, &rows, err);

    free(sql);
    for (size_t i = 0; ok && rows != NULL && i < rows_count(rows); i++) {
        int64_t at = rows_get_number(rows, i, 0);

        if (at < (int64_t)first || at >= (int64_t)last)
            ok = err_set(err, ERR_FAILED, "the server gave an answer that was not asked for");
        else
            judge(looking, probed(looking, probes, (size_t)at), rows_get_bool(rows, i, 1),
                  rows_text(probes, (size_t)at, 2));
    }
    rows_free(rows);
    return ok;
}

/*
 * Somebody has dropped it since. What this restore makes again it also fills again; but rows that went into other tables, through
 * a partition's root, or into a table that was there before, would come twice or into nothing.
 */
static bool judge_absent(const struct looking *looking, const struct entry *entry, struct err *err)
{
    struct load_ledger_entry *noted = &looking->load->ledger.entries[entry->id - 1];
    char name[512];

    if (!has_note(noted))
        return true;
    if (load_resume_may_empty(looking->load, entry)) {
        forget(noted);
        return true;
    }
    err_set(err, ERR_FAILED, "%s was loaded by the interrupted restore, but its table is not there any more",
            entry_describe(entry, name, sizeof name));
    return err_hint(err, "start anew with -c");
}

static bool judge_all_absent(const struct looking *looking, struct err *err)
{
    for (size_t i = 0; i < looking->count; i++)
        if (!looking->found[i] && !judge_absent(looking, looking->list[i], err))
            return false;
    return true;
}

static bool look_at_tables(struct looking *looking, struct conn *conn, struct err *err)
{
    struct rows *probes = NULL;
    bool ok;

    if (looking->count == 0)
        return true;
    ok = ask_for_probes(looking, conn, &probes, err) && note_found(looking, probes, err);
    for (size_t i = 0; ok && i < rows_count(probes); i += PROBED_AT_ONCE) {
        size_t left = rows_count(probes) - i;

        ok = run_probes(looking, conn, probes, i, i + (left < PROBED_AT_ONCE ? left : PROBED_AT_ONCE), err);
    }
    if (probes != NULL)
        rows_free(probes);
    return ok && judge_all_absent(looking, err);
}

/* Large objects are made anew with all that is in them, unless they are complete. */
static void forget_large_objects(struct load *load)
{
    for (size_t i = 0; i < load->toc->count; i++)
        if (strcmp(load->toc->entries[i].kind, "LARGE OBJECT DATA") == 0 && !load->ledger.entries[i].all)
            runs_reset(&load->ledger.entries[i].loaded);
}

void load_resume_find_incomplete(struct load *load)
{
    load->ledger.incomplete = mem_calloc(load->toc->count + 1, sizeof *load->ledger.incomplete);
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];
        bool missing = entry->selected && (entry->flags & ENTRY_ROWS) != 0 && !load->ledger.entries[i].all;

        if (missing && entry_find(load->toc, entry->parent) != NULL)
            load->ledger.incomplete[entry->parent - 1] = true;
    }
}

static void note_committed(struct load *load)
{
    for (size_t i = 0; i < load->toc->count; i++)
        if (load->ledger.entries[i].all || load->ledger.entries[i].loaded.count > 0)
            load_outcome_committed(&load->outcome, load->toc->entries[i].id);
}

bool load_resume_look(struct load *load, struct conn *conn, struct err *err)
{
    struct looking looking = {.load = load};
    bool ok;

    list_tables(&looking);
    ok = look_at_tables(&looking, conn, err);
    free(looking.list);
    free(looking.found);
    load->ledger.emptying = looking.emptying.data;
    if (!ok)
        return false;
    forget_large_objects(load);
    note_committed(load);
    load_resume_find_incomplete(load);
    return true;
}
