#include "codec/transformed.h"
#include <string.h>

/* What a trial looks at: enough for statistics to settle, little enough to be cheap beside a block. */
enum { TRIAL_ROWS = 2048, TRIAL_BYTES = 1 << 16, RECORD_SIZE = 5 };

void transformed_free(struct transformed *transformed)
{
    transform_memory_free(&transformed->memory);
    buf_free(&transformed->trial);
    buf_free(&transformed->packed);
}

/* The first fields of the column. */
static struct column sample_of(const struct column *column)
{
    struct column sample = *column;

    sample.length = 0;
    for (sample.rows = 0; sample.rows < column->rows && sample.rows < TRIAL_ROWS && sample.length < TRIAL_BYTES;
         sample.rows++)
        sample.length += column_field(column, sample.rows).length + 1;
    return sample;
}

/* The bytes that the sample takes by this transform; SIZE_MAX when it is not one for it. */
static bool try_one(struct transformed *transformed, struct compress *compress, const struct column *sample,
                    enum transform_id id, size_t *size, struct err *err)
{
    struct buf *trial = &transformed->trial;

    *size = SIZE_MAX;
    buf_reset(trial);
    transformed->memory.cuts.count = 0;
    if (!transform_encode(id, sample, &transformed->memory, trial))
        return true;
    if (!compress_pack(compress, trial->data, trial->used, &transformed->memory.cuts, &transformed->packed, err))
        return false;
    *size = transformed->packed.used;
    return true;
}

/* A transform costs time: it must save a thirty-second at least. */
static bool is_better(size_t size, size_t best)
{
    return size < best - best / 32;
}

static bool choose_one(struct transformed *transformed, struct compress *compress, const struct column *sample,
                       unsigned char *id, struct err *err)
{
    size_t best, size;

    *id = TRANSFORM_TEXT;
    if (!try_one(transformed, compress, sample, TRANSFORM_TEXT, &best, err))
        return false;
    for (const enum transform_id *candidate = transform_candidates(); *candidate != TRANSFORM_TEXT; candidate++) {
        if (!try_one(transformed, compress, sample, *candidate, &size, err))
            return false;
        if (size == SIZE_MAX || !is_better(size, best))
            continue;
        best = size;
        *id = (unsigned char)*candidate;
    }
    return true;
}

bool transformed_choose(struct transformed *transformed, struct compress *compress, const struct split *split,
                        struct err *err)
{
    transformed->columns = 0;
    transformed->useful = false;
    for (uint16_t i = 0; i < split->columns; i++) {
        struct column column = columns_of(split, i), sample = sample_of(&column);

        if (!choose_one(transformed, compress, &sample, &transformed->ids[i], err))
            return false;
        transformed->useful |= transformed->ids[i] != TRANSFORM_TEXT;
    }
    transformed->columns = split->columns;
    return true;
}

static enum transform_id encode_one(struct transformed *transformed, const struct column *column, uint16_t number,
                                    struct buf *out)
{
    enum transform_id id = (enum transform_id)transformed->ids[number];
    size_t begin = out->used, cuts = transformed->memory.cuts.count;

    if (transform_encode(id, column, &transformed->memory, out) && out->used - begin < column->length)
        return id;
    out->used = begin;
    transformed->memory.cuts.count = cuts;
    transform_encode(TRANSFORM_TEXT, column, &transformed->memory, out);
    return TRANSFORM_TEXT;
}

void transformed_encode(struct transformed *transformed, const struct split *split, struct buf *out)
{
    buf_reset(out);
    buf_reserve(out, (size_t)transformed->columns * RECORD_SIZE);
    out->used = (size_t)transformed->columns * RECORD_SIZE;
    transformed->memory.cuts.count = 0;
    for (uint16_t i = 0; i < transformed->columns; i++) {
        struct column column = columns_of(split, i);
        size_t begin = out->used;
        unsigned char *record;

        cuts_add(&transformed->memory.cuts, begin);
        transformed->ids[i] = (unsigned char)encode_one(transformed, &column, i, out);
        record = (unsigned char *)out->data + (size_t)i * RECORD_SIZE;
        record[0] = transformed->ids[i];
        bytes_put_u32(record + 1, (uint32_t)(out->used - begin));
    }
}

/* One column; text stays where it is. */
static bool decode_one(struct transformed *transformed, unsigned id, struct bytes column, uint32_t rows, char *out,
                       size_t room, const char **start, size_t *used)
{
    size_t stored = bytes_left(&column);

    *start = out;
    if (id != TRANSFORM_TEXT)
        return transform_decode(id, column.next, stored, rows, &transformed->memory, out, room, used);
    *start = (const char *)column.next;
    *used = stored;
    return stored <= room && columns_is_single(*start, stored, rows);
}

bool transformed_decode(struct transformed *transformed, const void *bytes, size_t size, uint16_t columns,
                        uint32_t rows, char *out, size_t length, const char **starts)
{
    struct bytes directory = bytes_of(bytes, size), content;
    size_t left = length;

    if (!bytes_take(&directory, (size_t)columns * RECORD_SIZE))
        return false;
    content = bytes_of(directory.next, bytes_left(&directory));
    directory = bytes_of(bytes, (size_t)columns * RECORD_SIZE);
    for (uint16_t i = 0; i < columns; i++) {
        unsigned id = bytes_take_u8(&directory);
        size_t stored = bytes_take_u32(&directory), used;
        const char *column = bytes_take(&content, stored);

        if (!column || !decode_one(transformed, id, bytes_of(column, stored), rows, out, left, &starts[i], &used))
            return false;
        left -= used;
        out += starts[i] == out ? used : 0;
    }
    return left == 0 && bytes_left(&content) == 0;
}
