/*
 * A transaction keeps its locks until its end, and a lock table that is full fails other sessions too. So what -c drops and
 * makes up to the rows, and all that -1 makes, is counted before it begins (server/lock.h has what there is room for).
 *
 * The counts are of what is certain. One that is too low costs the time until the server refuses, and nothing was changed
 * then; one that is too high would refuse what can be done.
 */
#include "server/load_locks.h"

#include "server/load_clean.h"
#include "server/load_drop.h"
#include "server/load_preflight.h"
#include "server/lock.h"

#include <stdio.h>
#include <string.h>

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

/*
 * How many locks the statement of a new object takes at least, as pg_locks shows it (the fast path, which needs no room,
 * left out): itself, its index, the triggers of a foreign key. How to add one: a row.
 */
static const struct {
    const char *kind;
    size_t locks;
} of_new[] = {
    {"TABLE", 1}, {"FOREIGN TABLE", 1}, {"SEQUENCE", 1},      {"VIEW", 1}, {"MATERIALIZED VIEW", 1},
    {"INDEX", 1}, {"CONSTRAINT", 2},    {"FK CONSTRAINT", 5},
};

static bool is_kind(const struct entry *entry, const char *kind)
{
    return strcmp(entry->kind, kind) == 0;
}

/* Columns that make the server add a TOAST table with its index: three locks more. */
static size_t count_toast(const char *create)
{
    static const char *const types[] = {" text", " json", " bytea", " xml"};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strstr(create, types[i]) != NULL)
            return 3;
    return 0;
}

/* A group of large objects has an ALTER for the owner of each. */
static size_t count_lines(const char *text)
{
    size_t count = text != NULL;

    for (; text != NULL && (text = strchr(text, '\n')) != NULL; text++)
        count++;
    return count;
}

static size_t locks_of_new(const struct load *load, const struct entry *entry)
{
    size_t locks = is_kind(entry, "TABLE") ? count_toast(entry->create) : 0;

    if (is_kind(entry, "LARGE OBJECTS") && !load->options.no_owner)
        return count_lines(entry->own);
    for (size_t i = 0; i < sizeof of_new / sizeof of_new[0]; i++)
        if (is_kind(entry, of_new[i].kind))
            return locks + of_new[i].locks;
    return 0;
}

/* What is made in the same transaction. After drops in steps that is nothing. */
static size_t count_made(const struct load *load)
{
    enum stage last = load->options.single_transaction ? STAGE_LAST : STAGE_PRE;
    size_t count = 0;

    for (size_t i = 0; !load_drop_has_steps(load) && i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->create != NULL && entry->stage <= last && load_preflight_makes(load, entry))
            count += locks_of_new(load, entry);
    }
    return count;
}

/* How many tables one transaction drops. */
static size_t count_dropped(const struct load *load)
{
    size_t count = 0;

    for (size_t i = 0; load_clean_drops(load) && i < load->drops_count; i++)
        count += is_kind(load->drops[i], "TABLE");
    return load_drop_has_steps(load) && count > load_drop_most_in_step(load) ? load_drop_most_in_step(load) : count;
}

static bool estimate_drops(size_t tables, struct conn *conn, size_t *locks, struct err *err)
{
    char number[32];
    const char *values[] = {number};
    struct rows *rows;

    *locks = 0;
    if (tables == 0)
        return true;
    snprintf(number, sizeof number, "%zu", tables);
    if (!query_rows(conn, count_locks, 1, NULL, values, &rows, err))
        return false;
    *locks = (size_t)rows_get_number(rows, 0, 0);
    rows_free(rows);
    return true;
}

static const char *find_way_out(const struct load *load)
{
    if (load->options.schemas_count > 0)
        return NULL;
    if (load->options.single_transaction)
        return load_clean_drops(load) ? "restore with --swap beside the database" : "restore without -1";
    return load_drop_has_steps(load) ? "take a smaller --transaction-size"
                                     : "restore with --swap beside the database, or in several transactions with "
                                       "--transaction-size, which cannot be undone";
}

bool load_locks_foresee(struct load *load, struct conn *conn, struct err *err)
{
    size_t tables = count_dropped(load), dropped;
    struct err problem = ERR_INIT;

    if (tables == 0 && !load->options.single_transaction)
        return true;
    if (!estimate_drops(tables, conn, &dropped, err) ||
        !lock_foresee(conn, count_made(load) + dropped,
                      tables > 0 ? "replacing these tables (-c)" : "restoring this in one transaction",
                      find_way_out(load), &problem, err))
        return false;
    if (err_is_set(&problem))
        intent_add_problem(&load->intent, "locks", true, problem.message, problem.hint);
    return true;
}
