/* Every field is a UUID as PostgreSQL writes it; each becomes its 16 bytes. */
#include "codec/hexdigits.h"
#include "codec/transform_each.h"
#include <string.h>

enum { TEXT_SIZE = 36, BINARY_SIZE = 16 };

/* Digits between dashes: 8-4-4-4-12. */
static const unsigned char group_bytes[] = {4, 2, 2, 2, 6};
enum { GROUPS = sizeof group_bytes };

static bool take_uuid(const char *text, unsigned char *binary)
{
    for (unsigned group = 0; group < GROUPS; group++) {
        if (!hexdigits_to_bytes(text, group_bytes[group], binary))
            return false;
        text += 2 * group_bytes[group];
        binary += group_bytes[group];
        if (*text++ != (group + 1 < GROUPS ? '-' : '\n'))
            return false;
    }
    return true;
}

bool transform_uuid_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    unsigned char *binary;

    (void)memory;
    if (column->length != (size_t)column->rows * (TEXT_SIZE + 1))
        return false;
    binary = (unsigned char *)buf_reserve(out, (size_t)column->rows * BINARY_SIZE);
    for (uint32_t row = 0; row < column->rows; row++)
        if (!take_uuid(column->text + (size_t)row * (TEXT_SIZE + 1), binary + (size_t)row * BINARY_SIZE))
            return false;
    out->used += (size_t)column->rows * BINARY_SIZE;
    return true;
}

bool transform_uuid_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                           struct transform_target *target)
{
    const unsigned char *binary = (const unsigned char *)bytes_take(in, (size_t)rows * BINARY_SIZE);

    (void)memory;
    if (in->failed || (size_t)rows * (TEXT_SIZE + 1) > (size_t)(target->end - target->next))
        return false;
    for (uint32_t row = 0; row < rows; row++)
        for (unsigned group = 0; group < GROUPS; group++) {
            hexdigits_to_text(binary, group_bytes[group], target->next);
            binary += group_bytes[group];
            target->next += 2 * group_bytes[group];
            *target->next++ = group + 1 < GROUPS ? '-' : '\n';
        }
    return true;
}
