/*
 * The archive as a sink.
 *
 * Lanes encode and hash their blocks each for itself. What depends on the place in the file (a frame's header, whose
 * checksum is seeded with its offset, and the entry's frame number) is made under the mutex, together with the write.
 * So the mutex is held for the write and 48 bytes of hashing, and frames stand in the order of their numbers.
 *
 * A row too large for a frame is cut into pieces, which follow each other without anything between them: its lane
 * keeps the mutex from the first to the last.
 */
#include "archive/writer.h"
#include "archive/append.h"
#include "archive/frame.h"
#include "archive/header.h"
#include "archive/pace.h"
#include "archive/toc.h"
#include "archive/trailer.h"
#include "base/arena.h"
#include "base/hash.h"
#include "codec/codec.h"
#include "codec/scan.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/*
 * Looking for the best layout and transforms takes as long as three blocks do, so what was found for a block of an entry
 * is kept for the next LAYOUT_KEPT. Rows far into a table may look different.
 */
enum { LAYOUT_KEPT = 200 };

struct writer_lane {
    struct codec *codec;
    uint32_t entry; /* that what follows is about */
    unsigned kept;  /* blocks for which `layout` is still kept */
    enum codec_layout layout;
    struct pace pace; /* WRITER_LEVEL_AUTO */
};

struct writer {
    struct sink sink;
    struct writer_options options;
    struct writer_lane *lanes;
    unsigned lanes_count;
    const struct toc *toc; /* the source's */
    uint32_t *numbers;     /* by the source's id - 1: the id in the archive, 0 when it is not there */
    uint64_t front_chain;  /* written by begin only */
    struct append out;
};

static struct writer *writer_of(struct sink *sink)
{
    return (struct writer *)sink;
}

static bool write_header(struct writer *writer, uint32_t entries, size_t toc_length, struct err *err)
{
    struct header header = {
        .major = HEADER_MAJOR,
        .minor = HEADER_MINOR,
        .open_entries = writer->lanes_count,
        .toc_length = toc_length,
        .entries = entries,
    };
    struct buf payload = {0};
    struct frame frame;
    bool good;

    header_encode(&header, writer->toc->facts, writer->toc->facts_count, &payload);
    if (payload.used > FRAME_RAW_MOST) {
        buf_free(&payload);
        return err_set(err, ERR_FAILED, "the facts about the database take more than %d bytes", FRAME_RAW_MOST);
    }
    frame = append_frame_of(FRAME_HEADER, payload.data, payload.used);
    good = append_frame(&writer->out, &frame, payload.data, err);
    buf_free(&payload);
    return good;
}

static void expect_rows(struct writer *writer, uint32_t entries)
{
    index_init(&writer->out.index, entries);
    for (size_t i = 0; i < writer->toc->count; i++)
        if (writer->numbers[i] && (writer->toc->entries[i].flags & ENTRY_ROWS))
            index_expect(&writer->out.index, writer->numbers[i]);
}

static bool begin(struct sink *sink, const struct toc *toc, unsigned lanes, struct err *err)
{
    struct writer *writer = writer_of(sink);
    struct buf records = {0};
    uint32_t entries;
    bool good;

    writer->toc = toc;
    writer->lanes_count = lanes;
    writer->lanes = mem_calloc(lanes, sizeof *writer->lanes);
    for (unsigned i = 0; i < lanes; i++)
        writer->lanes[i].codec =
            codec_new(writer->options.level == WRITER_LEVEL_AUTO ? PACE_LEVEL_LEAST : writer->options.level);
    writer->numbers = mem_calloc(toc->count ? toc->count : 1, sizeof *writer->numbers);
    good = toc_encode(toc, writer->numbers, &entries, &records, err);
    if (good) {
        expect_rows(writer, entries);
        good = store_write(writer->out.store, FRAME_MAGIC, FRAME_MAGIC_SIZE, err) &&
               write_header(writer, entries, records.used, err) &&
               append_chunks(&writer->out, writer->lanes[0].codec, FRAME_TOC, &records, err);
        writer->front_chain = writer->out.chain;
    }
    buf_free(&records);
    return good;
}

static bool define(struct sink *sink, unsigned lane, const struct entry *const *entries, size_t count, struct err *err)
{
    (void)sink, (void)lane, (void)entries, (void)count, (void)err;
    return true;
}

static enum codec_layout choose_layout(struct writer_lane *lane, uint32_t entry)
{
    if (lane->entry != entry) {
        lane->entry = entry;
        lane->kept = 0;
    }
    return lane->kept ? lane->layout : LAYOUT_TRY;
}

static void note_layout(struct writer_lane *lane, enum codec_layout winner)
{
    if (lane->kept) {
        lane->kept--;
        return;
    }
    lane->layout = winner;
    lane->kept = winner == LAYOUT_ROWS ? LAYOUT_KEPT / 4 : LAYOUT_KEPT;
}

static bool put_rows(struct writer *writer, struct writer_lane *lane, uint32_t entry, const struct block *block,
                     struct err *err)
{
    enum codec_layout layout = choose_layout(lane, entry);
    struct encoded encoded;
    struct frame frame;
    bool good;

    if (!codec_encode(lane->codec, block->data, block->used, block->rows, layout, &encoded, err))
        return false;
    note_layout(lane, encoded.layout);
    frame = append_frame_of_encoded(FRAME_DATA, &encoded, block->used);
    frame.entry = entry;
    frame.rows = block->rows;
    pthread_mutex_lock(&writer->out.mutex);
    good = append_data(&writer->out, &frame, encoded.bytes, err);
    pthread_mutex_unlock(&writer->out.mutex);
    return good;
}

static bool put_piece(struct writer *writer, struct writer_lane *lane, uint32_t entry, const struct block *block,
                      size_t at, struct err *err)
{
    size_t length = block->used - at < FRAME_PIECE_MOST ? block->used - at : FRAME_PIECE_MOST;
    bool last = at + length == block->used;
    struct encoded encoded;
    struct frame frame;

    if (!codec_encode(lane->codec, block->data + at, length, 0, LAYOUT_ROWS, &encoded, err))
        return false;
    frame = append_frame_of_encoded(FRAME_DATA, &encoded, length);
    frame.entry = entry;
    frame.rows = last;
    frame.flags = (at ? FRAME_CONTINUED : 0) | (last ? 0 : FRAME_CONTINUES);
    return append_data(&writer->out, &frame, encoded.bytes, err);
}

static bool put_large_row(struct writer *writer, struct writer_lane *lane, uint32_t entry, const struct block *block,
                          struct err *err)
{
    bool good = true;

    pthread_mutex_lock(&writer->out.mutex);
    for (size_t at = 0; good && at < block->used; at += FRAME_PIECE_MOST)
        good = put_piece(writer, lane, entry, block, at, err);
    pthread_mutex_unlock(&writer->out.mutex);
    return good;
}

/* A block that no reader would take must not get into an archive, whoever made it. */
static bool is_whole(const struct block *block)
{
    return block->used && block->data[block->used - 1] == '\n' &&
           scan_count_all(block->data, block->used, '\n') == block->rows &&
           block->used <= (block->rows == 1 ? FRAME_ROW_MOST : FRAME_PIECE_MOST);
}

static bool put(struct sink *sink, unsigned lane, const struct block *block, struct err *err)
{
    struct writer *writer = writer_of(sink);
    uint32_t entry = block->entry && block->entry <= writer->toc->count ? writer->numbers[block->entry - 1] : 0;

    if (!entry)
        return err_set(err, ERR_FAILED, "%s: there are rows of entry %u, which is not in the archive",
                       store_name(writer->out.store), block->entry);
    if (!is_whole(block))
        return err_set(err, ERR_FAILED, "%s: a block of entry %u is not the %u rows that it should be",
                       store_name(writer->out.store), block->entry, block->rows);
    if (writer->options.level == WRITER_LEVEL_AUTO)
        codec_set_level(writer->lanes[lane].codec, pace_step(&writer->lanes[lane].pace));
    if (block->used > FRAME_PIECE_MOST)
        return put_large_row(writer, &writer->lanes[lane], entry, block, err);
    return put_rows(writer, &writer->lanes[lane], entry, block, err);
}

static bool drain(struct sink *sink, unsigned lane, struct err *err)
{
    (void)sink, (void)lane, (void)err;
    return true;
}

static bool write_end(struct writer *writer, const struct entry *entry, const struct counts *counts, struct err *err)
{
    unsigned char payload[FRAME_END_SIZE];
    struct frame frame;
    const char *wrong;
    char name[512];

    index_put_counts(counts, payload);
    frame = append_frame_of(FRAME_END, payload, sizeof payload);
    frame.entry = writer->numbers[entry->id - 1];
    if (frame.entry)
        frame.sequence = writer->out.index.entries[frame.entry - 1].frames;
    wrong = index_add_end(&writer->out.index, &frame, store_offset(writer->out.store), counts);
    if (wrong)
        return err_set(err, ERR_FAILED, "%s: the end of %s cannot be written: it %s", store_name(writer->out.store),
                       entry_describe(entry, name, sizeof name), wrong);
    return append_frame(&writer->out, &frame, payload, err);
}

static bool end(struct sink *sink, unsigned lane, const struct entry *entry, const struct counts *counts,
                struct err *err)
{
    struct writer *writer = writer_of(sink);
    bool good;

    (void)lane;
    pthread_mutex_lock(&writer->out.mutex);
    good = write_end(writer, entry, counts, err);
    pthread_mutex_unlock(&writer->out.mutex);
    return good;
}

static bool write_trailer(struct writer *writer, struct trailer *trailer, struct err *err)
{
    unsigned char payload[FRAME_TRAILER_SIZE];
    struct frame frame;

    trailer->frames = writer->out.frames;
    trailer->length = store_offset(writer->out.store) + FRAME_HEAD_SIZE + FRAME_TRAILER_SIZE;
    trailer->front_chain = writer->front_chain;
    trailer->chain = writer->out.chain;
    trailer_encode(trailer, payload);
    frame = append_frame_of(FRAME_TRAILER, payload, sizeof payload);
    return append_frame(&writer->out, &frame, payload, err);
}

static bool finish(struct sink *sink, struct err *err)
{
    struct writer *writer = writer_of(sink);
    uint32_t missing = index_missing(&writer->out.index);
    struct trailer trailer = {.index_offset = store_offset(writer->out.store)};
    struct buf bytes = {0};
    bool good;

    if (missing)
        return err_set(err, ERR_FAILED, "%s: the rows of entry %u were not ended", store_name(writer->out.store),
                       missing);
    index_encode(&writer->out.index, &bytes);
    trailer.index_length = bytes.used;
    trailer.index_hash = hash_bytes(buf_text(&bytes), bytes.used);
    good = append_chunks(&writer->out, writer->lanes[0].codec, FRAME_INDEX, &bytes, err) &&
           write_trailer(writer, &trailer, err) && store_publish(writer->out.store, err);
    buf_free(&bytes);
    return good;
}

static void writer_abort(struct sink *sink)
{
    store_discard(writer_of(sink)->out.store);
}

static void cancel(struct sink *sink)
{
    store_cancel(writer_of(sink)->out.store);
}

static void writer_close(struct sink *sink)
{
    struct writer *writer = writer_of(sink);

    for (unsigned i = 0; i < writer->lanes_count; i++)
        codec_free(writer->lanes[i].codec);
    free(writer->lanes);
    free(writer->numbers);
    append_close(&writer->out);
    free(writer);
}

static const struct sink_ops ops = {
    .begin = begin,
    .define = define,
    .put = put,
    .drain = drain,
    .end = end,
    .finish = finish,
    .abort = writer_abort,
    .cancel = cancel,
    .close = writer_close,
};

struct sink *writer_new(struct store *store, const struct writer_options *options)
{
    struct writer *writer = mem_calloc(1, sizeof *writer);

    writer->sink.ops = &ops;
    append_open(&writer->out, store);
    writer->options = *options;
    return &writer->sink;
}

uint64_t writer_size(const struct sink *sink)
{
    return store_offset(((const struct writer *)sink)->out.store);
}
