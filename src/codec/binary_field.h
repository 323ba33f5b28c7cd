/*
 * binary_field.h - one field from text to binary, for binary.c. How to add a type: a function, and a row in binary.c.
 *
 * A function gets the field's text, which a tab or newline ends, and of which `end` is the end of all rows (the byte before
 * it is a newline). It writes the field's length and value to *out, moves that on, and returns where the field ended; binary.c
 * looks whether a tab or a newline is there. NULL: the text does not have the form that it knows.
 */
#ifndef PGSNAP_BINARY_FIELD_H
#define PGSNAP_BINARY_FIELD_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    BINARY_FIELD_COST = 16, /* bytes that a field may take beside as many as its text has */
    BINARY_FIELD_SLACK = 32 /* bytes that may be written to behind it */
};

typedef const char *binary_field(const char *at, const char *end, char **out);

binary_field binary_number_bool, binary_number_int2, binary_number_int4, binary_number_int8, binary_number_oid,
    binary_number_float4, binary_number_float8;
binary_field binary_numeric;
binary_field binary_time_date, binary_time_of_day, binary_time_stamp, binary_time_stamp_utc;
binary_field binary_text, binary_text_padded, binary_text_versioned, binary_text_bytes, binary_text_uuid;

static inline char *binary_field_put16(char *to, uint16_t value)
{
    value = htobe16(value);
    memcpy(to, &value, sizeof value);
    return to + sizeof value;
}

static inline char *binary_field_put32(char *to, uint32_t value)
{
    value = htobe32(value);
    memcpy(to, &value, sizeof value);
    return to + sizeof value;
}

static inline char *binary_field_put64(char *to, uint64_t value)
{
    value = htobe64(value);
    memcpy(to, &value, sizeof value);
    return to + sizeof value;
}

static inline unsigned binary_field_digit(char c)
{
    return (unsigned)(unsigned char)c - '0'; /* beyond 9: it is none */
}

#endif
