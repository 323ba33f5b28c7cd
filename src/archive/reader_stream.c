/*
 * One lane at a time reads the next frame under the mutex, payload included; what costs time, the checksum, decoding
 * and the digest, it does outside. The exception is a row in several frames: they are read and decoded under the
 * mutex, so that only one of them is in memory beside the row.
 *
 * Everything that is read is noted in the index `seen`, in file order, because that is done under the mutex. At the
 * end the archive's own index must be equal to it, and the trailer to all that was counted.
 *
 * keep_going: damage is noted, not returned. After a bad payload the next frame is at a known place; after a bad
 * header it is searched for. An entry that lost something gets a SOURCE_END without stated counts, whose number of
 * blocks must be that of the blocks given out; so this SOURCE_END waits until no lane is decoding a frame of the entry
 * any more.
 */
#include "archive/reader_stream.h"
#include "archive/damages.h"
#include "archive/fetch.h"
#include "archive/reader_tail.h"
#include "archive/step.h"

static bool is_wanted(const struct reader *reader, uint32_t entry)
{
    return !reader->options.quick && reader->toc.entries[entry - 1].selected;
}

/* After a header that cannot be believed: goes to the next good one. */
static enum step skip_to_good(struct reader *reader, struct err *err)
{
    uint64_t offset = reader->offset, found;

    if (!store_can_seek(reader->store)) {
        reader->failed = true;
        return STEP_FAILED;
    }
    if (step_forgive(reader, 0, offset, err) == STEP_FAILED)
        return STEP_FAILED;
    if (!fetch_search(reader, offset, &found, err)) {
        reader->failed = true;
        return STEP_FAILED;
    }
    reader->seen.continued = 0;
    reader->offset = found;
    return STEP_NEXT;
}

/* The next header; the lane then has the frame, and the reader is placed after it. */
static enum step next_head(struct reader *reader, struct reader_lane *lane, struct err *err)
{
    uint64_t hash;
    bool damaged;

    lane->offset = reader->offset;
    if (!fetch_head(reader, reader->offset, &lane->frame, &hash, &damaged, err)) {
        if (damaged)
            return skip_to_good(reader, err);
        if (step_forgive(reader, 0, reader->offset, err) == STEP_FAILED)
            return STEP_FAILED;
        reader->done = true; /* incomplete */
        return STEP_DONE;
    }
    reader->offset += FRAME_HEAD_SIZE + lane->frame.stored;
    reader->chain = frame_chain(reader->chain, hash);
    reader->frames++;
    return STEP_PAYLOAD;
}

/* The pieces of a row, from the first, whose header the lane has. */
static enum step read_large_row(struct reader *reader, struct reader_lane *lane, struct block *block, struct err *err)
{
    uint32_t entry = lane->frame.entry;
    bool good = true;

    for (;;) {
        if (good && (!step_read_checked(reader, lane, err) || !fetch_decode_rows(reader, lane, block, err))) {
            good = false;
            if (step_payload_failed(reader, lane, err) == STEP_FAILED)
                return STEP_FAILED;
        }
        if (!(lane->frame.flags & FRAME_CONTINUES))
            break;
        enum step step = next_head(reader, lane, err);
        if (step != STEP_PAYLOAD)
            return step;
        const char *wrong = lane->frame.type == FRAME_DATA && lane->frame.entry == entry
                                ? index_add_data(&reader->seen, &lane->frame, lane->offset)
                                : "does not go on with the row before it";
        if (wrong)
            return step_complain(reader, lane, wrong, err);
    }
    if (good && !fetch_finish_block(reader, lane->offset, 1, block, err)) {
        good = false;
        if (step_payload_failed(reader, lane, err) == STEP_FAILED)
            return STEP_FAILED;
    }
    if (!good)
        return STEP_NEXT;
    reader->progress[entry - 1].handed++;
    return STEP_BLOCK;
}

static enum step read_data(struct reader *reader, struct reader_lane *lane, struct block *block, struct err *err)
{
    const char *wrong = reader->in_index ? "comes after the index" : NULL;
    uint32_t entry = lane->frame.entry;

    bool noted;

    if (!wrong)
        wrong = index_add_data(&reader->seen, &lane->frame, lane->offset);
    if (wrong && step_complain(reader, lane, wrong, err) == STEP_FAILED)
        return STEP_FAILED;
    /* a good frame after a missing one is used all the same; the rest of a row that lost its beginning is not */
    noted = reader->seen.count && reader->seen.frames[reader->seen.count - 1].offset == lane->offset;
    if (!noted || (is_wanted(reader, entry) && (lane->frame.flags & FRAME_CONTINUED)))
        return STEP_NEXT;
    if (is_wanted(reader, entry) && (lane->frame.flags & FRAME_CONTINUES)) {
        block_reset(block);
        block->entry = entry;
        block->sequence = lane->frame.sequence;
        return read_large_row(reader, lane, block, err);
    }
    if (!fetch_payload(reader, lane->offset, &lane->frame, &lane->stored, err))
        return step_payload_failed(reader, lane, err);
    reader->progress[entry - 1].pending++;
    return STEP_PAYLOAD;
}

/* The entry is over: *ending says with how many blocks. */
static enum step tell_end(struct reader *reader, uint32_t entry, const struct counts *counts, struct ending *ending)
{
    struct reader_progress *progress = &reader->progress[entry - 1];

    if (!is_wanted(reader, entry) || progress->told)
        return STEP_NEXT;
    progress->told = true;
    while (reader->options.keep_going && progress->pending && !reader->failed)
        pthread_cond_wait(&reader->settled, &reader->mutex);
    *ending = (struct ending){.entry = entry, .counts.blocks = progress->handed};
    if (counts && !progress->lost) {
        ending->counts = *counts;
        ending->stated = true;
    }
    return STEP_END;
}

static enum step read_end(struct reader *reader, struct reader_lane *lane, struct ending *ending, struct err *err)
{
    const char *wrong = reader->in_index ? "comes after the index" : NULL;
    uint32_t entry = lane->frame.entry;
    struct counts counts;

    if (!step_read_checked(reader, lane, err))
        return step_payload_failed(reader, lane, err);
    index_get_counts((const unsigned char *)lane->stored.data, &counts);
    if (!wrong)
        wrong = index_add_end(&reader->seen, &lane->frame, lane->offset, &counts);
    if (wrong && step_complain(reader, lane, wrong, err) == STEP_FAILED)
        return STEP_FAILED;
    if (entry > reader->toc.count)
        return STEP_NEXT;
    return tell_end(reader, entry, &counts, ending);
}

/* keep_going: what has not been told to have ended, because its END frame is lost, ends here. */
static enum step tell_rest(struct reader *reader, struct ending *ending)
{
    while (reader->untold < reader->toc.count) {
        const struct index_entry *seen = &reader->seen.entries[reader->untold++];

        if (seen->expected && tell_end(reader, (uint32_t)reader->untold, NULL, ending) == STEP_END)
            return STEP_END;
    }
    return STEP_DONE;
}

static enum step read_frame(struct reader *reader, struct reader_lane *lane, struct block *block, struct ending *ending,
                            struct err *err)
{
    uint64_t chain = reader->chain;
    enum step step = next_head(reader, lane, err);

    if (step != STEP_PAYLOAD)
        return step;
    switch (lane->frame.type) {
    case FRAME_DATA:
        return read_data(reader, lane, block, err);
    case FRAME_END:
        return read_end(reader, lane, ending, err);
    case FRAME_INDEX:
        return reader_tail_index(reader, lane, err);
    case FRAME_TRAILER:
        return reader_tail_trailer(reader, lane, chain, err);
    case FRAME_HEADER:
    case FRAME_TOC:
        return step_complain(reader, lane, "belongs to the front of an archive", err);
    default: /* skippable, or frame_decode would have refused it */
        return step_read_checked(reader, lane, err) ? STEP_NEXT : step_payload_failed(reader, lane, err);
    }
}

static enum step locked_step(struct reader *reader, struct reader_lane *lane, struct block *block,
                             struct ending *ending, struct err *err)
{
    enum step step;

    pthread_mutex_lock(&reader->mutex);
    if (reader->failed) {
        err_set(err, ERR_FAILED, "%s: not read on after an error", store_name(reader->store));
        err->cancelled = true;
        step = STEP_FAILED;
    } else {
        step = reader->done ? STEP_DONE : read_frame(reader, lane, block, ending, err);
        if (step == STEP_DONE)
            step = tell_rest(reader, ending);
    }
    pthread_mutex_unlock(&reader->mutex);
    return step;
}

/* The lane has dealt with its frame; good: it is given out as a block, if it was wanted. */
static bool settle(struct reader *reader, const struct reader_lane *lane, bool good, bool wanted, struct err *err)
{
    struct reader_progress *progress = &reader->progress[lane->frame.entry - 1];

    pthread_mutex_lock(&reader->mutex);
    progress->pending--;
    progress->handed += good && wanted;
    if (!good)
        good = damages_forgive(reader, lane->frame.entry, lane->offset, err);
    if (progress->pending == 0 || reader->failed)
        pthread_cond_broadcast(&reader->settled);
    pthread_mutex_unlock(&reader->mutex);
    return good;
}

/* *filled: the block is to be given out. */
static bool use_payload(struct reader *reader, struct reader_lane *lane, struct block *block, bool *filled,
                        struct err *err)
{
    bool wanted = is_wanted(reader, lane->frame.entry);
    bool good = fetch_check(reader, lane->offset, &lane->frame, &lane->stored, err);

    if (good && wanted) {
        block_reset(block);
        block->entry = lane->frame.entry;
        block->sequence = lane->frame.sequence;
        good = fetch_decode_rows(reader, lane, block, err) &&
               fetch_finish_block(reader, lane->offset, lane->frame.rows, block, err);
    }
    *filled = good && wanted;
    return settle(reader, lane, good, wanted, err);
}

bool reader_stream_next(struct reader *reader, struct reader_lane *lane, struct block *block, struct ending *ending,
                        enum source_event *event, struct err *err)
{
    for (;;) {
        bool filled = false;

        switch (locked_step(reader, lane, block, ending, err)) {
        case STEP_FAILED:
            return false;
        case STEP_NEXT:
            break;
        case STEP_PAYLOAD:
            if (!use_payload(reader, lane, block, &filled, err))
                return false;
            *event = SOURCE_BLOCK;
            if (filled)
                return true;
            break;
        case STEP_BLOCK:
            *event = SOURCE_BLOCK;
            return true;
        case STEP_END:
            *event = SOURCE_END;
            return true;
        case STEP_DONE:
            *event = SOURCE_DONE;
            return true;
        }
    }
}
