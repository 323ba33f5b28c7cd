#include "server/rights.h"

#include "base/buf.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

/* "a, b, c and 12 more": as many as fit. */
static void list_names(const struct relations *relations, bool (*is_listed)(const struct relation *), size_t most,
                       struct buf *text, size_t *count)
{
    size_t left_out = 0;

    *count = 0;
    for (size_t i = 0; i < relations->count; i++) {
        if (!is_listed(&relations->list[i]))
            continue;
        (*count)++;
        if (text->used + strlen(relations->list[i].quoted) > most)
            left_out++;
        else
            buf_printf(text, "%s%s", text->used == 0 ? "" : ", ", relations->list[i].quoted);
    }
    if (left_out > 0)
        buf_printf(text, " and %zu more", left_out);
}

/* Views, materialized views and most foreign tables give no rows: for them the catalog is enough. */
static bool is_read(const struct relation *relation)
{
    return relations_is_table(relation) || relation->relkind == 'S' ||
           (relation->relkind == 'f' && relation->wants_rows);
}

static bool is_unreadable(const struct relation *relation)
{
    return is_read(relation) && !(relation->granted && relation->open);
}

static bool hides_rows(const struct relation *relation)
{
    return relation->row_security && relation->wants_rows;
}

static bool is_ungranted_sequence(const struct relation *relation)
{
    return is_read(relation) && !relation->granted && relation->relkind == 'S';
}

static bool is_ungranted_table(const struct relation *relation)
{
    return is_read(relation) && !relation->granted && relation->relkind != 'S';
}

static bool is_closed(const struct relation *relation)
{
    return is_read(relation) && !relation->open;
}

/* " GRANT ... a, b TO role;" of those that are listed, by name or by schema; nothing when there are none. */
static void add_grant(const struct relations *relations, bool (*is_listed)(const struct relation *), const char *grant,
                      bool by_schema, const char *role, struct buf *text)
{
    const char *last = NULL; /* they are sorted by schema */

    for (size_t i = 0; i < relations->count; i++) {
        const struct relation *relation = &relations->list[i];
        const char *name = by_schema ? relation->quoted_schema : relation->quoted;

        if (!is_listed(relation) || (last != NULL && strcmp(last, name) == 0))
            continue;
        buf_printf(text, "%s%s", last == NULL ? grant : ", ", name);
        last = name;
    }
    if (last != NULL)
        buf_printf(text, " TO %s;", role);
}

static void add_grants(const struct relations *relations, bool by_schema, const char *role, struct buf *text)
{
    add_grant(relations, is_closed, " GRANT USAGE ON SCHEMA ", true, role, text);
    add_grant(relations, is_ungranted_table, by_schema ? " GRANT SELECT ON ALL TABLES IN SCHEMA " : " GRANT SELECT ON ",
              by_schema, role, text);
    add_grant(relations, is_ungranted_sequence,
              by_schema ? " GRANT SELECT ON ALL SEQUENCES IN SCHEMA " : " GRANT SELECT ON SEQUENCE ", by_schema, role,
              text);
}

/* The statements that mend it, as a hint: for all of a schema's tables when there are too many to name. */
static void hint_grant(const struct relations *relations, const char *role, struct err *err)
{
    const size_t most = sizeof err->hint - 96;
    struct buf by_name = {0}, by_schema = {0};

    add_grants(relations, false, role, &by_name);
    add_grants(relations, true, role, &by_schema);
    if (by_name.used < most || by_schema.used < most)
        err_hint(err, "let their owner run:%s or leave them out with -N or -T",
                 buf_text(by_name.used < most ? &by_name : &by_schema));
    else
        err_hint(err, "let a superuser run (14 and later): GRANT pg_read_all_data TO %s;", role);
    buf_free(&by_name);
    buf_free(&by_schema);
}

static bool refuse_unreadable(const struct relations *relations, const char *role, struct err *err)
{
    struct buf names = {0};
    size_t count;

    list_names(relations, is_unreadable, sizeof err->message - 512, &names, &count);
    if (count > 0) {
        err_set(err, ERR_FAILED, "role %s may not read %zu of the wanted tables and sequences: %s", role, count,
                buf_text(&names));
        hint_grant(relations, role, err);
    }
    buf_free(&names);
    return count == 0;
}

static bool refuse_partial(const struct relations *relations, const char *role, struct err *err)
{
    struct buf names = {0};
    size_t count;

    list_names(relations, hides_rows, sizeof err->message - 512, &names, &count);
    if (count > 0) {
        err_set(err, ERR_FAILED, "row-level security would hide rows of %zu of the wanted tables from role %s: %s",
                count, role, buf_text(&names));
        err_hint(err,
                 "dump as a role with BYPASSRLS (ALTER ROLE %s BYPASSRLS) or as a superuser; or only what it may see, "
                 "with --enable-row-security",
                 role);
    }
    buf_free(&names);
    return count == 0;
}

static bool wants_large_objects(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].selected && strcmp(toc->entries[i].kind, "LARGE OBJECT DATA") == 0)
            return true;
    return false;
}

bool rights_check_large_objects(struct conn *conn, const struct toc *toc, struct err *err)
{
    struct rows *rows = NULL;
    int64_t total;

    if (!wants_large_objects(toc))
        return true;
    if (!sql_run(conn, "unreadable_large_objects", 0, NULL, NULL, &rows, err))
        return false;
    total = rows_get_number(rows, 0, rows_column(rows, "total"));
    if (total > 0) {
        const char *first = rows_text(rows, 0, rows_column(rows, "first"));
        const char *role = rows_text(rows, 0, rows_column(rows, "role"));

        err_set(err, ERR_FAILED, "role %s may not read %lld of the large objects: %s%s", role, (long long)total, first,
                total > 20 ? ", ..." : "");
        err_hint(err, "let their owner run: GRANT SELECT ON LARGE OBJECT %s TO %s; or leave them all out with -B",
                 total > 20 ? "..." : first, role);
    }
    rows_free(rows);
    return total == 0;
}

/* What of a list of names is told. */
enum { MOST_NAMES = 20 };

struct name_list {
    struct buf text;
    size_t count;
};

static void add_name(struct name_list *list, const char *name)
{
    if (list->count++ < MOST_NAMES)
        buf_printf(&list->text, "%s%s", list->text.used > 0 ? ", " : "", name);
}

/* " GRANT SELECT ON a, b TO role;" when there are any. */
static void add_grant_of(struct buf *hint, const char *what, const struct name_list *list, const char *role)
{
    if (list->count > 0)
        buf_printf(hint, " GRANT SELECT ON %s%s TO %s;", what, buf_text(&list->text), role);
}

/*
 * Configuration tables of extensions are members of them, and so not among the relations. rows: unreadable_extension_data.sql's.
 */
static bool refuse_configuration(const struct rows *rows, struct filter *filter, bool row_security, struct err *err)
{
    struct name_list all = {0}, tables = {0}, sequences = {0};
    struct buf hint = {0};
    bool hides = false;
    const char *role = "";

    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *name = rows_text(rows, i, rows_column(rows, "qualified"));
        bool readable = rows_get_bool(rows, i, rows_column(rows, "readable"));

        if (!filter_wants_extension(filter, rows_text(rows, i, rows_column(rows, "extension"))) ||
            (readable && row_security))
            continue;
        role = rows_text(rows, i, rows_column(rows, "role"));
        add_name(&all, name);
        hides = hides || readable;
        if (!readable)
            add_name(rows_get_bool(rows, i, rows_column(rows, "is_sequence")) ? &sequences : &tables, name);
    }
    if (all.count > 0) {
        err_set(err, ERR_FAILED, "role %s may not read all of %zu configuration tables of extensions: %s%s", role,
                all.count, buf_text(&all.text), all.count > MOST_NAMES ? ", ..." : "");
        add_grant_of(&hint, "", &tables, role);
        add_grant_of(&hint, "SEQUENCE ", &sequences, role);
        if (hides)
            buf_printf(&hint, " ALTER ROLE %s BYPASSRLS;", role);
        err_hint(err, "let their owner run:%s or leave the extension out with --exclude-extension", buf_text(&hint));
    }
    buf_free(&hint);
    buf_free(&all.text);
    buf_free(&tables.text);
    buf_free(&sequences.text);
    return all.count == 0;
}

static bool refuse_extension_data(struct conn *conn, struct filter *filter, bool row_security, struct err *err)
{
    struct rows *rows = NULL;
    bool good = sql_run(conn, "unreadable_extension_data", 0, NULL, NULL, &rows, err) &&
                refuse_configuration(rows, filter, row_security, err);

    rows_free(rows);
    return good;
}

static void warn_partial(const struct relations *relations)
{
    struct buf names = {0};
    size_t count;

    list_names(relations, hides_rows, 4096, &names, &count);
    if (count > 0)
        log_warning("row-level security may hide rows of %zu table%s; only what this role may see is in the dump: %s",
                    count, count == 1 ? "" : "s", buf_text(&names));
    buf_free(&names);
}

bool rights_warn(struct conn *conn, const struct relations *relations, struct err *err)
{
    static const uint32_t types[] = {SQL_OID_ARRAY, SQL_OID_ARRAY, SQL_BOOL};
    char *oids = sql_oid_array(relations->oids, relations->count);
    const char *const values[] = {oids, "{}", relations->scope.whole ? "t" : "f"};
    struct rows *rows = NULL;
    bool ok = sql_run(conn, "unseen", 3, types, values, &rows, err);

    for (size_t i = 0; ok && i < rows_count(rows); i++)
        log_warning("left out, because %s: %s", rows_get(rows, i, rows_column(rows, "reason")),
                    rows_get(rows, i, rows_column(rows, "list")));
    rows_free(rows);
    free(oids);
    warn_partial(relations);
    return ok;
}

bool rights_check(struct conn *conn, const struct relations *relations, const struct rights_options *options,
                  struct err *err)
{
    char *role = NULL;
    bool ok = query_value(conn, "SELECT pg_catalog.format('%I', CURRENT_USER)", &role, err);

    ok = ok && refuse_unreadable(relations, role == NULL ? "" : role, err) &&
         (!options->rows || options->row_security || refuse_partial(relations, role == NULL ? "" : role, err)) &&
         (!options->rows || !relations->scope.extensions ||
          refuse_extension_data(conn, options->filter, options->row_security, err));
    free(role);
    return ok;
}

static bool has_schema(const struct toc *toc, const char *schema)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if ((entry->schema != NULL && strcmp(entry->schema, schema) == 0) ||
            (strcmp(entry->kind, "SCHEMA") == 0 && strcmp(entry->name, schema) == 0))
            return true;
    }
    return false;
}

void rights_pass_over(struct relations *relations, const struct toc *known)
{
    const char *schema = NULL; /* they are sorted by it */
    bool stays = true;
    size_t count = 0;

    for (size_t i = 0; i < relations->count; i++) {
        const struct relation relation = relations->list[i];

        if (schema == NULL || strcmp(schema, relation.schema) != 0)
            stays = has_schema(known, relation.schema);
        schema = relation.schema;
        if (!stays && is_unreadable(&relation) && relation.relkind != 'f')
            continue;
        relations->list[count] = relation;
        relations->oids[count++] = relation.oid;
    }
    relations->count = count;
    relations->scope.relations_count = count;
}
