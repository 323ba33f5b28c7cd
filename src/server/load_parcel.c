/*
 * All COPY statements go to the server as one text, which it runs as one transaction. It begins them in turn: when one has
 * its rows, the next one asks for its own.
 */
#include "server/load_parcel.h"

#include "pq/copy.h"

void load_parcel_free(struct load_parcel *parcel)
{
    buf_free(&parcel->data);
    parcel->count = 0;
}

void load_parcel_empty(struct load_parcel *parcel)
{
    buf_reset(&parcel->data);
    parcel->count = 0;
}

bool load_parcel_add(struct load_parcel *parcel, const struct entry *entry, const struct block *block)
{
    if (parcel->count == LOAD_PARCEL_PIECES || block->used > LOAD_PARCEL_BLOCK ||
        parcel->data.used + block->used > LOAD_PARCEL_BYTES)
        return false;
    parcel->pieces[parcel->count++] = (struct load_piece){.entry = entry,
                                                          .at = parcel->data.used,
                                                          .length = block->used,
                                                          .sequence = block->sequence,
                                                          .rows = block->rows};
    buf_add(&parcel->data, block->data, block->used);
    return true;
}

/* Ends the COPY of the piece before, if there is one, and so begins that of this one. */
static bool begin_piece(struct load_parcel *parcel, size_t at, const char *first, struct conn *conn, struct err *err)
{
    struct buf sql = {0};
    bool ok;

    if (at > 0) {
        unsigned long long kept;

        if (!copy_in_next(conn, &kept, err))
            return false;
        parcel->pieces[at - 1].kept = kept;
        return true;
    }
    buf_add_text(&sql, first);
    for (size_t i = 0; i < parcel->count; i++)
        buf_printf(&sql, "%s;\n", parcel->pieces[i].entry->load);
    ok = copy_in_begin(conn, buf_text(&sql), err);
    buf_free(&sql);
    return ok;
}

bool load_parcel_send(struct load_parcel *parcel, const char *first, struct conn *conn, struct err *err)
{
    unsigned long long kept;

    for (size_t i = 0; i < parcel->count; i++) {
        const struct load_piece *piece = &parcel->pieces[i];

        if (!begin_piece(parcel, i, first, conn, err))
            return false;
        if (!copy_in_put(conn, parcel->data.data + piece->at, piece->length, err)) {
            copy_in_abandon(conn, "pgsnap could not send all rows");
            return false;
        }
    }
    if (parcel->count == 0)
        return true;
    if (!copy_in_end(conn, &kept, err))
        return false;
    parcel->pieces[parcel->count - 1].kept = kept;
    return true;
}
