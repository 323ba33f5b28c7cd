/*
 * Rows to columns and back, at memory speed.
 *
 * A field is short (a number, a date, a code), so a call per field would cost more than the bytes. Hence both
 * directions look at SCAN_WIDTH bytes at a time, and a short field is copied by one load and one store of SCAN_WIDTH
 * bytes, whatever its length. The bytes written too much are overwritten by what follows; where that would not be so
 * (the end of a column, the end of the buffer) the copy is exact.
 *
 * Splitting takes two passes: the first notes where every field ends and how long each column becomes, the second
 * walks the rows again and appends each field to its column. Joining finds where each column begins by counting
 * newlines, then takes one field of every column in turn.
 */
#include "codec/columns.h"
#include "codec/scan.h"
#include <string.h>

/* The fields of the first row, or 0 when there are too few or too many. */
static uint16_t count_fields(const char *data, size_t length)
{
    const char *end = memchr(data, '\n', length);
    unsigned fields = 1;

    if (!end)
        return 0;
    for (const char *at = data; (at = memchr(at, '\t', (size_t)(end - at))) != NULL; at++)
        if (++fields > COLUMNS_MOST)
            return 0;
    return fields < COLUMNS_LEAST ? 0 : (uint16_t)fields;
}

/* The first pass of splitting. */
struct survey {
    const char *data;
    uint16_t columns;
    uint16_t column;      /* of the field that is being looked for */
    size_t next;          /* where that field begins */
    size_t found;         /* fields so far */
    size_t limit;         /* rows * columns */
    uint32_t *ends;       /* of each field, in row order */
    size_t *column_bytes; /* of each column, with separators */
};

/* False when the separator at `end` is not the one that this field must have. */
static inline bool survey_note(struct survey *survey, size_t end)
{
    bool last = survey->column == survey->columns - 1;

    if (survey->found == survey->limit || (survey->data[end] == '\n') != last)
        return false;
    survey->ends[survey->found++] = (uint32_t)end;
    survey->column_bytes[survey->column] += end + 1 - survey->next;
    survey->next = end + 1;
    survey->column = last ? 0 : (uint16_t)(survey->column + 1);
    return true;
}

static bool survey_rows(struct survey *survey, size_t length)
{
    size_t at = 0;

    for (; length - at >= SCAN_WIDTH; at += SCAN_WIDTH)
        for (unsigned bits = scan_either(survey->data + at, '\t', '\n'); bits; bits &= bits - 1)
            if (!survey_note(survey, at + (size_t)__builtin_ctz(bits)))
                return false;
    for (; at < length; at++)
        if ((survey->data[at] == '\t' || survey->data[at] == '\n') && !survey_note(survey, at))
            return false;
    return survey->found == survey->limit && survey->next == length;
}

/* Where a column's next field goes, and where the column ends. */
struct target {
    char *next;
    char *end;
};

static void distribute(const char *data, size_t length, const uint32_t *ends, uint32_t rows, uint16_t columns,
                       struct target *targets)
{
    const char *field = data, *data_end = data + length;

    for (uint32_t row = 0; row < rows; row++)
        for (uint16_t column = 0; column < columns; column++) {
            struct target *target = &targets[column];
            const char *stop = data + *ends++;
            size_t bytes = (size_t)(stop - field);

            if (bytes <= SCAN_WIDTH && data_end - field >= SCAN_WIDTH && target->end - target->next >= SCAN_WIDTH)
                scan_copy(target->next, field);
            else
                memcpy(target->next, field, bytes);
            target->next += bytes;
            *target->next++ = '\n';
            field = stop + 1;
        }
}

uint16_t columns_split(const char *data, size_t length, uint32_t rows, struct buf *ends, size_t *lengths, char *out)
{
    struct target targets[COLUMNS_MOST];
    uint16_t columns = length > UINT32_MAX ? 0 : count_fields(data, length);
    uint64_t fields = (uint64_t)rows * columns;
    struct survey survey = {.data = data, .columns = columns, .limit = fields, .column_bytes = lengths};

    /* every field has its separator: this bounds the memory asked for */
    if (!columns || fields > length)
        return 0;
    buf_reset(ends);
    survey.ends = (uint32_t *)(void *)buf_reserve(ends, fields * sizeof *survey.ends);
    memset(lengths, 0, columns * sizeof *lengths);
    if (!survey_rows(&survey, length))
        return 0;
    for (uint16_t column = 0; column < columns; column++) {
        targets[column].next = out;
        out += lengths[column];
        targets[column].end = out;
    }
    distribute(data, length, survey.ends, rows, columns, targets);
    return columns;
}

/* Finds the beginnings of the columns; false when the number of fields is wrong or a field holds a tab. */
static bool find_columns(const char *data, size_t length, uint32_t rows, uint16_t columns, const char **starts)
{
    uint64_t left = rows; /* newlines until the next column begins */
    uint16_t column = 1;
    unsigned tabs = 0;
    size_t at = 0;

    starts[0] = data;
    for (; length - at >= SCAN_WIDTH && !tabs; at += SCAN_WIDTH) {
        unsigned count = scan_count(data + at, '\n');

        tabs = scan_byte(data + at, '\t');
        if (count < left) {
            left -= count;
            continue;
        }
        for (unsigned bits = scan_byte(data + at, '\n'); bits; bits &= bits - 1)
            if (--left == 0) {
                if (column == columns) /* the last field: it must end the data */
                    return at + (size_t)__builtin_ctz(bits) == length - 1 && !tabs;
                starts[column++] = data + at + __builtin_ctz(bits) + 1;
                left = rows;
            }
    }
    for (; at < length && !tabs; at++) {
        tabs = data[at] == '\t';
        if (data[at] == '\n' && --left == 0) {
            if (column == columns)
                return at == length - 1;
            starts[column++] = data + at + 1;
            left = rows;
        }
    }
    return false;
}

/*
 * Copies the field at `from` to `to` and returns its length. It and its '\n' have room before to_end; what is between them
 * and to_end may be written, and COLUMNS_SLACK bytes after the column may be read.
 */
static inline size_t take_field(char *to, const char *to_end, const char *from)
{
    size_t bytes = 0;

    for (;; bytes += SCAN_WIDTH) {
        unsigned bits = scan_byte(from + bytes, '\n');

        if (to_end - to < (ptrdiff_t)(bytes + SCAN_WIDTH))
            break;
        scan_copy(to + bytes, from + bytes);
        if (bits)
            return bytes + (size_t)__builtin_ctz(bits);
    }
    bytes = (size_t)((const char *)memchr(from, '\n', (size_t)(to_end - to)) - from);
    memcpy(to, from, bytes);
    return bytes;
}

void columns_join_at(const char **starts, uint32_t rows, uint16_t columns, char *out, size_t length)
{
    const char *out_end = out + length;

    for (uint32_t row = 0; row < rows; row++) {
        for (uint16_t column = 0; column < columns; column++) {
            size_t bytes = take_field(out, out_end, starts[column]);

            out += bytes;
            *out++ = '\t';
            starts[column] += bytes + 1;
        }
        out[-1] = '\n';
    }
}

bool columns_join(const char *data, size_t length, uint32_t rows, uint16_t columns, char *out)
{
    const char *starts[COLUMNS_MOST];

    if (!rows || columns < COLUMNS_LEAST || columns > COLUMNS_MOST || (uint64_t)rows * columns > length)
        return false;
    if (!find_columns(data, length, rows, columns, starts))
        return false;
    columns_join_at(starts, rows, columns, out, length);
    return true;
}

bool columns_is_single(const char *data, size_t length, uint32_t rows)
{
    return length && data[length - 1] == '\n' && !memchr(data, '\t', length) &&
           scan_count_all(data, length, '\n') == rows;
}
