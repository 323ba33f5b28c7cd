/*
 * numeric travels as digits of base 10000: their number, the weight of the first (the power of 10000 that it counts), the
 * sign, the number of decimals that are shown, and then the digits, 16 bits each. Zeros at either end do no harm: the
 * server removes them.
 */
#include "codec/binary_field.h"

#include <stdbool.h>

enum {
    GROUP = 4,        /* decimal digits in one of base 10000 */
    DIGITS_MOST = 512 /* numbers with more go as text; the server itself takes far more */
};

static const uint16_t negative_sign = 0x4000;

static const char *skip_digits(const char *at)
{
    while (binary_field_digit(*at) <= 9)
        at++;
    return at;
}

static unsigned value_of(const char *digits, size_t count)
{
    unsigned value = 0;

    for (size_t i = 0; i < count; i++)
        value = value * 10 + binary_field_digit(digits[i]);
    return value;
}

/* The first group has what is over. */
static char *put_whole(char *to, const char *digits, size_t count)
{
    size_t first = count % GROUP;

    if (first > 0)
        to = binary_field_put16(to, (uint16_t)value_of(digits, first));
    for (size_t i = first; i < count; i += GROUP)
        to = binary_field_put16(to, (uint16_t)value_of(digits + i, GROUP));
    return to;
}

/* The last group is filled up with zeros. */
static char *put_decimals(char *to, const char *digits, size_t count)
{
    static const unsigned scale[GROUP] = {1, 1000, 100, 10};
    size_t last = count % GROUP;

    for (size_t i = 0; i < count - last; i += GROUP)
        to = binary_field_put16(to, (uint16_t)value_of(digits + i, GROUP));
    if (last > 0)
        to = binary_field_put16(to, (uint16_t)(value_of(digits + count - last, last) * scale[last]));
    return to;
}

const char *binary_numeric(const char *at, const char *end, char **out)
{
    bool negative = *at == '-';
    const char *whole = at + negative, *point = skip_digits(whole);
    const char *decimals = point + (*point == '.');
    const char *stop = decimals > point ? skip_digits(decimals) : point;
    char *to = *out;

    (void)end;
    if (point == whole || (decimals > point && stop == decimals) || stop - whole > DIGITS_MOST)
        return NULL;

    size_t groups = ((size_t)(point - whole) + GROUP - 1) / GROUP;
    size_t decimal_groups = ((size_t)(stop - decimals) + GROUP - 1) / GROUP;

    to = binary_field_put32(to, (uint32_t)(8 + 2 * (groups + decimal_groups)));
    to = binary_field_put16(to, (uint16_t)(groups + decimal_groups));
    to = binary_field_put16(to, (uint16_t)(groups - 1));
    to = binary_field_put16(to, negative ? negative_sign : 0);
    to = binary_field_put16(to, (uint16_t)(stop - decimals));
    to = put_whole(to, whole, (size_t)(point - whole));
    *out = put_decimals(to, decimals, (size_t)(stop - decimals));
    return stop;
}
