/*
 * Any lane may get any block. A lane keeps the COPY of one entry open and goes on with it as long as its blocks belong
 * there; a block of another entry ends it. So several COPYs may fill one table, and each is a transaction: when one
 * fails, rows of the others may be there already. Nobody wants part of a table that looks whole: what was made by this
 * restore is emptied again once no lane loads any more (load_rows_settle).
 *
 * Small blocks wait in the lane's parcel and are loaded together (load_parcel.c); when that fails, each is loaded by itself, so
 * that only the bad ones are missing. What a lane is given arrives in that order: a parcel is sent before another COPY begins.
 *
 * The data of a failed COPY is thrown away. It only ever goes to the server by copy_in_put, never as a statement.
 */
#include "server/load_rows.h"

#include "base/arena.h"
#include "codec/binary.h"
#include "pq/copy.h"
#include "pq/query.h"
#include "server/load_binary.h"
#include "server/load_clean.h"
#include "server/load_ledger.h"
#include "server/load_session.h"
#include "server/load_truncate.h"

#include <stdlib.h>
#include <string.h>

/*
 * Pieces of large objects go through a temporary table: COPY is the fastest way in, and lo_put writes each piece where it
 * belongs. Two lanes may write pieces of one object at once, as no two pieces share a page of it. To compress what is read
 * once would only take time.
 */
static const char make_large_objects[] =
    "CREATE TABLE pg_temp.pgsnap_large_objects (oid pg_catalog.oid, at pg_catalog.int8, data pg_catalog.bytea);"
    "ALTER TABLE pg_temp.pgsnap_large_objects ALTER data SET STORAGE EXTERNAL";
static const char write_large_objects[] =
    "SELECT pg_catalog.count(pg_catalog.lo_put(oid, at, data)) FROM pg_temp.pgsnap_large_objects";
static const char empty_large_objects[] = "TRUNCATE pg_temp.pgsnap_large_objects";

static const char not_all_rows[] = "pgsnap could not send all rows";
enum {
    NOTED_BYTES = 16 << 20 /* so much is loaded before a COPY is ended to note it: an interruption loses no more */
};

static bool is_large_objects(const struct entry *entry)
{
    return strcmp(entry->kind, "LARGE OBJECT DATA") == 0;
}

static const char foreign_key_violation[] = "23503";

/*
 * No order is right for tables that refer to each other in a circle; and a trigger may want rows of tables that come later, or
 * a search_path. The server tells in the error's context which function it was in.
 */
static void advise(const struct load *load, const struct conn *conn, struct err *cause)
{
    const char *context = strstr(cause->message, "\ncontext: ");

    if (!load->options.data_only || load->options.disable_triggers)
        return;
    if (strcmp(conn_sqlstate(conn), foreign_key_violation) == 0)
        err_hint(cause, "where tables refer to each other in a circle, --disable-triggers loads them without checking "
                        "foreign keys");
    else if (context != NULL && strstr(context, " function ") != NULL)
        err_hint(cause, "with --disable-triggers no triggers fire while loading");
}

/* Lists the failure of the entry's rows. False when the restore cannot go on. */
static bool note_failure(struct load *load, struct conn *conn, const struct entry *entry, const struct err *cause,
                         struct err *err)
{
    struct err told = *cause;
    char *message;

    advise(load, conn, &told);
    if (!load_session_survives(load, conn, entry, cause, err))
        return false;
    message = load_session_message(&told);
    load_outcome_fail(&load->outcome, entry->id, LOAD_FAILED, message);
    free(message);
    return load_clean_allows(load, conn, entry, cause, err);
}

/*
 * Rows that the server took without an error and did not keep: a trigger that somebody's event trigger made, or rows that
 * say "end of data". What was there before may have triggers of its own, which know what they do.
 */
static bool check_rows(struct load *load, const struct entry *entry, uint64_t sent, uint64_t rows, struct err *err)
{
    if (rows == sent || entry_find(load->toc, entry->parent) == NULL ||
        load_outcome_state(&load->outcome, entry->parent) != LOAD_MADE)
        return true;
    load_outcome_committed(&load->outcome, entry->id);
    return err_set(err, ERR_FAILED, "the server kept only %llu of %llu rows", (unsigned long long)rows,
                   (unsigned long long)sent);
}

static bool finish_copy(struct load_lane *lane, unsigned long long *rows, struct err *err)
{
    if (!lane->is_binary || copy_in_put(lane->conn, binary_tail, sizeof binary_tail, err))
        return copy_in_end(lane->conn, rows, err);
    copy_in_abandon(lane->conn, not_all_rows);
    return false;
}

static void note_committed(struct load *load, const struct entry *entry, uint64_t blocks)
{
    load_outcome_committed(&load->outcome, entry->id);
    load_ledger_committed(load, entry->id, blocks);
}

/* The note is in the transaction of the COPY: both arrive or neither does. */
static bool commit_noted(struct load_lane *lane, const struct entry *entry, struct err *err)
{
    char *note = load_ledger_note(entry, &lane->noted);
    char *sql = mem_printf("%s COMMIT", note);
    bool done = query_exec(lane->conn, sql, err);

    lane->notes = !done;
    free(note);
    free(sql);
    return done;
}

/* A frozen table has a transaction already, and is noted when it is complete. */
static bool begin_noted(struct load *load, struct load_lane *lane, const struct entry *entry, struct err *err)
{
    if (lane->frozen != 0 || !load_ledger_notes(load, entry))
        return true;
    lane->notes = query_exec(lane->conn, "BEGIN", err);
    return lane->notes;
}

static bool roll_back_noted(struct load_lane *lane, struct err *err)
{
    bool open = lane->notes;

    lane->notes = false;
    return !open || query_exec(lane->conn, "ROLLBACK", err);
}

/* Whatever is open of the table is undone. */
static bool fail_copy(struct load *load, struct load_lane *lane, const struct entry *entry, const struct err *cause,
                      struct err *err)
{
    bool goes_on = note_failure(load, lane->conn, entry, cause, err);

    load_truncate_abandon(lane);
    return goes_on && roll_back_noted(lane, err);
}

static bool end_copy(struct load *load, struct load_lane *lane, struct err *err)
{
    const struct entry *entry = entry_find(load->toc, lane->copying);
    struct err cause = ERR_INIT;
    unsigned long long rows;
    bool done;

    lane->copying = 0;
    done = finish_copy(lane, &rows, &cause) && check_rows(load, entry, lane->rows, rows, &cause) &&
           (!lane->notes || commit_noted(lane, entry, &cause));
    if (done && is_large_objects(entry)) {
        struct err later = ERR_INIT;

        done = query_exec(lane->conn, write_large_objects, &cause);
        if (!query_exec(lane->conn, empty_large_objects, done ? &cause : &later))
            done = false;
    }
    if (!done)
        return fail_copy(load, lane, entry, &cause, err);
    if (lane->frozen != 0)
        return true;
    note_committed(load, entry, lane->blocks);
    return load_ledger_flush(load, lane->conn, false, err);
}

/* Ends all that the lane has open. */
static bool leave_table(struct load *load, struct load_lane *lane, struct err *err)
{
    const struct entry *entry = entry_find(load->toc, lane->frozen);
    struct err cause = ERR_INIT;

    if (lane->copying != 0 && !end_copy(load, lane, err))
        return false;
    if (lane->frozen == 0)
        return true;
    if (!load_truncate_commit(lane, &cause))
        return note_failure(load, lane->conn, entry, &cause, err);
    note_committed(load, entry, lane->blocks);
    return load_ledger_flush(load, lane->conn, false, err);
}

static bool start_copy(struct load_lane *lane, const struct entry *entry, bool is_binary, struct err *err)
{
    char *sql = mem_printf("%s WITH (FORMAT %s%s)", entry->load, is_binary ? "binary" : "text",
                           lane->frozen == entry->id ? ", FREEZE" : "");
    bool ok = copy_in_begin(lane->conn, sql, err);

    free(sql);
    if (!ok || !is_binary || copy_in_put(lane->conn, binary_head, sizeof binary_head, err))
        return ok;
    copy_in_abandon(lane->conn, not_all_rows);
    return false;
}

static bool begin_copy(struct load *load, struct load_lane *lane, const struct entry *entry, bool is_binary,
                       struct err *err)
{
    struct err cause = ERR_INIT;

    if (lane->frozen == 0)
        lane->blocks = 0;
    if (is_large_objects(entry) && !lane->has_large_objects) {
        if (!query_exec(lane->conn, make_large_objects, &cause))
            return note_failure(load, lane->conn, entry, &cause, err);
        lane->has_large_objects = true;
    }
    if (!load_truncate_begin(load, lane, entry, &cause) || !begin_noted(load, lane, entry, &cause) ||
        !start_copy(lane, entry, is_binary, &cause))
        return fail_copy(load, lane, entry, &cause, err);
    lane->copying = entry->id;
    lane->is_binary = is_binary;
    lane->rows = 0;
    lane->bytes = 0;
    runs_reset(&lane->noted);
    return true;
}

static bool put_data(struct load *load, struct load_lane *lane, const struct entry *entry, const struct block *block,
                     const struct buf *converted, struct err *err)
{
    struct err cause = ERR_INIT;

    lane->rows += block->rows;
    lane->bytes += block->used;
    lane->blocks++;
    if (lane->notes)
        runs_add(&lane->noted, block->sequence);
    if (copy_in_put(lane->conn, converted != NULL ? converted->data : block->data,
                    converted != NULL ? converted->used : block->used, &cause))
        return !(is_large_objects(entry) ||
                 (lane->notes && !load->whole[entry->id - 1] && lane->bytes >= NOTED_BYTES)) ||
               end_copy(load, lane, err);
    lane->copying = 0;
    copy_in_abandon(lane->conn, not_all_rows);
    return fail_copy(load, lane, entry, &cause, err);
}

/* A COPY that is open goes on with the block, or is ended and one of the block's own begins. */
static bool put_block(struct load *load, struct load_lane *lane, const struct entry *entry, const struct block *block,
                      struct err *err)
{
    const struct buf *converted;

    if (lane->copying != entry->id && lane->frozen != entry->id && !leave_table(load, lane, err))
        return false;
    if (load_outcome_skips(&load->outcome, entry))
        return true;
    converted = load_binary_rows(load, lane, entry, block);
    if (lane->copying != 0 && lane->is_binary != (converted != NULL)) {
        if (!end_copy(load, lane, err))
            return false;
        if (load_outcome_skips(&load->outcome, entry))
            return true;
    }
    if (lane->copying == 0 && !begin_copy(load, lane, entry, converted != NULL, err))
        return false;
    return lane->copying == 0 || put_data(load, lane, entry, block, converted, err);
}

static bool note_sent(struct load *load, struct load_lane *lane, struct err *err)
{
    for (size_t i = 0; i < lane->parcel.count; i++) {
        const struct load_piece *piece = &lane->parcel.pieces[i];
        struct err cause = ERR_INIT;

        if (check_rows(load, piece->entry, piece->rows, piece->kept, &cause))
            note_committed(load, piece->entry, 1);
        else if (!note_failure(load, lane->conn, piece->entry, &cause, err))
            return false;
    }
    return load_ledger_flush(load, lane->conn, false, err);
}

static bool put_each(struct load *load, struct load_lane *lane, struct err *err)
{
    for (size_t i = 0; i < lane->parcel.count; i++) {
        const struct load_piece *piece = &lane->parcel.pieces[i];
        struct block block = {.entry = piece->entry->id,
                              .sequence = piece->sequence,
                              .rows = (uint32_t)piece->rows,
                              .data = lane->parcel.data.data + piece->at,
                              .used = piece->length};

        if (!put_block(load, lane, piece->entry, &block, err))
            return false;
    }
    return true;
}

/* What is noted of a parcel goes along with it, before the rows: the server's last answer is about these. */
static bool send_together(struct load *load, struct load_lane *lane, struct err *err)
{
    struct buf notes = {0};
    bool ok;

    for (size_t i = 0; i < lane->parcel.count; i++) {
        const struct load_piece *piece = &lane->parcel.pieces[i];
        struct run run = {piece->sequence, piece->sequence};
        struct runs runs = {.list = &run, .count = 1};
        char *note = load_ledger_notes(load, piece->entry) ? load_ledger_note(piece->entry, &runs) : NULL;

        if (note != NULL)
            buf_printf(&notes, "%s\n", note);
        free(note);
    }
    ok = load_parcel_send(&lane->parcel, buf_text(&notes), lane->conn, err);
    buf_free(&notes);
    return ok;
}

static bool send_parcel(struct load *load, struct load_lane *lane, struct err *err)
{
    struct err cause = ERR_INIT;
    bool ok;

    if (lane->parcel.count == 0)
        return true;
    if (!leave_table(load, lane, err))
        return false;
    if (lane->parcel.count > 1 && send_together(load, lane, &cause))
        ok = note_sent(load, lane, err);
    else
        ok = (!err_is_set(&cause) ||
              load_session_survives(load, lane->conn, lane->parcel.pieces[0].entry, &cause, err)) &&
             put_each(load, lane, err);
    load_parcel_empty(&lane->parcel);
    return ok;
}

/* Whether the block may wait until others have come. In a transaction that is open a failure is the end of all of it. */
static bool may_wait(struct load *load, unsigned lane, const struct entry *entry, const struct block *block)
{
    return block->used <= LOAD_PARCEL_BLOCK && load->lanes[lane].copying != entry->id && !is_large_objects(entry) &&
           load_clean_transaction(load, lane) == LOAD_NO_TRANSACTION;
}

/* What configures and has to wait itself does not count, nor what has failed. */
static bool is_configured(struct load *load)
{
    if (atomic_load(&load->configured))
        return true;
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (entry->selected && entry_configures(entry) && !load_later_waits(load->toc, entry) &&
            !load_outcome_skips(&load->outcome, entry) && !load_ledger_is_complete(load, entry->id))
            return false;
    }
    atomic_store(&load->configured, true);
    return true;
}

/* *waits: the rows are kept for later. What this lane has open of those that they wait for is ended. */
static bool put_off(struct load *load, struct load_lane *lane, const struct entry *entry, const struct block *block,
                    bool *waits, struct err *err)
{
    bool must = load_later_waits(load->toc, entry);

    if (!must && !entry_configures(entry) && !is_configured(load)) {
        if (!send_parcel(load, lane, err) || !leave_table(load, lane, err))
            return false;
        must = !is_configured(load);
    }
    *waits = must && load_later_add(&load->later, block);
    return true;
}

bool load_rows_put(struct load *load, unsigned lane, const struct block *block, struct err *err)
{
    struct load_lane *mine = &load->lanes[lane];
    const struct entry *entry = entry_find(load->toc, block->entry);
    bool waits = false;

    if (entry == NULL || entry->load == NULL)
        return err_set(err, ERR_DAMAGED, "rows of entry %u, which can have none", (unsigned)block->entry);
    if (!load_clean_settle(load, err) || load_session_lane(load, lane, err) == NULL)
        return false;
    if (load_outcome_skips(&load->outcome, entry))
        return true;
    if (load_ledger_has(load, block)) {
        load_ledger_committed(load, entry->id, 1);
        return true;
    }
    if (!put_off(load, mine, entry, block, &waits, err))
        return false;
    if (waits)
        return true;
    waits = may_wait(load, lane, entry, block);
    if (waits && load_parcel_add(&mine->parcel, entry, block))
        return true;
    if (!send_parcel(load, mine, err))
        return false;
    return (waits && load_parcel_add(&mine->parcel, entry, block)) || put_block(load, mine, entry, block, err);
}

bool load_rows_drain(struct load *load, unsigned lane, struct err *err)
{
    struct load_lane *mine = &load->lanes[lane];

    return send_parcel(load, mine, err) && leave_table(load, mine, err);
}

/* All other rows are there. */
static bool put_later(struct load *load, unsigned lane, struct err *err)
{
    struct load_lane *mine = &load->lanes[lane];

    if (load->later.count > 0 && load_session_lane(load, lane, err) == NULL)
        return false;
    load_later_sort(&load->later);
    for (size_t i = 0; i < load->later.count; i++) {
        const struct block *block = &load->later.blocks[i];

        if (!put_block(load, mine, entry_find(load->toc, block->entry), block, err))
            return false;
    }
    return leave_table(load, mine, err);
}

static bool undo_rows(struct load *load, struct conn *conn, const struct entry *entry, struct err *err)
{
    struct err cause = ERR_INIT;
    char *sql = load_truncate_sql(load, conn, entry);

    if (sql != NULL && query_exec(conn, sql, &cause)) {
        load_outcome_add(&load->outcome, entry->id, "\nits other rows were removed again");
    } else {
        load_outcome_add(&load->outcome, entry->id, "\nsome of its rows are in the database");
        if (err_is_set(&cause) && !load_session_survives(load, conn, entry, &cause, err)) {
            free(sql);
            return false;
        }
    }
    free(sql);
    return true;
}

bool load_rows_settle(struct load *load, unsigned lane, struct err *err)
{
    bool ok;

    pthread_mutex_lock(&load->emptying);
    ok = load->emptied || put_later(load, lane, err);
    for (size_t i = 0; ok && !load->emptied && i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if ((entry->flags & ENTRY_ROWS) == 0 || !load_outcome_has_committed(&load->outcome, entry->id) ||
            load_outcome_state(&load->outcome, entry->id) != LOAD_FAILED)
            continue;

        struct conn *conn = load_session_lane(load, lane, err);
        ok = conn != NULL && undo_rows(load, conn, entry, err);
    }
    if (ok)
        load->emptied = true;
    pthread_mutex_unlock(&load->emptying);
    return ok;
}
