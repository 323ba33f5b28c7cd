#include "script/script.h"

#include "base/arena.h"
#include "model/drops.h"
#include "script/script_insert.h"
#include "script/script_text.h"

#include <stdlib.h>
#include <string.h>

/* What the statements rely on. Nothing that a supported server does not know. */
static const char settings[] = "SET statement_timeout = 0;\n"
                               "SET lock_timeout = 0;\n"
                               "SET idle_in_transaction_session_timeout = 0;\n"
                               "SET standard_conforming_strings = on;\n"
                               "SELECT pg_catalog.set_config('search_path', '', false);\n"
                               "SET check_function_bodies = false;\n"
                               "SET xmloption = content;\n"
                               "SET array_nulls = on;\n"
                               "SET lc_monetary = 'C';\n"
                               "SET client_min_messages = warning;\n"
                               "SET row_security = off;\n"
                               "SET default_tablespace = '';\n"
                               "SET default_table_access_method = heap;\n\n";

static const char make_large_objects[] = "CREATE TABLE pg_temp.pgsnap_large_objects (oid pg_catalog.oid,"
                                         " at pg_catalog.int8, data pg_catalog.bytea);\n\n";
static const char write_large_objects[] =
    "SELECT pg_catalog.count(pg_catalog.lo_put(oid, at, data)) FROM pg_temp.pgsnap_large_objects;\n"
    "TRUNCATE pg_temp.pgsnap_large_objects;\n\n";

struct script {
    struct sink sink; /* first: a struct sink * is a struct script * */
    struct store *store;
    struct script_options options;
    const struct toc *toc;
    char key[SCRIPT_TEXT_KEY];
    struct script_insert insert;
    uint32_t copying;       /* the entry whose COPY or INSERT is open, or 0 */
    bool in_database;       /* -C: \connect has been written */
    bool has_large_objects; /* the temporary table for large objects has been made */
};

static struct script *script_of(struct sink *sink)
{
    return (struct script *)sink;
}

static const char *key_of(const struct script *script)
{
    return script->options.restrict_key != NULL ? script->options.restrict_key : script->key;
}

static bool flush(struct script *script, struct buf *out, struct err *err)
{
    bool ok = out->used == 0 || store_write(script->store, out->data, out->used, err);

    buf_free(out);
    return ok;
}

static bool is_large_objects(const struct entry *entry)
{
    return strcmp(entry->kind, "LARGE OBJECT DATA") == 0;
}

static void add_settings(const struct script *script, struct buf *out)
{
    const char *encoding = entry_fact(script->toc, "encoding");

    if (encoding != NULL)
        buf_printf(out, "SET client_encoding = '%s';\n", encoding);
    if (script->options.disable_triggers)
        buf_add_text(out, "SET session_replication_role = replica;\n");
    buf_add_text(out, settings);
}

static void add_drop(struct buf *out, const struct entry *entry)
{
    script_text_title(out, entry);
    script_text_statements(out, entry->drop);
    buf_add_char(out, '\n');
}

static void add_drops(const struct script *script, struct buf *out)
{
    size_t count = 0;
    const struct entry **plan;

    if (script->options.create_database) {
        for (size_t i = script->toc->count; i > 0; i--) {
            const struct entry *entry = &script->toc->entries[i - 1];

            if (entry->stage == STAGE_DATABASE && entry->selected && entry->drop != NULL)
                add_drop(out, entry);
        }
        return;
    }
    plan = drops_plan(script->toc, &count);
    for (size_t i = 0; i < count; i++)
        add_drop(out, plan[i]);
    free(plan);
}

static bool choose_key(struct script *script, struct err *err)
{
    if (script->options.restrict_key != NULL)
        return script_text_check_key(script->options.restrict_key, err);
    return script_text_random_key(script->key, err);
}

static bool script_begin(struct sink *sink, const struct toc *toc, unsigned lanes, struct err *err)
{
    struct script *script = script_of(sink);
    const char *encoding = entry_fact(toc, "encoding");
    struct buf out = {0};

    if (lanes != 1)
        return err_set(err, ERR_USAGE, "a script is written on one lane");
    script->toc = toc;
    if (!choose_key(script, err) || (encoding != NULL && !script_text_check_encoding(encoding, err)))
        return false;
    buf_printf(&out, "--\n-- PostgreSQL database, written by pgsnap: restore it with psql\n--\n\n\\restrict %s\n\n",
               key_of(script));
    add_settings(script, &out);
    if (script->options.clean && !script->options.data_only)
        add_drops(script, &out);
    return flush(script, &out, err);
}

/* -C: \connect is one of the commands that \restrict forbids. */
static bool enter_database(struct script *script, struct err *err)
{
    const char *database = entry_fact(script->toc, "database");
    struct buf out = {0};

    if (!script->options.create_database || script->in_database)
        return true;
    if (database == NULL)
        return err_set(err, ERR_FAILED, "the archive does not say which database to create (-C)");
    buf_printf(&out, "\\unrestrict %s\n\n", key_of(script));
    if (!script_text_connect(&out, database, err)) {
        buf_free(&out);
        return false;
    }
    buf_printf(&out, "\n\\restrict %s\n\n", key_of(script));
    add_settings(script, &out);
    if (entry_fact(script->toc, "without_public") != NULL)
        buf_add_text(&out, "DROP SCHEMA IF EXISTS public;\n\n");
    script->in_database = true;
    return flush(script, &out, err);
}

static bool inserts(const struct script *script)
{
    return script->options.rows_per_insert > 0;
}

static bool end_copy(struct script *script, struct err *err)
{
    const struct entry *entry = entry_find(script->toc, script->copying);
    struct buf out = {0};

    if (entry == NULL)
        return true;
    script->copying = 0;
    if (inserts(script))
        script_insert_end(&script->insert, &out);
    else
        buf_add_text(&out, "\\.\n");
    buf_add_char(&out, '\n');
    if (is_large_objects(entry))
        buf_add_text(&out, write_large_objects);
    return flush(script, &out, err);
}

/* A script cannot ask what it is run by: a server of the source's major must take all of it. */
static bool is_too_new(const struct script *script, const struct entry *entry)
{
    const char *version = entry_fact(script->toc, "server_version_num");

    return entry_is_extended_statistics(entry) &&
           (version == NULL || strtoul(version, NULL, 10) / 10000 < entry_statistics_major(entry));
}

static void add_entry(const struct script *script, struct buf *out, const struct entry *entry)
{
    const char *own = script->options.no_owner ? NULL : entry->own;

    if ((entry->create == NULL && own == NULL) || is_too_new(script, entry))
        return;
    script_text_title(out, entry);
    if (entry->create != NULL)
        script_text_statements(out, entry->create);
    if (own != NULL)
        script_text_statements(out, own);
    buf_add_char(out, '\n');
}

static bool script_define(struct sink *sink, unsigned lane, const struct entry *const *entries, size_t count,
                          struct err *err)
{
    struct script *script = script_of(sink);
    struct buf out = {0};

    (void)lane;
    if (!end_copy(script, err))
        return false;
    if (count > 0 && entries[0]->stage != STAGE_DATABASE && !enter_database(script, err))
        return false;
    for (size_t i = 0; i < count; i++)
        add_entry(script, &out, entries[i]);
    return flush(script, &out, err);
}

/* Whether the table may have a column that is GENERATED ALWAYS AS IDENTITY: one whose definition is not at hand may. */
static bool may_number(const struct script *script, const struct entry *entry)
{
    const struct entry *table = entry_find(script->toc, entry->parent);

    if (is_large_objects(entry))
        return false;
    return table == NULL || table->create == NULL || strstr(table->create, "GENERATED ALWAYS AS IDENTITY") != NULL;
}

static bool begin_copy(struct script *script, const struct entry *entry, struct err *err)
{
    struct buf out = {0};

    script_text_title(&out, entry);
    if (is_large_objects(entry) && !script->has_large_objects) {
        buf_add_text(&out, make_large_objects);
        script->has_large_objects = true;
    }
    if (!inserts(script))
        script_text_statements(&out, entry->load);
    script->copying = entry->id;
    return flush(script, &out, err) &&
           (!inserts(script) || script_insert_begin(&script->insert, entry, may_number(script, entry), err));
}

static bool insert_rows(struct script *script, const struct block *block, const struct entry *entry, struct err *err)
{
    struct buf out = {0};

    if (script_insert_rows(&script->insert, block, entry, &out, err))
        return flush(script, &out, err);
    buf_free(&out);
    return false;
}

static bool script_put(struct sink *sink, unsigned lane, const struct block *block, struct err *err)
{
    struct script *script = script_of(sink);
    const struct entry *entry = entry_find(script->toc, block->entry);

    (void)lane;
    if (entry == NULL || entry->load == NULL)
        return err_set(err, ERR_DAMAGED, "rows of entry %u, which can have none", (unsigned)block->entry);
    if (!script_text_check_rows(block, entry, err))
        return false;
    if (script->copying != entry->id &&
        (!end_copy(script, err) || !enter_database(script, err) || !begin_copy(script, entry, err)))
        return false;
    if (inserts(script))
        return insert_rows(script, block, entry, err);
    return store_write(script->store, block->data, block->used, err);
}

static bool script_drain(struct sink *sink, unsigned lane, struct err *err)
{
    (void)lane;
    return end_copy(script_of(sink), err);
}

static bool script_end(struct sink *sink, unsigned lane, const struct entry *entry, const struct counts *counts,
                       struct err *err)
{
    struct script *script = script_of(sink);

    (void)lane;
    (void)counts;
    return script->copying != entry->id || end_copy(script, err);
}

static bool script_finish(struct sink *sink, struct err *err)
{
    struct script *script = script_of(sink);
    struct buf out = {0};

    if (!end_copy(script, err) || !enter_database(script, err))
        return false;
    buf_printf(&out, "\\unrestrict %s\n", key_of(script));
    return flush(script, &out, err) && store_publish(script->store, err);
}

static void script_abort(struct sink *sink)
{
    store_discard(script_of(sink)->store);
}

static void script_cancel(struct sink *sink)
{
    store_cancel(script_of(sink)->store);
}

static void script_close(struct sink *sink)
{
    struct script *script = script_of(sink);

    store_close(script->store);
    free(script->insert.begin); /* when it was stopped within rows */
    free(script);
}

static const struct sink_ops script_ops = {
    .begin = script_begin,
    .define = script_define,
    .put = script_put,
    .drain = script_drain,
    .end = script_end,
    .finish = script_finish,
    .abort = script_abort,
    .cancel = script_cancel,
    .close = script_close,
};

struct sink *script_new(struct store *store, const struct script_options *options)
{
    struct script *script = mem_calloc(1, sizeof *script);

    script->sink.ops = &script_ops;
    script->store = store;
    script->options = *options;
    script->insert =
        (struct script_insert){.most = options->rows_per_insert, .or_nothing = options->on_conflict_do_nothing};
    return &script->sink;
}
