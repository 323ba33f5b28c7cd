#include "archive/reader.h"
#include "archive/reader_open.h"
#include "archive/reader_seek.h"
#include "archive/reader_state.h"
#include "archive/reader_stream.h"
#include "base/arena.h"
#include <stdlib.h>

static bool reader_open(struct source *source, unsigned lanes, struct toc **toc, struct err *err)
{
    struct reader *reader = reader_of(source);

    if (reader->options.mode == READER_SEEK && !store_can_seek(reader->store))
        return err_set(err, ERR_FAILED, "%s: only a file can be read in parts", store_name(reader->store));
    reader->toc.arena = arena_new();
    reader->lanes_count = lanes ? lanes : 1;
    reader->lanes = mem_calloc(reader->lanes_count, sizeof *reader->lanes);
    for (unsigned i = 0; i < reader->lanes_count; i++)
        reader->lanes[i].codec = codec_new(CODEC_LEVEL_DEFAULT);
    if (!reader_open_all(reader, err))
        return false;
    reader->progress = mem_calloc(reader->toc.count + 1, sizeof *reader->progress);
    *toc = &reader->toc;
    return true;
}

static bool reader_next(struct source *source, unsigned lane, struct block *block, struct ending *ending,
                        enum source_event *event, struct err *err)
{
    struct reader *reader = reader_of(source);

    if (reader->options.mode == READER_SEEK)
        return reader_seek_next(reader, &reader->lanes[lane], block, ending, event, err);
    return reader_stream_next(reader, &reader->lanes[lane], block, ending, event, err);
}

static void reader_cancel(struct source *source)
{
    struct reader *reader = reader_of(source);

    atomic_store(&reader->cancelled, true);
    store_cancel(reader->store);
}

static void reader_close(struct source *source)
{
    struct reader *reader = reader_of(source);

    for (unsigned i = 0; i < reader->lanes_count; i++) {
        codec_free(reader->lanes[i].codec);
        buf_free(&reader->lanes[i].stored);
    }
    free(reader->lanes);
    index_free(&reader->listed);
    index_free(&reader->seen);
    buf_free(&reader->index_bytes);
    free(reader->progress);
    free(reader->damages);
    free(reader->order);
    free(reader->groups);
    arena_free(reader->toc.arena);
    pthread_cond_destroy(&reader->settled);
    pthread_mutex_destroy(&reader->mutex);
    store_close(reader->store);
    free(reader);
}

static const struct source_ops ops = {
    .open = reader_open,
    .next = reader_next,
    .cancel = reader_cancel,
    .close = reader_close,
};

struct source *reader_new(struct store *store, const struct reader_options *options)
{
    struct reader *reader = mem_calloc(1, sizeof *reader);

    reader->source.ops = &ops;
    reader->store = store;
    reader->options = *options;
    pthread_mutex_init(&reader->mutex, NULL);
    pthread_cond_init(&reader->settled, NULL);
    return &reader->source;
}

void reader_set_by_entry(struct source *source)
{
    struct reader *reader = (struct reader *)source;

    reader->options.by_entry = true;
}

void reader_set_by_table(struct source *source)
{
    struct reader *reader = (struct reader *)source;

    reader->options.by_table = true;
}

void reader_info(const struct source *source, struct reader_info *info)
{
    const struct reader *reader = (const struct reader *)source;

    *info = (struct reader_info){
        .format_version = reader->header.major,
        .size = store_can_seek(reader->store) ? store_size(reader->store) : 0,
        .open_entries = reader->header.open_entries,
        .has_index = reader->has_index,
        .identity = reader->front_chain,
    };
    if (!info->size && reader->done) /* a pipe that was read to its end */
        info->size = reader->offset;
}

void reader_stored(const struct source *source, uint32_t entry, uint64_t *bytes, uint64_t *frames)
{
    const struct reader *reader = (const struct reader *)source;
    const struct index *index = reader->has_index ? &reader->listed : &reader->seen;
    bool known = entry && entry <= index->entries_count;

    *bytes = known ? index->entries[entry - 1].stored : 0;
    *frames = known ? index->entries[entry - 1].frames : 0;
}

size_t reader_damage(const struct source *source, const struct reader_damage **list)
{
    const struct reader *reader = (const struct reader *)source;

    *list = reader->damages;
    return reader->damages_count;
}
