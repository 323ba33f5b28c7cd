/*
 * Rows to columns and back, at memory speed.
 *
 * A field is short (a number, a date, a code), so a call per field would cost more than the bytes. Hence both
 * directions look at many bytes at a time, and a short field is copied by one load and one store of SCAN_WIDTH
 * bytes, whatever its length. The bytes written too much are overwritten by what follows; where that would not be so
 * (the end of a column, the end of the buffer) the copy is exact.
 *
 * Splitting copies nothing: it notes where every field ends, and each column is then taken from the rows where they lie.
 * Joining finds where each column begins by counting newlines, then takes one field of every column in turn.
 */
#include "codec/columns.h"
#include "codec/scan.h"
#include <string.h>

enum { GROUP = 64, AT_ONCE = 8 };

/* The fields of the first row, or 0 when there are too many. */
static uint16_t count_fields(const char *data, size_t length)
{
    const char *end = memchr(data, '\n', length);
    unsigned fields = 1;

    if (!end)
        return 0;
    for (const char *at = data; (at = memchr(at, '\t', (size_t)(end - at))) != NULL; at++)
        if (++fields > COLUMNS_MOST)
            return 0;
    return (uint16_t)fields;
}

static inline uint64_t separators(const char *at)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < GROUP; i += SCAN_WIDTH)
        bits |= (uint64_t)scan_either(at + i, '\t', '\n') << i;
    return bits;
}

/*
 * The places of the bits, counted from `at`. As many as most groups have are written without asking whether there are so
 * many: a question for each would be answered wrongly once in a group. Returns where the next ones go.
 */
static inline uint32_t *put_places(uint32_t *ends, uint64_t bits, uint32_t at)
{
    uint32_t *after = ends + scan_bits(bits);

    do {
        for (unsigned i = 0; i < AT_ONCE; i++) {
            ends[i] = at + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << (GROUP - 1));
            bits &= bits - 1;
        }
        ends += AT_ONCE;
    } while (bits);
    return after;
}

/* Whether there are `limit` separators, the last as the last byte. ends: room for GROUP more. */
static bool find_ends(const char *data, size_t length, uint32_t *ends, size_t limit)
{
    uint32_t *const first = ends, *const last = ends + limit;
    size_t at = 0;

    for (; length - at >= GROUP && ends <= last; at += GROUP)
        ends = put_places(ends, separators(data + at), (uint32_t)at);
    for (; at < length && ends <= last; at++)
        if (data[at] == '\t' || data[at] == '\n')
            *ends++ = (uint32_t)at;
    return ends == last && first[limit - 1] == length - 1;
}

/* Whether each row's last field is ended by '\n'; as there are no more of them than rows, all others are then ended by '\t'. */
static bool sum_lengths(const char *data, const uint32_t *ends, uint32_t rows, uint16_t columns, size_t *lengths)
{
    uint32_t last = COLUMN_NO_FIELD;

    memset(lengths, 0, columns * sizeof *lengths);
    for (uint32_t row = 0; row < rows; row++) {
        for (uint16_t column = 0; column < columns; column++) {
            uint32_t end = *ends++;

            lengths[column] += (uint32_t)(end - last);
            last = end;
        }
        if (data[last] != '\n')
            return false;
    }
    return true;
}

void columns_free(struct split *split)
{
    buf_free(&split->ends);
}

bool columns_find(struct split *split, const char *data, size_t length, uint32_t rows)
{
    uint16_t columns = length > INT32_MAX ? 0 : count_fields(data, length);
    uint64_t fields = (uint64_t)rows * columns;
    uint32_t *ends;

    split->columns = 0;
    /* every field has its separator: this bounds the memory asked for */
    if (!fields || fields > length)
        return false;
    buf_reset(&split->ends);
    ends = (uint32_t *)(void *)buf_reserve(&split->ends, (1 + fields + GROUP) * sizeof *ends);
    *ends++ = COLUMN_NO_FIELD;
    if (!find_ends(data, length, ends, fields) || !sum_lengths(data, ends, rows, columns, split->lengths))
        return false;
    split->data = data;
    split->rows = rows;
    split->columns = columns;
    return true;
}

struct column columns_of(const struct split *split, uint16_t number)
{
    const uint32_t *ends = (const uint32_t *)(const void *)split->ends.data + 1;

    return (struct column){.data = split->data,
                           .ends = ends + number,
                           .stride = split->columns,
                           .rows = split->rows,
                           .length = split->lengths[number]};
}

void columns_gather(const struct column *column, struct buf *out)
{
    char *to = buf_reserve(out, column->length + SCAN_WIDTH);

    for (uint32_t row = 0; row < column->rows; row++) {
        struct field field = column_field(column, row);

        if (field.length <= SCAN_WIDTH)
            scan_copy(to, field.at);
        else
            memcpy(to, field.at, field.length);
        to += field.length;
        *to++ = '\n';
    }
    out->used += column->length;
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
