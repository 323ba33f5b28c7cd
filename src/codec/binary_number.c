#include "codec/binary_field.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

enum { INTEGER_DIGITS = 19 }; /* of the largest bigint; as many always fit into 64 bits without a sign */

static const char *read_integer(const char *at, uint64_t most, int64_t *value)
{
    bool negative = *at == '-';
    const char *start = at + negative;
    uint64_t number = 0;
    unsigned digit;

    for (at = start; (digit = binary_field_digit(*at)) <= 9; at++) {
        if (at - start == INTEGER_DIGITS)
            return NULL;
        number = number * 10 + digit;
    }
    if (at == start || number > most)
        return NULL;
    *value = negative ? -(int64_t)number : (int64_t)number;
    return at;
}

/* The lowest value of a type, which has no opposite, goes as text: it is rare. */
const char *binary_number_int2(const char *at, const char *end, char **out)
{
    int64_t value;

    (void)end;
    at = read_integer(at, INT16_MAX, &value);
    if (at == NULL)
        return NULL;
    *out = binary_field_put16(binary_field_put32(*out, 2), (uint16_t)value);
    return at;
}

const char *binary_number_int4(const char *at, const char *end, char **out)
{
    int64_t value;

    (void)end;
    at = read_integer(at, INT32_MAX, &value);
    if (at == NULL)
        return NULL;
    *out = binary_field_put32(binary_field_put32(*out, 4), (uint32_t)value);
    return at;
}

const char *binary_number_int8(const char *at, const char *end, char **out)
{
    int64_t value;

    (void)end;
    at = read_integer(at, INT64_MAX, &value);
    if (at == NULL)
        return NULL;
    *out = binary_field_put64(binary_field_put32(*out, 8), (uint64_t)value);
    return at;
}

const char *binary_number_oid(const char *at, const char *end, char **out)
{
    int64_t value;

    (void)end;
    if (*at == '-')
        return NULL;
    at = read_integer(at, UINT32_MAX, &value);
    if (at == NULL)
        return NULL;
    *out = binary_field_put32(binary_field_put32(*out, 4), (uint32_t)value);
    return at;
}

const char *binary_number_bool(const char *at, const char *end, char **out)
{
    char *to = *out;

    (void)end;
    if (*at != 't' && *at != 'f')
        return NULL;
    to = binary_field_put32(to, 1);
    *to++ = *at == 't';
    *out = to;
    return at + 1;
}

/* strtod would also take blanks (among them the newline), hexadecimal numbers and names. */
static bool is_decimal(const char *at)
{
    at += *at == '-';
    if (binary_field_digit(*at) > 9)
        return false;
    while (*at != '\t' && *at != '\n' && *at != 'x' && *at != 'X')
        at++;
    return *at == '\t' || *at == '\n';
}

const char *binary_number_float8(const char *at, const char *end, char **out)
{
    double value;
    uint64_t bits;
    char *stop;

    (void)end;
    if (!is_decimal(at))
        return NULL;
    errno = 0;
    value = strtod(at, &stop);
    if (errno != 0 || stop == at)
        return NULL;
    memcpy(&bits, &value, sizeof bits);
    *out = binary_field_put64(binary_field_put32(*out, 8), bits);
    return stop;
}

const char *binary_number_float4(const char *at, const char *end, char **out)
{
    float value;
    uint32_t bits;
    char *stop;

    (void)end;
    if (!is_decimal(at))
        return NULL;
    errno = 0;
    value = strtof(at, &stop);
    if (errno != 0 || stop == at)
        return NULL;
    memcpy(&bits, &value, sizeof bits);
    *out = binary_field_put32(binary_field_put32(*out, 4), bits);
    return stop;
}
