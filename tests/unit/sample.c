#include "sample.h"
#include "archive/writer.h"
#include "base/arena.h"
#include "base/hash.h"
#include "memory_store.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct entry entries[SAMPLE_ENTRIES] = {
    {.kind = "SCHEMA",
     .stage = STAGE_PRE,
     .section = SECTION_PRE_DATA,
     .name = "shop",
     .owner = "keeper",
     .create = "CREATE SCHEMA shop;",
     .own = "ALTER SCHEMA shop OWNER TO keeper;",
     .drop = "DROP SCHEMA IF EXISTS shop;"},
    {.kind = "TABLE",
     .stage = STAGE_PRE,
     .section = SECTION_PRE_DATA,
     .flags = ENTRY_RELATION,
     .schema = "shop",
     .name = "parts",
     .owner = "keeper",
     .create = "CREATE TABLE shop.parts (id bigint, name text, price numeric);",
     .drop = "DROP TABLE IF EXISTS shop.parts;",
     .needs = (uint32_t[]){1},
     .needs_count = 1},
    {.kind = "TABLE",
     .stage = STAGE_PRE,
     .section = SECTION_PRE_DATA,
     .flags = ENTRY_RELATION,
     .schema = "shop",
     .name = "log \"2\"\nlines",
     .create = "CREATE TABLE shop.\"log \"\"2\"\"\nlines\" (line text);",
     .needs = (uint32_t[]){1},
     .needs_count = 1},
    {.kind = "TABLE",
     .stage = STAGE_PRE,
     .section = SECTION_PRE_DATA,
     .flags = ENTRY_RELATION,
     .schema = "shop",
     .name = "empty",
     .create = "CREATE TABLE shop.empty ();",
     .needs = (uint32_t[]){1},
     .needs_count = 1},
    {.kind = "VIEW",
     .stage = STAGE_PRE,
     .section = SECTION_PRE_DATA,
     .flags = ENTRY_RELATION,
     .schema = "shop",
     .name = "cheap",
     .create = "CREATE VIEW shop.cheap AS SELECT id FROM shop.parts;",
     .needs = (uint32_t[]){1, 2},
     .needs_count = 2},
    {.kind = "TABLE DATA",
     .stage = STAGE_DATA,
     .section = SECTION_DATA,
     .flags = ENTRY_ROWS,
     .schema = "shop",
     .name = "parts",
     .load = "COPY shop.parts (id, name, price) FROM stdin",
     .parent = 2,
     .needs = (uint32_t[]){2},
     .needs_count = 1,
     .bytes = 123456789012},
    {.kind = "TABLE DATA",
     .stage = STAGE_DATA,
     .section = SECTION_DATA,
     .flags = ENTRY_ROWS,
     .schema = "shop",
     .name = "log \"2\"\nlines",
     .load = "COPY shop.\"log \"\"2\"\"\nlines\" (line) FROM stdin",
     .parent = 3,
     .needs = (uint32_t[]){3},
     .needs_count = 1},
    {.kind = "TABLE DATA",
     .stage = STAGE_DATA,
     .section = SECTION_DATA,
     .flags = ENTRY_ROWS,
     .schema = "shop",
     .name = "empty",
     .load = "COPY shop.empty FROM stdin",
     .parent = 4,
     .needs = (uint32_t[]){4},
     .needs_count = 1},
    {.kind = "INDEX",
     .stage = STAGE_POST,
     .section = SECTION_POST_DATA,
     .schema = "shop",
     .name = "parts_name",
     .create = "CREATE INDEX parts_name ON shop.parts (name);",
     .parent = 2,
     .needs = (uint32_t[]){2},
     .needs_count = 1},
};

void sample_init(struct sample *sample)
{
    struct toc *toc = &sample->toc;

    *toc = (struct toc){.arena = arena_new(), .count = SAMPLE_ENTRIES};
    toc->entries = arena_alloc(toc->arena, sizeof entries);
    memcpy(toc->entries, entries, sizeof entries);
    for (uint32_t i = 0; i < SAMPLE_ENTRIES; i++) {
        toc->entries[i].id = i + 1;
        toc->entries[i].selected = true;
    }
    entry_add_fact(toc, "tool_version", "0.1.0");
    entry_add_fact(toc, "created", "2026-11-23T12:00:00Z");
    entry_add_fact(toc, "database", "shop");
    entry_add_fact(toc, "extension", "plpgsql 1.0");
    entry_add_fact(toc, "extension", "hstore 1.8");
}

void sample_free(struct sample *sample)
{
    arena_free(sample->toc.arena);
}

void sample_add_row(struct block *block, uint32_t entry, uint64_t number, size_t width)
{
    size_t room = width + 80, start = block->used, length;
    char *row = block_reserve(block, room);

    if (entry == SAMPLE_PARTS)
        length = (size_t)snprintf(row, room, "%llu\tpart %llu \\t\t", (unsigned long long)number,
                                  (unsigned long long)(number * 7919 % 1000));
    else
        length = (size_t)snprintf(row, room, "\\N%llx", (unsigned long long)(number * 2654435761u));
    for (size_t i = 0; i < width; i++)
        row[length++] = (char)('a' + (number + i) % 26);
    row[length++] = '\n';
    block->used += length;
    block->rows++;
    hash_add_row(&block->digest, block->data + start, length - 1);
}

static void check(bool good, const struct err *err)
{
    if (!good) {
        fprintf(stderr, "sample: %s\n", err->message);
        abort();
    }
}

static void write_entry(struct sink *sink, const struct entry *entry, unsigned blocks, unsigned rows, size_t width)
{
    struct err err = ERR_INIT;
    struct counts counts = {0};
    struct block block;
    uint64_t number = 0;

    block_init(&block);
    for (unsigned i = 0; i < blocks; i++) {
        block_reset(&block);
        block.entry = entry->id;
        for (unsigned j = 0; j < rows; j++)
            sample_add_row(&block, entry->id, number++, width);
        check(sink->ops->put(sink, 0, &block, &err), &err);
        counts_add_block(&counts, &block);
    }
    check(sink->ops->end(sink, 0, entry, &counts, &err), &err);
    block_free(&block);
}

void sample_write(const struct sample *sample, int level, unsigned blocks, unsigned rows, size_t width,
                  struct buf *archive)
{
    struct writer_options options = {.level = level};
    bool published = false;
    struct sink *sink = writer_new(memory_store_create(archive, &published), &options);
    struct err err = ERR_INIT;

    check(sink->ops->begin(sink, &sample->toc, 1, &err), &err);
    for (size_t i = 0; i < sample->toc.count; i++)
        if (sample->toc.entries[i].selected && (sample->toc.entries[i].flags & ENTRY_ROWS))
            write_entry(sink, &sample->toc.entries[i], i + 1 == SAMPLE_EMPTY ? 0 : blocks, rows, width);
    check(sink->ops->finish(sink, &err), &err);
    check(published, &err);
    sink->ops->close(sink);
}

/* A lane of sample_read. */
struct reading_lane {
    struct source *source;
    unsigned lane;
    struct err err;
    struct counts counts[SAMPLE_ENTRIES];
    struct ending endings[SAMPLE_ENTRIES];
    unsigned ends[SAMPLE_ENTRIES];
};

static void *run_lane(void *argument)
{
    struct reading_lane *lane = argument;
    enum source_event event = SOURCE_BLOCK;
    struct ending ending;
    struct block block;

    block_init(&block);
    while (event != SOURCE_DONE &&
           lane->source->ops->next(lane->source, lane->lane, &block, &ending, &event, &lane->err)) {
        if (event == SOURCE_BLOCK)
            counts_add_block(&lane->counts[block.entry - 1], &block);
        if (event == SOURCE_END) {
            lane->endings[ending.entry - 1] = ending;
            lane->ends[ending.entry - 1]++;
        }
    }
    block_free(&block);
    return NULL;
}

static void run_lanes(struct reading_lane *all, struct source *source, unsigned lanes)
{
    pthread_t *threads = mem_calloc(lanes, sizeof *threads);

    for (unsigned i = 0; i < lanes; i++) {
        all[i].source = source;
        all[i].lane = i;
        if (lanes > 1 && pthread_create(&threads[i], NULL, run_lane, &all[i]) != 0)
            abort();
        if (lanes == 1)
            run_lane(&all[i]);
    }
    for (unsigned i = 0; lanes > 1 && i < lanes; i++)
        pthread_join(threads[i], NULL);
    free(threads);
}

/* As the relay does when an entry has ended. */
static void compare(struct reading *reading, uint32_t id, const struct ending *ending)
{
    const struct counts *counts = &reading->counts[id - 1];
    const struct counts *said = &ending->counts;

    reading->unstated[id - 1] = !ending->stated;
    if (counts->blocks != said->blocks)
        err_set(&reading->err, ERR_DAMAGED, "entry %u: number of blocks", id);
    if (ending->stated && (counts->rows != said->rows || counts->bytes != said->bytes ||
                           counts->digest.low != said->digest.low || counts->digest.high != said->digest.high))
        err_set(&reading->err, ERR_DAMAGED, "entry %u: rows", id);
}

static void gather(struct reading *reading, const struct reading_lane *all, unsigned lanes)
{
    for (unsigned i = 0; i < lanes; i++) {
        if (err_is_set(&all[i].err) && (!err_is_set(&reading->err) || reading->err.cancelled))
            reading->err = all[i].err;
        for (unsigned j = 0; j < SAMPLE_ENTRIES; j++) {
            counts_add(&reading->counts[j], &all[i].counts[j]);
            reading->ends[j] += all[i].ends[j];
        }
    }
    for (unsigned i = 0; i < lanes; i++)
        for (uint32_t id = 1; id <= SAMPLE_ENTRIES; id++)
            if (all[i].ends[id - 1])
                compare(reading, id, &all[i].endings[id - 1]);
}

void sample_read(const void *archive, size_t length, bool seekable, const struct reader_options *options,
                 unsigned lanes, uint32_t skip, struct reading *reading)
{
    struct source *source = reader_new(memory_store_open(archive, length, seekable), options);
    struct reading_lane *all = mem_calloc(lanes, sizeof *all);
    const struct reader_damage *damages;
    struct toc *toc;

    memset(reading, 0, sizeof *reading);
    reading->opened = source->ops->open(source, lanes, &toc, &reading->err);
    if (reading->opened && toc->count > SAMPLE_ENTRIES)
        reading->opened = err_set(&reading->err, ERR_DAMAGED, "too many entries");
    if (reading->opened) {
        if (skip)
            toc->entries[skip - 1].selected = false;
        run_lanes(all, source, lanes);
        gather(reading, all, lanes);
        reading->damages = reader_damage(source, &damages);
        if (reading->damages)
            reading->first = damages[0];
    }
    reading->good = reading->opened && !err_is_set(&reading->err);
    free(all);
    source->ops->close(source);
}
