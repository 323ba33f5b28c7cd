/*
 * ADD FOREIGN KEY holds a lock on both tables that keeps every other change away while all rows are looked up. So where many
 * large tables refer to one, their foreign keys are checked one after the other and the other lanes have nothing to do. VALIDATE
 * CONSTRAINT lets others on, but for a second one on the same referencing table. Both leave the same in the catalogs, where neither
 * table is partitioned or a partition: parts of a constraint would not be validated before PostgreSQL 18, and a partition's is only
 * taken in by its parent's when it is valid.
 *
 * All foreign keys of a referencing table are validated by one statement, all those statements together on all connections, when
 * everything else of their stage is done: no lock that they take can then be in the way of an index or a trigger.
 *
 * A restore that is interrupted between the two steps leaves them NOT VALID; --resume looks for those.
 */
#include "server/load_validate.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/load_checks.h"
#include "server/load_clean.h"
#include "server/load_memory.h"
#include "server/load_session.h"
#include "server/load_spread.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE_TABLE = 16 << 20 /* bytes of rows; to check a smaller one takes no longer than to say it in two steps */ };

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* A foreign key that is valid in the source, of a table that is not partitioned. */
static bool is_valid_key(const struct entry *entry)
{
    return strcmp(entry->kind, "FK CONSTRAINT") == 0 && entry->selected && entry->create != NULL &&
           strncmp(entry->create, "ALTER TABLE ONLY ", 17) == 0 && ends_with(entry->create, ";") &&
           !ends_with(entry->create, " NOT VALID;") && !ends_with(entry->create, " NOT ENFORCED;");
}

/* The one other table that the foreign key needs; NULL when there is none, or several. */
static const struct entry *find_referenced(const struct load *load, const struct entry *entry)
{
    const struct entry *found = NULL;

    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(load->toc, entry->needs[i]);

        if (need == NULL || (need->flags & ENTRY_RELATION) == 0 || need->id == entry->parent)
            continue;
        if (found != NULL || strcmp(need->kind, "TABLE") != 0)
            return NULL;
        found = need;
    }
    return found;
}

/* --- which */

static const struct entry *referenced_of_large(const struct load *load, const struct entry *entry)
{
    if (!is_valid_key(entry) || entry_find(load->toc, entry->parent) == NULL ||
        load->memory.table_bytes[entry->parent - 1] < LARGE_TABLE)
        return NULL;
    return find_referenced(load, entry);
}

/* users[id - 1]: the one large table whose foreign keys have to do with this table, or SEVERAL. */
enum { SEVERAL = UINT32_MAX };

static void add_user(uint32_t *users, uint32_t table, uint32_t user)
{
    users[table - 1] = users[table - 1] == 0 || users[table - 1] == user ? user : SEVERAL;
}

void load_validate_init(struct load *load)
{
    pthread_mutex_init(&load->validate.lock, NULL);
}

void load_validate_plan(struct load *load)
{
    size_t count = load->toc->count;
    uint32_t *users = mem_calloc(count + 1, sizeof *users);

    load->validate.worthwhile = mem_calloc(count + 1, sizeof(bool));
    load->validate.added = mem_calloc(count + 1, sizeof(bool));
    load->validate.unplanned = mem_calloc(count + 1, sizeof(bool));
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &load->toc->entries[i], *referenced = referenced_of_large(load, entry);

        if (referenced == NULL)
            continue;
        add_user(users, entry->parent, entry->parent);
        add_user(users, referenced->id, entry->parent);
    }
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &load->toc->entries[i], *referenced = referenced_of_large(load, entry);

        load->validate.worthwhile[i] =
            referenced != NULL && (users[entry->parent - 1] == SEVERAL || users[referenced->id - 1] == SEVERAL);
    }
    free(users);
}

void load_validate_free(struct load *load)
{
    pthread_mutex_destroy(&load->validate.lock);
    free(load->validate.worthwhile);
    free(load->validate.added);
    free(load->validate.unplanned);
}

/* --- adding */

static const char count_plain[] =
    "SELECT pg_catalog.count(*) FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]),"
    " pg_catalog.unnest($2::pg_catalog.text[])) AS wanted (schema, name)"
    " JOIN pg_catalog.pg_namespace AS n ON n.nspname::pg_catalog.text = wanted.schema"
    " JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname::pg_catalog.text = wanted.name"
    " WHERE c.relkind = 'r' AND NOT c.relispartition";

/* Neither is partitioned or a partition. When the server does not answer, the next statement will say why. */
static bool are_plain(struct conn *conn, const struct entry *one, const struct entry *other)
{
    const char *schemas[] = {one->schema, other->schema}, *names[] = {one->name, other->name};
    char *arrays[] = {sql_text_array(schemas, 2), sql_text_array(names, 2)};
    struct err ignored = ERR_INIT;
    struct rows *rows = NULL;
    bool plain = query_rows(conn, count_plain, 2, NULL, (const char *const *)arrays, &rows, &ignored) &&
                 rows_get_number(rows, 0, 0) == 2;

    rows_free(rows);
    free(arrays[0]);
    free(arrays[1]);
    return plain;
}

char *load_validate_text(struct load *load, struct conn *conn, const struct entry *entry)
{
    const struct entry *parent = entry_find(load->toc, entry->parent);

    if (load->lanes_count < 2 || !load->validate.worthwhile[entry->id - 1] ||
        !are_plain(conn, parent, find_referenced(load, entry)))
        return NULL;
    return mem_printf("%.*s NOT VALID;", (int)strlen(entry->create) - 1, entry->create);
}

void load_validate_note(struct load *load, const struct entry *entry)
{
    load->validate.added[entry->id - 1] = true;
}

/* --- validating */

static const char find_invalid[] =
    "SELECT wanted.at - 1, pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.quote_ident(k.conname)"
    " FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]),"
    " pg_catalog.unnest($3::pg_catalog.text[])) WITH ORDINALITY AS wanted (schema, relation, name, at)"
    " JOIN pg_catalog.pg_namespace AS n ON n.nspname::pg_catalog.text = wanted.schema"
    " JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname::pg_catalog.text = wanted.relation"
    " JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.conname::pg_catalog.text = wanted.name"
    " WHERE k.contype = 'f' AND NOT k.convalidated"
    " ORDER BY pg_catalog.pg_relation_size(c.oid) DESC, c.oid, wanted.at";

/* Foreign keys that may have to be validated, and what the server says of those that have. */
struct validating {
    struct load *load;
    struct conn *conn;
    const struct entry **keys;
    size_t keys_count;
    struct rows *invalid; /* place in keys, table, constraint; those of a table follow each other */
};

/* --resume: what an interrupted restore has added; a user's own is not touched. */
static bool may_be_invalid(const struct load *load, const struct entry *entry)
{
    if (load->validate.added[entry->id - 1])
        return true;
    return load->options.resume && is_valid_key(entry) && entry_find(load->toc, entry->parent) != NULL &&
           load->replacement.there[entry->id - 1] != 0 && !load->ledger.existed[entry->id - 1];
}

static void list_keys(struct validating *validating)
{
    const struct load *load = validating->load;

    validating->keys = mem_calloc(load->toc->count + 1, sizeof(const struct entry *));
    for (size_t i = 0; i < load->toc->count; i++)
        if (may_be_invalid(load, &load->toc->entries[i]))
            validating->keys[validating->keys_count++] = &load->toc->entries[i];
}

/* An entry is called by its table and its own name. */
static const char *name_of(const struct entry *key, const struct entry *table)
{
    size_t length = strlen(table->name);

    return strlen(key->name) > length + 1 ? key->name + length + 1 : key->name;
}

static bool ask(struct validating *validating, struct err *err)
{
    const char **names[3];
    char *arrays[3];
    bool ok;

    for (size_t i = 0; i < 3; i++)
        names[i] = mem_calloc(validating->keys_count, sizeof(const char *));
    for (size_t i = 0; i < validating->keys_count; i++) {
        const struct entry *key = validating->keys[i], *table = entry_find(validating->load->toc, key->parent);

        names[0][i] = table->schema;
        names[1][i] = table->name;
        names[2][i] = name_of(key, table);
    }
    for (size_t i = 0; i < 3; i++)
        arrays[i] = sql_text_array(names[i], validating->keys_count);
    ok = query_rows(validating->conn, find_invalid, 3, NULL, (const char *const *)arrays, &validating->invalid, err);
    for (size_t i = 0; i < 3; i++) {
        free(arrays[i]);
        free(names[i]);
    }
    return ok;
}

/* One of several foreign keys of a table has failed: each by itself. */
static bool validate_one(const struct validating *validating, size_t row, struct err *err)
{
    struct load *load = validating->load;
    const char *table = rows_text(validating->invalid, row, 1), *name = rows_text(validating->invalid, row, 2);
    int64_t at = rows_get_number(validating->invalid, row, 0);
    struct err cause = ERR_INIT;
    char *message;

    if (at < 0 || (size_t)at >= validating->keys_count)
        return err_set(err, ERR_FAILED, "the server gave an answer that was not asked for");

    const struct entry *key = validating->keys[at];
    if (query_exec_format(validating->conn, &cause, "ALTER TABLE ONLY %s VALIDATE CONSTRAINT %s", table, name))
        return true;
    if (!load_session_survives(load, validating->conn, key, &cause, err) ||
        !query_exec_format(validating->conn, err, "ALTER TABLE ONLY %s DROP CONSTRAINT %s", table, name))
        return false;
    message = load_session_message(&cause);
    load_outcome_fail(&load->outcome, key->id, LOAD_FAILED, message);
    free(message);
    return load_clean_allows(load, validating->conn, key, &cause, err);
}

static bool is_of_same_table(const struct rows *rows, size_t one, size_t other)
{
    return strcmp(rows_text(rows, one, 1), rows_text(rows, other, 1)) == 0;
}

/* The statement for the table of that row, malloc'd; *row becomes the first of the next table. */
static char *write_statement(const struct rows *invalid, size_t *row)
{
    struct buf sql = {0};
    size_t first = *row;

    buf_printf(&sql, "ALTER TABLE ONLY %s", rows_text(invalid, first, 1));
    for (; *row < rows_count(invalid) && is_of_same_table(invalid, first, *row); ++*row)
        buf_printf(&sql, "%s VALIDATE CONSTRAINT %s", *row > first ? "," : "", rows_text(invalid, *row, 2));
    buf_text(&sql);
    return sql.data;
}

static bool run_all(const struct validating *validating, char **statements, size_t *firsts, char **failures,
                    struct err *err)
{
    size_t count = 0, row = 0;
    bool ok;

    while (row < rows_count(validating->invalid)) {
        firsts[count] = row;
        statements[count++] = write_statement(validating->invalid, &row);
    }
    firsts[count] = row;
    log_verbose("validating %zu foreign keys of %zu tables", row, count);
    ok = load_spread(validating->load, (const char *const *)statements, count, failures, err);
    for (size_t i = 0; ok && i < count; i++)
        for (row = firsts[i]; ok && failures[i] != NULL && row < firsts[i + 1]; row++)
            ok = validate_one(validating, row, err);
    return ok;
}

static bool validate(const struct validating *validating, struct err *err)
{
    size_t most = rows_count(validating->invalid);
    char **statements = mem_calloc(most + 1, sizeof *statements), **failures = mem_calloc(most + 1, sizeof *failures);
    size_t *firsts = mem_calloc(most + 1, sizeof *firsts);
    bool ok = true;

    /* the server joins the tables with as much memory as it would have for an index */
    for (unsigned i = 0; ok && i < validating->load->lanes_count; i++)
        ok = load_session_lane(validating->load, i, err) != NULL &&
             load_memory_prepare(validating->load, i, NULL, 0, err);
    ok = ok && run_all(validating, statements, firsts, failures, err);
    for (size_t i = 0; i < most; i++) {
        free(statements[i]);
        free(failures[i]);
    }
    free(statements);
    free(failures);
    free(firsts);
    return ok;
}

static bool settle(struct load *load, struct err *err)
{
    struct validating validating = {.load = load, .conn = load_session_lane(load, 0, err)};
    bool ok = validating.conn != NULL && load_checks_settle(load, validating.conn, err);

    list_keys(&validating);
    if (ok && validating.keys_count > 0)
        ok = ask(&validating, err) && (rows_count(validating.invalid) == 0 || validate(&validating, err));
    rows_free(validating.invalid);
    free(validating.keys);
    return ok;
}

bool load_validate_settle(struct load *load, struct err *err)
{
    bool ok = true;

    pthread_mutex_lock(&load->validate.lock);
    if (!load->validate.done)
        ok = settle(load, err);
    if (ok)
        load->validate.done = true;
    pthread_mutex_unlock(&load->validate.lock);
    return ok;
}
