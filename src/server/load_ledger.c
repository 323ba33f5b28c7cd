/*
 * A restore that is not one transaction keeps a ledger in the target, from before its first object to its end: schema
 * pgsnap_resume. It is made in the transaction of -c, where there is one. A row says of an entry of the archive
 *
 *   "0-17,19"  these blocks of it are in the target; written in the transaction of their COPY, so that both are there or
 *              neither is
 *   "all"      all of its rows are in the target
 *   "empty"    the same, and there are none
 *   "existed"  the object was there before the restore began, and is not its own
 *
 * To note each COPY would cost a small table as much as its rows. So a small table that the restore has made itself is
 * noted only when it is complete, together with others. What such a table holds without a note is of no use: it is
 * emptied and loaded anew. Nothing else is built on a table before the note (load_ledger_flush), so that nothing refers to
 * the rows that go.
 *
 * With --transaction-size it is made before the first drop, and says until the last one that nothing can be gone on with:
 * what the drops have not come to would be taken for the restore's own.
 *
 * What a crash of the server takes away, rows of unlogged tables, the ledger cannot know. So a table that is empty although
 * the ledger says otherwise is loaded anew, and what stands on it is made anew.
 *
 * Asynchronous commits may be lost in a crash, but the later ones before the earlier.
 */
#include "server/load_ledger.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/log.h"
#include "server/ledger.h"
#include "server/load_resume.h"
#include "server/load_session.h"
#include "server/sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL = 4 << 20,    /* bytes: tables below are noted when they are complete only */
    NOTED_AT_ONCE = 256 /* so many complete entries are noted together before all rows are there */
};

static struct load_ledger_entry *of(const struct load *load, uint32_t id)
{
    return &load->ledger.entries[id - 1];
}

/* --- which restore it is */

/* What is selected, and what else decides what is made of an entry. */
static void describe_selection(const struct load *load, char text[17])
{
    size_t count = load->toc->count;
    unsigned char *chosen = mem_calloc(count + 2, 1);

    for (size_t i = 0; i < count; i++)
        chosen[i] = load->toc->entries[i].selected;
    chosen[count] = load->options.no_owner;
    chosen[count + 1] = load->options.data_only;
    snprintf(text, 17, "%016" PRIx64, hash_bytes(chosen, count + 2));
    free(chosen);
}

/* Before the selection, while what it replaces is dropped in steps. */
static const char dropping[] = "dropping ";

static bool is_dropping(const struct ledger_head *head)
{
    return strncmp(head->selection, dropping, sizeof dropping - 1) == 0;
}

static char *describe_archive(const struct toc *toc)
{
    const char *database = entry_fact(toc, "database"), *created = entry_fact(toc, "created");

    return mem_printf("database %s, %s", database == NULL ? "unknown" : database,
                      created == NULL ? "of an unknown time" : created);
}

/* --- reading one */

static bool take_note(struct load *load, uint32_t id, const char *blocks)
{
    struct load_ledger_entry *entry = of(load, id);
    bool rows = (load->toc->entries[id - 1].flags & ENTRY_ROWS) != 0;

    if (strcmp(blocks, "existed") == 0)
        load->ledger.existed[id - 1] = true;
    else if (!rows)
        return false;
    else if (strcmp(blocks, "all") == 0 || strcmp(blocks, "empty") == 0)
        entry->all = true;
    else if (!runs_parse(&entry->loaded, blocks))
        return false;
    entry->empty = entry->empty || strcmp(blocks, "empty") == 0;
    return true;
}

static bool read_notes(struct load *load, struct conn *conn, struct err *err)
{
    struct rows *rows = NULL;
    bool ok = ledger_read_entries(conn, &rows, err);

    for (size_t i = 0; ok && i < rows_count(rows); i++) {
        int64_t id = rows_get_number(rows, i, 0);

        if (id < 1 || (uint64_t)id > load->toc->count || !take_note(load, (uint32_t)id, rows_text(rows, i, 1))) {
            err_set(err, ERR_FAILED, "the ledger of the interrupted restore (schema pgsnap_resume) makes no sense");
            ok = err_hint(err, "start anew with -c");
        }
    }
    for (size_t i = 0; i < load->toc->count; i++)
        runs_sort(&load->ledger.entries[i].loaded);
    rows_free(rows);
    return ok;
}

static bool check_same(const struct load *load, const struct ledger_head *head, struct err *err)
{
    char selection[17];

    describe_selection(load, selection);
    if (load->options.archive == NULL || strcmp(head->archive, load->options.archive) != 0) {
        err_set(err, ERR_FAILED, "the interrupted restore was of another archive: %s", head->description);
        return err_hint(err, "go on with that one, or start anew with -c");
    }
    if (is_dropping(head)) {
        err_set(err, ERR_FAILED, "the interrupted restore had not yet dropped all that it replaces");
        return err_hint(err, "give the same command again without --resume: it drops what is left");
    }
    if (strcmp(head->selection, selection) == 0)
        return true;
    err_set(err, ERR_FAILED, "the interrupted restore was to bring other objects than this one");
    return err_hint(err, "give the same options as then, or start anew with -c");
}

static bool resume(struct load *load, struct conn *conn, const struct ledger_head *head, struct err *err)
{
    if (head->archive == NULL) {
        err_set(err, ERR_FAILED, "there is no interrupted restore in database \"%s\"", conn_dbname(conn));
        return err_hint(err, "one that was stopped before it had made anything, or a restore with -1, leaves nothing "
                             "behind: start it again");
    }
    load->ledger.existed = mem_calloc(load->toc->count + 1, sizeof *load->ledger.existed);
    load->ledger.stands = check_same(load, head, err);
    return load->ledger.stands && read_notes(load, conn, err) && load_resume_look(load, conn, err);
}

static void report(struct load *load, const struct ledger_head *head)
{
    char *text = mem_printf("a restore into this database, begun %s, was interrupted or is still under way (%s)",
                            head->begun, head->description);

    intent_add_problem(
        &load->intent, "interrupted", true, text,
        load->options.clean
            ? "--resume goes on with it, -c starts anew if it brings all tables or what was chosen then; if "
              "the database is good as it is, drop schema pgsnap_resume"
            : "--resume goes on with it, -c starts anew; if the database is good as it is, drop schema "
              "pgsnap_resume");
    free(text);
}

static bool brings_all_tables(const struct load *load)
{
    for (size_t i = 0; i < load->toc->count; i++)
        if (!load->toc->entries[i].selected && strcmp(load->toc->entries[i].kind, "TABLE") == 0)
            return false;
    return !load->options.data_only;
}

/* -c over what is half done must not leave half of it, and forget it. */
static bool starts_anew(const struct load *load, const struct ledger_head *head)
{
    const char *before = is_dropping(head) ? head->selection + sizeof dropping - 1 : head->selection;
    char selection[17];

    describe_selection(load, selection);
    return load->options.clean && (brings_all_tables(load) || (load->options.archive != NULL &&
                                                               strcmp(head->archive, load->options.archive) == 0 &&
                                                               strcmp(before, selection) == 0));
}

bool load_ledger_find(struct load *load, struct conn *conn, struct err *err)
{
    struct ledger_head head = {.archive = NULL};
    bool ok = true;

    load->ledger.entries = mem_calloc(load->toc->count + 1, sizeof *load->ledger.entries);
    load->ledger.complete = mem_calloc(load->toc->count + 1, sizeof *load->ledger.complete);
    if (load->options.create)
        return true;
    if (!ledger_read(conn, &head, err))
        return false;
    load->ledger.stale = head.archive != NULL && !load->options.resume;
    if (load->options.resume)
        ok = resume(load, conn, &head, err);
    else if (head.archive != NULL && !starts_anew(load, &head))
        report(load, &head);
    ledger_free_head(&head);
    return ok;
}

bool load_ledger_narrow(struct load *load, struct conn *conn, uint32_t *there, struct err *err)
{
    struct ledger_head head = {.archive = NULL};
    struct rows *rows = NULL;
    bool *existed;
    bool ok = ledger_read(conn, &head, err) && (head.archive == NULL || ledger_read_entries(conn, &rows, err));

    ledger_free_head(&head);
    if (!ok)
        return false;
    existed = mem_calloc(load->toc->count + 1, sizeof *existed);
    for (size_t i = 0; rows != NULL && i < rows_count(rows); i++) {
        int64_t id = rows_get_number(rows, i, 0);

        if (id >= 1 && (uint64_t)id <= load->toc->count && strcmp(rows_text(rows, i, 1), "existed") == 0)
            existed[id - 1] = true;
    }
    for (size_t i = 0; i < load->toc->count; i++)
        if (!existed[i])
            there[i] = 0;
    free(existed);
    rows_free(rows);
    return true;
}

/* --- making one */

static bool brings_rows(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].selected && (toc->entries[i].flags & ENTRY_ROWS) != 0)
            return true;
    return false;
}

/* --keep-going over what exists: no catalog tells which large objects are whose. */
static bool may_meet_large_objects(const struct load *load)
{
    bool exists = false, brings = false;

    for (size_t i = 0; i < load->intent.problems_count; i++)
        exists = exists || strcmp(load->intent.problems[i].kind, "exists") == 0;
    for (size_t i = 0; i < load->toc->count; i++)
        brings = brings || (load->toc->entries[i].selected && strcmp(load->toc->entries[i].kind, "LARGE OBJECTS") == 0);
    return exists && brings;
}

/* What was there before must be known, or a later --resume would take it for the restore's own. */
static bool is_wanted(const struct load *load)
{
    bool known = load->options.create || (load->standing.arena != NULL && !may_meet_large_objects(load));

    return known && load->options.swap == NULL && !load->options.single_transaction && load->options.archive != NULL &&
           brings_rows(load->toc);
}

/* "{1,2,3}" of the entries for which `asks` is true; NULL when there are none. */
static char *list_entries(const struct load *load, bool (*asks)(const struct load *load, const struct entry *entry))
{
    uint32_t *ids = mem_calloc(load->toc->count + 1, sizeof *ids);
    size_t count = 0;
    char *list = NULL;

    for (size_t i = 0; i < load->toc->count; i++)
        if (asks(load, &load->toc->entries[i]))
            ids[count++] = load->toc->entries[i].id;
    if (count > 0)
        list = sql_oid_array(ids, count);
    free(ids);
    return list;
}

/* Something that was brought and is used as it stands (load_spare). */
static bool is_spared(const struct load *load, const struct entry *entry)
{
    return entry->brought && !entry->selected && load->replacement.there[entry->id - 1] != 0;
}

static bool existed(const struct load *load, const struct entry *entry)
{
    return replacement_preexists(&load->replacement, entry) || is_spared(load, entry);
}

static bool note_existing(struct load *load, struct conn *conn, struct err *err)
{
    char *list = list_entries(load, existed);
    bool ok = list == NULL || ledger_note_all(conn, list, "existed", err);

    free(list);
    return ok;
}

bool load_ledger_begin(struct load *load, struct conn *conn, struct err *err)
{
    char selection[17];
    struct ledger_head head = {.archive = (char *)load->options.archive};
    struct err cause = ERR_INIT;
    bool allowed, ok;

    if (load->ledger.stands)
        return true;
    if (!is_wanted(load))
        return !load->ledger.stale || ledger_drop(conn, false, err);
    if (!ledger_is_allowed(conn, &allowed, err))
        return false;
    if (!allowed) {
        log_verbose("an interruption could not be gone on from: you may not create a schema in this database");
        return true;
    }
    describe_selection(load, selection);
    head.selection = mem_printf("%s%s", load->drops_in_steps ? dropping : "", selection);
    head.description = describe_archive(load->toc);
    ok = ledger_create(conn, &head, load->ledger.stale, &cause) && note_existing(load, conn, &cause);
    free(head.selection);
    free(head.description);
    if (!ok)
        return load_session_fail(load, NULL, &cause, err);
    load->ledger.stands = true;
    return true;
}

bool load_ledger_dropped(struct load *load, struct conn *conn, struct err *err)
{
    char selection[17];

    describe_selection(load, selection);
    if (load->ledger.stands && !ledger_select(conn, selection, err))
        return false;
    load->drops_in_steps = false;
    return true;
}

static bool forgotten(const struct load *load, const struct entry *entry)
{
    return of(load, entry->id)->forgotten;
}

bool load_ledger_forget(struct load *load, struct conn *conn, struct err *err)
{
    char *list = list_entries(load, forgotten);
    bool ok = list == NULL || ledger_forget(conn, list, err);

    free(list);
    return ok && (load->ledger.emptying == NULL || query_exec(conn, load->ledger.emptying, err));
}

/* An extension may have event triggers of its own. */
static bool brings_event_triggers(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].selected &&
            (strcmp(toc->entries[i].kind, "EVENT TRIGGER") == 0 || strcmp(toc->entries[i].kind, "EXTENSION") == 0))
            return true;
    return false;
}

bool load_ledger_end(struct load *load, struct conn *conn, struct err *err)
{
    struct err cause = ERR_INIT;

    if (!load->ledger.stands)
        return true;
    if (!ledger_drop(conn, brings_event_triggers(load->toc), &cause))
        return load_session_fail(load, NULL, &cause, err);
    load->ledger.stands = false;
    return true;
}

/* --- while rows are loaded */

bool load_ledger_has_all(const struct load *load, const struct entry *entry)
{
    return load->options.resume && of(load, entry->id)->all;
}

bool load_ledger_has(const struct load *load, const struct block *block)
{
    const struct load_ledger_entry *entry = of(load, block->entry);

    return load->options.resume && (entry->all || runs_has(&entry->loaded, block->sequence));
}

bool load_ledger_notes(const struct load *load, const struct entry *entry)
{
    return load->ledger.stands && (entry->bytes >= SMALL || !load_resume_may_empty(load, entry)) &&
           strcmp(entry->kind, "LARGE OBJECT DATA") != 0;
}

char *load_ledger_note(const struct entry *entry, const struct runs *blocks)
{
    struct buf text = {0};
    char *sql;

    runs_write(blocks, &text);
    sql = mem_printf(LEDGER_NOTE, (unsigned)entry->id, buf_text(&text));
    buf_free(&text);
    return sql;
}

/* Under lock. */
static void add_complete(struct load_ledger *ledger, uint32_t id)
{
    struct load_ledger_entry *entry = &ledger->entries[id - 1];

    if (entry->ended && entry->committed == entry->blocks && !entry->all)
        ledger->complete[ledger->complete_count++] = id;
}

void load_ledger_committed(struct load *load, uint32_t entry, uint64_t blocks)
{
    pthread_mutex_lock(&load->ledger.lock);
    of(load, entry)->committed += blocks;
    add_complete(&load->ledger, entry);
    pthread_mutex_unlock(&load->ledger.lock);
}

bool load_ledger_is_complete(struct load *load, uint32_t entry)
{
    bool complete;

    pthread_mutex_lock(&load->ledger.lock);
    complete = of(load, entry)->ended && of(load, entry)->committed == of(load, entry)->blocks;
    pthread_mutex_unlock(&load->ledger.lock);
    return complete;
}

void load_ledger_ended(struct load *load, uint32_t entry, uint64_t blocks)
{
    pthread_mutex_lock(&load->ledger.lock);
    of(load, entry)->ended = true;
    of(load, entry)->blocks = blocks;
    add_complete(&load->ledger, entry);
    pthread_mutex_unlock(&load->ledger.lock);
}

/* Takes over what is complete: "{...}" of the empty ones and of the others; NULL where there are none. */
static void take_complete(struct load_ledger *ledger, bool all, char *lists[2])
{
    uint32_t *ids[2] = {mem_calloc(ledger->complete_count + 1, sizeof(uint32_t)), NULL};
    size_t counts[2] = {0, 0};

    ids[1] = mem_calloc(ledger->complete_count + 1, sizeof(uint32_t));
    for (size_t i = 0; (all || ledger->complete_count >= NOTED_AT_ONCE) && i < ledger->complete_count; i++) {
        uint32_t id = ledger->complete[i];
        size_t which = ledger->entries[id - 1].blocks > 0;

        ids[which][counts[which]++] = id;
    }
    for (size_t i = 0; i < 2; i++) {
        lists[i] = counts[i] == 0 ? NULL : sql_oid_array(ids[i], counts[i]);
        free(ids[i]);
    }
    if (counts[0] + counts[1] > 0)
        ledger->complete_count = 0;
}

bool load_ledger_flush(struct load *load, struct conn *conn, bool all, struct err *err)
{
    char *lists[2];
    struct err cause = ERR_INIT;
    bool ok = true;

    if (!load->ledger.stands)
        return true;
    pthread_mutex_lock(&load->ledger.lock);
    take_complete(&load->ledger, all, lists);
    pthread_mutex_unlock(&load->ledger.lock);
    for (size_t i = 0; i < 2; i++) {
        ok = ok && (lists[i] == NULL || ledger_note_all(conn, lists[i], i == 0 ? "empty" : "all", &cause));
        free(lists[i]);
    }
    return ok || load_session_fail(load, NULL, &cause, err);
}

void load_ledger_free(struct load *load)
{
    for (size_t i = 0; load->ledger.entries != NULL && i < load->toc->count; i++)
        runs_reset(&load->ledger.entries[i].loaded);
    free(load->ledger.entries);
    free(load->ledger.complete);
    free(load->ledger.existed);
    free(load->ledger.incomplete);
    free(load->ledger.emptying);
}
