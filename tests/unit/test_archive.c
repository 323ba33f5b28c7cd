#include "archive/writer.h"
#include "base/arena.h"
#include "base/hash.h"
#include "codec/codec.h"
#include "memory_store.h"
#include "sample.h"
#include "unit.h"
#include <pthread.h>
#include <string.h>

static struct sample sample;
static struct buf archive;

static void setup(void)
{
    sample_init(&sample);
    buf_init(&archive);
}

static void teardown(void)
{
    sample_free(&sample);
    buf_free(&archive);
}

static const struct reader_options stream = {.mode = READER_STREAM};
static const struct reader_options seek = {.mode = READER_SEEK};
static const struct reader_options seek_by_entry = {.mode = READER_SEEK, .by_entry = true};

/* Reads in one way and compares with what went in. */
static void reads_back(const struct reader_options *options, bool seekable, unsigned lanes, unsigned blocks,
                       unsigned rows)
{
    struct reading reading;

    sample_read(archive.data, archive.used, seekable, options, lanes, 0, &reading);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    for (uint32_t id = 1; id <= SAMPLE_ENTRIES; id++) {
        bool has_rows = sample.toc.entries[id - 1].flags & ENTRY_ROWS;
        unsigned expected = has_rows && id != SAMPLE_EMPTY ? blocks : 0;

        ck_assert_uint_eq(reading.ends[id - 1], has_rows);
        ck_assert_uint_eq(reading.counts[id - 1].blocks, expected);
        ck_assert_uint_eq(reading.counts[id - 1].rows, expected * rows);
        ck_assert(!reading.unstated[id - 1]);
    }
}

START_TEST(comes_back_in_every_way)
{
    for (int level = CODEC_LEVEL_NONE; level <= 3; level += 3) {
        buf_reset(&archive);
        sample_write(&sample, level, 40, 50, 90, &archive);
        for (unsigned lanes = 1; lanes <= 3; lanes += 2) {
            reads_back(&stream, false, lanes, 40, 50);
            reads_back(&stream, true, lanes, 40, 50);
            reads_back(&seek, true, lanes, 40, 50);
            reads_back(&seek_by_entry, true, lanes, 40, 50);
        }
    }
}
END_TEST

START_TEST(the_same_toc_comes_back)
{
    struct source *source;
    struct reader_info info;
    struct err err = ERR_INIT;
    struct toc *toc;

    sample_write(&sample, 1, 2, 3, 10, &archive);
    source = reader_new(memory_store_open(archive.data, archive.used, true), &seek);
    ck_assert_msg(source->ops->open(source, 1, &toc, &err), "%s", err.message);
    ck_assert_uint_eq(toc->count, SAMPLE_ENTRIES);
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *was = &sample.toc.entries[i], *is = &toc->entries[i];

        ck_assert_uint_eq(is->id, was->id);
        ck_assert_str_eq(is->kind, was->kind);
        ck_assert_int_eq(is->stage, was->stage);
        ck_assert_int_eq(is->section, was->section);
        ck_assert_uint_eq(is->flags, was->flags);
        ck_assert_pstr_eq(is->schema, was->schema);
        ck_assert_pstr_eq(is->name, was->name);
        ck_assert_pstr_eq(is->owner, was->owner);
        ck_assert_pstr_eq(is->create, was->create);
        ck_assert_pstr_eq(is->own, was->own);
        ck_assert_pstr_eq(is->drop, was->drop);
        ck_assert_pstr_eq(is->load, was->load);
        ck_assert_uint_eq(is->parent, was->parent);
        ck_assert_uint_eq(is->needs_count, was->needs_count);
        for (size_t j = 0; j < was->needs_count; j++)
            ck_assert_uint_eq(is->needs[j], was->needs[j]);
        ck_assert_uint_eq(is->bytes, was->bytes);
        ck_assert(is->selected);
        ck_assert_int_eq(is->counts_known, (was->flags & ENTRY_ROWS) != 0);
    }
    ck_assert_uint_eq(toc->entries[SAMPLE_LOG - 1].counts.rows, 6);
    ck_assert_uint_eq(toc->facts_count, sample.toc.facts_count);
    for (size_t i = 0; i < toc->facts_count; i++) {
        ck_assert_str_eq(toc->facts[i].key, sample.toc.facts[i].key);
        ck_assert_str_eq(toc->facts[i].value, sample.toc.facts[i].value);
    }
    reader_info(source, &info);
    ck_assert_uint_eq(info.format_version, 1);
    ck_assert_uint_eq(info.size, archive.used);
    ck_assert_uint_eq(info.open_entries, 1);
    ck_assert(info.has_index);
    source->ops->close(source);
}
END_TEST

START_TEST(unselected_entries_stay_out)
{
    struct source *source;
    struct err err = ERR_INIT;
    struct toc *toc;
    const struct entry *last;

    sample.toc.entries[0].selected = false;                /* the schema, which all tables need */
    sample.toc.entries[SAMPLE_PARTS - 1].selected = false; /* rows */
    sample_write(&sample, 1, 2, 3, 10, &archive);
    source = reader_new(memory_store_open(archive.data, archive.used, true), &seek);
    ck_assert_msg(source->ops->open(source, 1, &toc, &err), "%s", err.message);
    ck_assert_uint_eq(toc->count, SAMPLE_ENTRIES - 2);
    ck_assert_uint_eq(toc->entries[0].needs_count, 0);
    last = &toc->entries[toc->count - 1];
    ck_assert_str_eq(last->name, "parts_name");
    ck_assert_uint_eq(last->parent, 1);
    ck_assert_uint_eq(last->needs_count, 1);
    ck_assert_uint_eq(last->needs[0], 1);
    source->ops->close(source);
}
END_TEST

START_TEST(unselected_entries_are_not_read)
{
    static const struct reader_options *const ways[] = {&stream, &seek, &seek_by_entry};
    struct reading reading;

    sample_write(&sample, 1, 20, 3, 10, &archive);
    for (size_t i = 0; i < 3; i++) {
        sample_read(archive.data, archive.used, true, ways[i], 2, SAMPLE_PARTS, &reading);
        ck_assert_msg(reading.good, "%s", reading.err.message);
        ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 0);
        ck_assert_uint_eq(reading.ends[SAMPLE_PARTS - 1], 0);
        ck_assert_uint_eq(reading.counts[SAMPLE_LOG - 1].blocks, 20);
        ck_assert_uint_eq(reading.ends[SAMPLE_LOG - 1], 1);
    }
}
END_TEST

START_TEST(rows_larger_than_a_frame)
{
    static const struct reader_options *const ways[] = {&stream, &seek, &seek_by_entry};

    /* 30 MiB, one byte less and more than pieces, and what still fits a frame */
    static const size_t widths[] = {30 << 20, (8 << 20) - 40, 8 << 20, 3 << 20};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        buf_reset(&archive);
        sample_write(&sample, i == 0 ? CODEC_LEVEL_NONE : 1, 2, 1, widths[i], &archive);
        for (size_t way = 0; way < 3; way++)
            reads_back(ways[way], true, 2, 2, 1);
        reads_back(&stream, false, 1, 2, 1);
    }
}
END_TEST

START_TEST(quick_reads_no_blocks)
{
    const struct reader_options quick = {.mode = READER_STREAM, .quick = true};
    struct reading reading;

    sample_write(&sample, 1, 20, 30, 100, &archive);
    sample_read(archive.data, archive.used, true, &quick, 2, 0, &reading);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    ck_assert_uint_eq(reading.counts[SAMPLE_PARTS - 1].blocks, 0);
    ck_assert_uint_eq(reading.ends[SAMPLE_PARTS - 1], 0);
}
END_TEST

START_TEST(nothing_at_all)
{
    struct writer_options options = {.level = 1};
    struct toc none = {0};
    struct sink *sink = writer_new(memory_store_create(&archive, NULL), &options);
    struct err err = ERR_INIT;
    struct reading reading;

    ck_assert(sink->ops->begin(sink, &none, 1, &err));
    ck_assert(sink->ops->finish(sink, &err));
    ck_assert_uint_eq(writer_size(sink), archive.used);
    sink->ops->close(sink);
    sample_read(archive.data, archive.used, true, &stream, 1, 0, &reading);
    ck_assert_msg(reading.good, "%s", reading.err.message);
    sample_read(archive.data, archive.used, true, &seek, 1, 0, &reading);
    ck_assert_msg(reading.good, "%s", reading.err.message);
}
END_TEST

START_TEST(a_large_toc)
{
    struct toc large = {.arena = arena_new(), .count = 20000};
    struct writer_options options = {.level = 1};
    struct sink *sink = writer_new(memory_store_create(&archive, NULL), &options);
    struct source *source;
    struct err err = ERR_INIT;
    struct toc *toc;

    large.entries = arena_alloc(large.arena, large.count * sizeof *large.entries);
    for (uint32_t i = 0; i < large.count; i++)
        large.entries[i] =
            (struct entry){.id = i + 1,
                           .kind = "TABLE",
                           .stage = STAGE_PRE,
                           .selected = true,
                           .name = arena_printf(large.arena, "table %u", i),
                           .create = arena_printf(large.arena, "CREATE TABLE public.\"table %u\" (%0*u int);", i,
                                                  100 + (int)i % 90, i)};
    ck_assert(sink->ops->begin(sink, &large, 1, &err));
    ck_assert(sink->ops->finish(sink, &err));
    sink->ops->close(sink);
    source = reader_new(memory_store_open(archive.data, archive.used, false), &stream);
    ck_assert_msg(source->ops->open(source, 1, &toc, &err), "%s", err.message);
    ck_assert_uint_eq(toc->count, large.count);
    for (uint32_t i = 0; i < large.count; i++)
        ck_assert_str_eq(toc->entries[i].create, large.entries[i].create);
    source->ops->close(source);
    arena_free(large.arena);
}
END_TEST

/* Lanes that write blocks of both tables in turns. */
struct lane {
    struct sink *sink;
    unsigned lane;
    struct counts counts[SAMPLE_ENTRIES];
};
enum { LANES = 4, LANE_BLOCKS = 60 };

static void *write_lane(void *argument)
{
    struct lane *lane = argument;
    struct err err = ERR_INIT;
    struct block block;

    block_init(&block);
    for (unsigned i = 0; i < LANE_BLOCKS; i++) {
        block_reset(&block);
        block.entry = (i + lane->lane) % 3 ? SAMPLE_PARTS : SAMPLE_LOG;
        for (unsigned j = 0; j < 100; j++)
            sample_add_row(&block, block.entry, (uint64_t)lane->lane * 1000000 + i * 1000 + j, 30);
        if (i % 20 == lane->lane) {
            block_reset(&block);
            block.entry = SAMPLE_LOG;
            sample_add_row(&block, SAMPLE_LOG, i, 9 << 20);
        }
        if (!lane->sink->ops->put(lane->sink, lane->lane, &block, &err))
            abort();
        counts_add_block(&lane->counts[block.entry - 1], &block);
    }
    block_free(&block);
    return NULL;
}

START_TEST(lanes_interleave)
{
    struct writer_options options = {.level = 1};
    struct sink *sink = writer_new(memory_store_create(&archive, NULL), &options);
    struct lane lanes[LANES] = {0};
    struct counts counts[SAMPLE_ENTRIES] = {0};
    pthread_t threads[LANES];
    struct err err = ERR_INIT;
    struct reading reading;

    ck_assert(sink->ops->begin(sink, &sample.toc, LANES, &err));
    for (unsigned i = 0; i < LANES; i++) {
        lanes[i] = (struct lane){.sink = sink, .lane = i};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, write_lane, &lanes[i]), 0);
    }
    for (unsigned i = 0; i < LANES; i++) {
        pthread_join(threads[i], NULL);
        for (size_t j = 0; j < SAMPLE_ENTRIES; j++)
            counts_add(&counts[j], &lanes[i].counts[j]);
    }
    for (uint32_t id = SAMPLE_PARTS; id <= SAMPLE_EMPTY; id++)
        ck_assert_msg(sink->ops->end(sink, 0, &sample.toc.entries[id - 1], &counts[id - 1], &err), "%s", err.message);
    ck_assert_msg(sink->ops->finish(sink, &err), "%s", err.message);
    sink->ops->close(sink);
    for (unsigned way = 0; way < 4; way++) {
        const struct reader_options *const ways[] = {&stream, &stream, &seek, &seek_by_entry};

        sample_read(archive.data, archive.used, way > 0, ways[way], 3, 0, &reading);
        ck_assert_msg(reading.good, "%s", reading.err.message);
        for (uint32_t id = SAMPLE_PARTS; id <= SAMPLE_EMPTY; id++)
            ck_assert(memcmp(&reading.counts[id - 1], &counts[id - 1], sizeof *counts) == 0);
    }
}
END_TEST

/* The writer must not make what no reader takes. */
START_TEST(bad_blocks_are_refused)
{
    static const struct {
        const char *data;
        uint32_t entry, rows;
    } bad[] = {{"a\tb\tc", SAMPLE_PARTS, 1},
               {"a\tb\tc\n", SAMPLE_PARTS, 2},
               {"a\n\n", SAMPLE_PARTS, 1},
               {"", SAMPLE_PARTS, 0},
               {"a\n", 1, 1},
               {"a\n", 0, 1},
               {"a\n", 1000, 1}};
    struct writer_options options = {.level = 1};
    struct sink *sink = writer_new(memory_store_create(&archive, NULL), &options);
    struct err err = ERR_INIT;
    struct counts counts = {.rows = 1};

    ck_assert(sink->ops->begin(sink, &sample.toc, 1, &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct block block;

        block_init(&block);
        block.entry = bad[i].entry;
        block.rows = bad[i].rows;
        strcpy(block_reserve(&block, 10), bad[i].data);
        block.used = strlen(bad[i].data);
        ck_assert(!sink->ops->put(sink, 0, &block, &err));
        err_clear(&err);
        block_free(&block);
    }
    ck_assert(!sink->ops->end(sink, 0, &sample.toc.entries[SAMPLE_EMPTY - 1], &counts, &err));
    err_clear(&err);
    ck_assert(!sink->ops->finish(sink, &err)); /* nothing was ended */
    sink->ops->abort(sink);
    sink->ops->close(sink);
}
END_TEST

START_TEST(a_bad_order_is_refused)
{
    struct writer_options options = {.level = 1};
    struct sink *sink = writer_new(memory_store_create(&archive, NULL), &options);
    struct err err = ERR_INIT;

    sample.toc.entries[1].needs = (uint32_t[]){5};
    ck_assert(!sink->ops->begin(sink, &sample.toc, 1, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "table shop.parts"));
    sink->ops->close(sink);
}
END_TEST

START_TEST(no_room)
{
    struct writer_options options = {.level = 1};
    struct buf small = {0};

    sample_write(&sample, 1, 3, 20, 40, &archive);
    for (size_t room = 0; room < archive.used; room += 7) {
        struct sink *sink = writer_new(memory_store_create_limited(&small, room), &options);
        struct err err = ERR_INIT;
        struct counts counts = {0};
        bool good;

        buf_reset(&small);
        good = sink->ops->begin(sink, &sample.toc, 1, &err);
        for (uint32_t id = SAMPLE_PARTS; good && id <= SAMPLE_EMPTY; id++)
            good = sink->ops->end(sink, 0, &sample.toc.entries[id - 1], &counts, &err);
        if (good)
            good = sink->ops->finish(sink, &err);
        ck_assert(good || strstr(err.message, "no room"));
        sink->ops->abort(sink);
        sink->ops->close(sink);
    }
    buf_free(&small);
}
END_TEST

START_TEST(a_pipe_cannot_seek)
{
    struct reading reading;

    sample_write(&sample, 1, 1, 1, 1, &archive);
    sample_read(archive.data, archive.used, false, &seek, 1, 0, &reading);
    ck_assert(!reading.opened);
    ck_assert_int_eq(reading.err.code, ERR_FAILED);
}
END_TEST

START_TEST(cancelled)
{
    struct source *source;
    struct err err = ERR_INIT;
    struct toc *toc;
    struct block block;
    struct ending ending;
    enum source_event event;

    sample_write(&sample, 1, 3, 3, 3, &archive);
    source = reader_new(memory_store_open(archive.data, archive.used, true), &stream);
    ck_assert(source->ops->open(source, 1, &toc, &err));
    block_init(&block);
    ck_assert(source->ops->next(source, 0, &block, &ending, &event, &err));
    source->ops->cancel(source);
    ck_assert(!source->ops->next(source, 0, &block, &ending, &event, &err));
    ck_assert(err.cancelled);
    block_free(&block);
    source->ops->close(source);
}
END_TEST

UNIT_MAIN_AROUND("archive", setup, teardown, comes_back_in_every_way, the_same_toc_comes_back,
                 unselected_entries_stay_out, unselected_entries_are_not_read, rows_larger_than_a_frame,
                 quick_reads_no_blocks, nothing_at_all, a_large_toc, lanes_interleave, bad_blocks_are_refused,
                 a_bad_order_is_refused, no_room, a_pipe_cannot_seek, cancelled)
