/*
 * The work is a list of positions in the index, made when the first lane asks: the user's choice is known by then. A
 * lane takes the next position (and, of a row in several frames, all its pieces) under the mutex and reads outside it.
 */
#include "archive/reader_seek.h"
#include "archive/fetch.h"
#include "base/arena.h"
#include <stdlib.h>

static bool is_wanted(const struct reader *reader, const struct index_frame *frame)
{
    return reader->toc.entries[frame->entry - 1].selected;
}

/* Positions grouped by entry, in file order within each: a counting sort. */
static void order_by_entry(struct reader *reader)
{
    const struct index *listed = &reader->listed;
    size_t *starts = mem_calloc(reader->toc.count + 1, sizeof *starts);

    for (size_t i = 0; i < listed->count; i++)
        if (is_wanted(reader, &listed->frames[i]))
            starts[listed->frames[i].entry]++;
    for (size_t id = 1; id <= reader->toc.count; id++)
        starts[id] += starts[id - 1];
    for (size_t i = 0; i < listed->count; i++)
        if (is_wanted(reader, &listed->frames[i]))
            reader->order[starts[listed->frames[i].entry - 1]++] = (uint32_t)i;
    reader->order_count = reader->toc.count ? starts[reader->toc.count - 1] : 0;
    free(starts);
}

static bool configures(const struct reader *reader, uint32_t entry)
{
    return entry_configures(&reader->toc.entries[entry - 1]);
}

static void add_by_offset(struct reader *reader, bool configuring)
{
    for (size_t i = 0; i < reader->listed.count; i++)
        if (is_wanted(reader, &reader->listed.frames[i]) &&
            configures(reader, reader->listed.frames[i].entry) == configuring)
            reader->order[reader->order_count++] = (uint32_t)i;
}

static void order_by_offset(struct reader *reader)
{
    add_by_offset(reader, true);
    add_by_offset(reader, false);
}

static int compare_groups(const void *a, const void *b)
{
    const struct reader_group *left = a, *right = b;

    if (left->configures != right->configures)
        return left->configures ? -1 : 1;
    if (left->stored != right->stored)
        return left->stored > right->stored ? -1 : 1;
    return left->first < right->first ? -1 : 1;
}

/* Of an order by entry. */
static void group_order(struct reader *reader)
{
    const struct index *listed = &reader->listed;

    reader->groups = mem_calloc(reader->toc.count + 1, sizeof *reader->groups);
    for (size_t at = 0, end; at < reader->order_count; at = end) {
        uint32_t entry = listed->frames[reader->order[at]].entry;

        for (end = at; end < reader->order_count && listed->frames[reader->order[end]].entry == entry;)
            end++;
        reader->groups[reader->groups_count++] = (struct reader_group){.first = at,
                                                                       .end = end,
                                                                       .stored = listed->entries[entry - 1].stored,
                                                                       .configures = configures(reader, entry)};
    }
    qsort(reader->groups, reader->groups_count, sizeof *reader->groups, compare_groups);
}

static void make_order(struct reader *reader)
{
    reader->order = mem_calloc(reader->listed.count + 1, sizeof *reader->order);
    if (reader->options.by_entry || reader->options.by_table)
        order_by_entry(reader);
    else
        order_by_offset(reader);
    if (reader->options.by_table)
        group_order(reader);
}

/* Where the lane's next frame is in the order, and where it ends; under the mutex. */
static size_t *find_place(struct reader *reader, struct reader_lane *lane, size_t *end)
{
    if (!reader->options.by_table) {
        *end = reader->order_count;
        return &reader->order_next;
    }
    if (lane->next == lane->end && reader->groups_next < reader->groups_count) {
        const struct reader_group *group = &reader->groups[reader->groups_next++];

        lane->next = group->first;
        lane->end = group->end;
    }
    *end = lane->end;
    return &lane->next;
}

/* *first .. *last: one END frame, or the frames of one block. False: no more. */
static bool take_work(struct reader *reader, struct reader_lane *lane, size_t *first, size_t *last)
{
    const struct index_frame *frames = reader->listed.frames;
    size_t *place, end;
    bool more;

    pthread_mutex_lock(&reader->mutex);
    if (!reader->order)
        make_order(reader);
    place = find_place(reader, lane, &end);
    more = *place < end;
    if (more) {
        *first = *last = *place;
        /* index_decode has seen that the pieces of a row follow each other and come to an end */
        while (frames[reader->order[*last]].raw && !frames[reader->order[*last]].rows)
            ++*last;
        *place = *last + 1;
    }
    pthread_mutex_unlock(&reader->mutex);
    return more;
}

static bool read_piece(struct reader *reader, struct reader_lane *lane, const struct index_frame *listed,
                       struct block *block, struct err *err)
{
    uint64_t hash;

    lane->offset = listed->offset;
    if (!fetch_head(reader, listed->offset, &lane->frame, &hash, NULL, err))
        return false;
    if (lane->frame.type != FRAME_DATA || lane->frame.entry != listed->entry || lane->frame.stored != listed->stored ||
        lane->frame.raw != listed->raw || lane->frame.rows != listed->rows)
        return fetch_damaged(reader, listed->entry, listed->offset, "is not the one that the index names", err);
    return fetch_payload(reader, listed->offset, &lane->frame, &lane->stored, err) &&
           fetch_check(reader, listed->offset, &lane->frame, &lane->stored, err) &&
           fetch_decode_rows(reader, lane, block, err);
}

bool reader_seek_next(struct reader *reader, struct reader_lane *lane, struct block *block, struct ending *ending,
                      enum source_event *event, struct err *err)
{
    const struct index_frame *frame;
    size_t first, last;

    *event = SOURCE_DONE;
    if (!take_work(reader, lane, &first, &last))
        return true;
    frame = &reader->listed.frames[reader->order[first]];
    if (!frame->raw) {
        *ending = (struct ending){frame->entry, reader->listed.entries[frame->entry - 1].counts, true};
        *event = SOURCE_END;
        return true;
    }
    block_reset(block);
    block->entry = frame->entry;
    for (size_t i = first; i <= last; i++) {
        frame = &reader->listed.frames[reader->order[i]];
        if (!read_piece(reader, lane, frame, block, err))
            return false;
        if (i == first)
            block->sequence = lane->frame.sequence;
    }
    *event = SOURCE_BLOCK;
    return fetch_finish_block(reader, frame->offset, frame->rows, block, err);
}
