/*
 * Every field is a prefix, which all share, and an even number of hexadecimal digits: bytea, large objects, hashes. The
 * digits become bytes; their counts are numbers.
 */
#include "codec/hexdigits.h"
#include "codec/numbers.h"
#include "codec/transform_each.h"
#include <string.h>

static const char bytea_prefix[] = "\\\\x"; /* as COPY writes it */
enum { PREFIX_MOST = sizeof bytea_prefix - 1 };

static size_t prefix_of(const struct column *column)
{
    struct field first = column_field(column, 0);

    return first.length >= PREFIX_MOST && memcmp(first.at, bytea_prefix, PREFIX_MOST) == 0 ? PREFIX_MOST : 0;
}

/* Appends the bytes of each field to out and their counts to values. */
static bool put_fields(const struct column *column, size_t prefix, uint64_t *values, struct buf *out)
{
    for (uint32_t row = 0; row < column->rows; row++) {
        struct field field = column_field(column, row);
        size_t bytes = (field.length - prefix) / 2;

        if (field.length < prefix || (field.length - prefix) % 2 || memcmp(field.at, bytea_prefix, prefix) != 0)
            return false;
        if (!hexdigits_to_bytes(field.at + prefix, bytes, (unsigned char *)buf_reserve(out, bytes)))
            return false;
        out->used += bytes;
        values[row] = bytes;
    }
    return true;
}

bool transform_hex_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    size_t prefix = prefix_of(column);
    uint64_t *values;

    buf_reset(&memory->values);
    buf_reset(&memory->text);
    values = (uint64_t *)(void *)buf_reserve(&memory->values, column->rows * sizeof *values);
    if (!put_fields(column, prefix, values, &memory->text))
        return false;
    buf_add_u8(out, (uint8_t)prefix);
    buf_add(out, bytea_prefix, prefix);
    numbers_encode(values, column->rows, out, &memory->cuts);
    buf_add(out, memory->text.data, memory->text.used);
    return true;
}

static bool take_field(struct bytes *in, const char *prefix, size_t prefix_length, uint64_t count,
                       struct transform_target *target)
{
    size_t room = (size_t)(target->end - target->next);
    const char *bytes;

    if (count > bytes_left(in) || prefix_length + 2 * count + 1 > room)
        return false;
    bytes = bytes_take(in, count);
    memcpy(target->next, prefix, prefix_length);
    hexdigits_to_text((const unsigned char *)bytes, count, target->next + prefix_length);
    target->next += prefix_length + 2 * count;
    *target->next++ = '\n';
    return true;
}

bool transform_hex_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                          struct transform_target *target)
{
    size_t prefix_length = bytes_take_u8(in);
    const char *prefix = bytes_take(in, prefix_length);
    uint64_t *values;

    if (in->failed || prefix_length > PREFIX_MOST || rows > (size_t)(target->end - target->next) ||
        memcmp(prefix, bytea_prefix, prefix_length) != 0)
        return false;
    buf_reset(&memory->values);
    values = (uint64_t *)(void *)buf_reserve(&memory->values, rows * sizeof *values);
    if (!numbers_decode(in, rows, values))
        return false;
    for (uint32_t row = 0; row < rows; row++)
        if (!take_field(in, prefix, prefix_length, values[row], target))
            return false;
    return true;
}
