#include "archive/append.h"
#include "base/hash.h"

void append_open(struct append *out, struct store *store)
{
    *out = (struct append){.store = store};
    pthread_mutex_init(&out->mutex, NULL);
}

void append_close(struct append *out)
{
    index_free(&out->index);
    pthread_mutex_destroy(&out->mutex);
    store_close(out->store);
}

bool append_frame(struct append *out, const struct frame *frame, const void *payload, struct err *err)
{
    unsigned char head[FRAME_HEAD_SIZE];
    uint64_t hash = frame_encode(frame, store_offset(out->store), head);

    if (out->failed) {
        err_set(err, ERR_FAILED, "%s: not written, because an earlier write failed", store_name(out->store));
        err->cancelled = true;
        return false;
    }
    if (!store_write(out->store, head, sizeof head, err) || !store_write(out->store, payload, frame->stored, err)) {
        out->failed = true;
        return false;
    }
    out->chain = frame_chain(out->chain, hash);
    out->frames++;
    return true;
}

struct frame append_frame_of(enum frame_type type, const void *payload, size_t length)
{
    return (struct frame){.type = (uint8_t)type,
                          .stored = (uint32_t)length,
                          .raw = (uint32_t)length,
                          .payload_hash = hash_bytes(payload, length)};
}

struct frame append_frame_of_encoded(enum frame_type type, const struct encoded *encoded, size_t raw)
{
    struct frame frame = append_frame_of(type, encoded->bytes, encoded->length);

    frame.codec = (uint8_t)encoded->codec;
    frame.layout = (uint8_t)encoded->layout;
    frame.columns = encoded->columns;
    frame.raw = (uint32_t)raw;
    return frame;
}

bool append_chunks(struct append *out, struct codec *codec, enum frame_type type, const struct buf *bytes,
                   struct err *err)
{
    uint32_t sequence = 0;

    for (size_t at = 0; at < bytes->used; at += FRAME_CHUNK_MOST) {
        size_t length = bytes->used - at < FRAME_CHUNK_MOST ? bytes->used - at : FRAME_CHUNK_MOST;
        struct encoded encoded;
        struct frame frame;

        if (!codec_encode(codec, bytes->data + at, length, 0, LAYOUT_ROWS, &encoded, err))
            return false;
        frame = append_frame_of_encoded(type, &encoded, length);
        frame.sequence = sequence++;
        if (!append_frame(out, &frame, encoded.bytes, err))
            return false;
    }
    return true;
}

bool append_data(struct append *out, struct frame *frame, const void *payload, struct err *err)
{
    const char *wrong;

    frame->sequence = out->index.entries[frame->entry - 1].frames;
    wrong = index_add_data(&out->index, frame, store_offset(out->store));
    if (wrong)
        return err_set(err, ERR_FAILED, "%s: a block cannot be written: it %s", store_name(out->store), wrong);
    return append_frame(out, frame, payload, err);
}
