/* Every field is a UUID as PostgreSQL writes it; each becomes its 16 bytes. */
#include "codec/hexdigits.h"
#include "codec/transform_each.h"
#include <string.h>

enum { TEXT_SIZE = 36, DIGITS = 32, BINARY_SIZE = 16 };

/* Groups of digits, each but the last followed by a dash: 8-4-4-4-12. */
static const struct {
    unsigned char digits; /* where its digits are among all */
    unsigned char text;   /* and in the text */
    unsigned char count;
} groups[] = {{0, 0, 8}, {8, 9, 4}, {12, 14, 4}, {16, 19, 4}, {20, 24, 12}};
enum { GROUPS = sizeof groups / sizeof *groups };

static inline bool has_dashes(const char *text)
{
    return (text[8] == '-') & (text[13] == '-') & (text[18] == '-') & (text[23] == '-');
}

static bool take_uuid(const char *text, unsigned char *binary)
{
    char digits[DIGITS];

    for (unsigned i = 0; i < GROUPS; i++)
        memcpy(digits + groups[i].digits, text + groups[i].text, groups[i].count);
    return has_dashes(text) && hexdigits_to_bytes(digits, BINARY_SIZE, binary);
}

bool transform_uuid_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    unsigned char *binary;

    (void)memory;
    if (column->length != (size_t)column->rows * (TEXT_SIZE + 1))
        return false;
    binary = (unsigned char *)buf_reserve(out, (size_t)column->rows * BINARY_SIZE);
    for (uint32_t row = 0; row < column->rows; row++, binary += BINARY_SIZE) {
        struct field field = column_field(column, row);

        if (field.length != TEXT_SIZE || !take_uuid(field.at, binary))
            return false;
    }
    out->used += (size_t)column->rows * BINARY_SIZE;
    return true;
}

static void put_uuid(const unsigned char *binary, char *text)
{
    char digits[DIGITS];

    hexdigits_to_text(binary, BINARY_SIZE, digits);
    for (unsigned i = 0; i < GROUPS; i++) {
        memcpy(text + groups[i].text, digits + groups[i].digits, groups[i].count);
        text[groups[i].text + groups[i].count] = '-';
    }
    text[TEXT_SIZE] = '\n';
}

bool transform_uuid_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                           struct transform_target *target)
{
    const unsigned char *binary = (const unsigned char *)bytes_take(in, (size_t)rows * BINARY_SIZE);

    (void)memory;
    if (in->failed || (size_t)rows * (TEXT_SIZE + 1) > (size_t)(target->end - target->next))
        return false;
    for (uint32_t row = 0; row < rows; row++, binary += BINARY_SIZE, target->next += TEXT_SIZE + 1)
        put_uuid(binary, target->next);
    return true;
}
