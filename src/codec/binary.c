#include "codec/binary.h"

#include "base/arena.h"
#include "codec/binary_field.h"

#include <stdlib.h>

const char binary_head[BINARY_HEAD_SIZE] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
const char binary_tail[BINARY_TAIL_SIZE] = {'\377', '\377'};

struct binary {
    uint16_t columns;
    binary_field *fields[];
};

/*
 * How to add a type: a row here and a function (binary_field.h). Only a type that every supported major reads in the same
 * way, and whose text does not depend on settings other than those of a dump's session.
 */
static const struct {
    const char *receiver;
    binary_field *field;
} known[] = {
    {"boolrecv", binary_number_bool},
    {"bpcharrecv", binary_text},
    {"bpcharrecv padded", binary_text_padded},
    {"bytearecv", binary_text_bytes},
    {"date_recv", binary_time_date},
    {"enum_recv", binary_text},
    {"float4recv", binary_number_float4},
    {"float8recv", binary_number_float8},
    {"int2recv", binary_number_int2},
    {"int4recv", binary_number_int4},
    {"int8recv", binary_number_int8},
    {"json_recv", binary_text},
    {"jsonb_recv", binary_text_versioned},
    {"numeric_recv", binary_numeric},
    {"oidrecv", binary_number_oid},
    {"textrecv", binary_text},
    {"time_recv", binary_time_of_day},
    {"timestamp_recv", binary_time_stamp},
    {"timestamptz_recv", binary_time_stamp_utc},
    {"uuid_recv", binary_text_uuid},
    {"varcharrecv", binary_text},
};

static binary_field *find(const char *receiver)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (receiver != NULL && strcmp(known[i].receiver, receiver) == 0)
            return known[i].field;
    return NULL;
}

struct binary *binary_new(const char *const *receivers, size_t columns)
{
    struct binary *binary;

    if (columns == 0 || columns > INT16_MAX)
        return NULL;
    binary = mem_alloc(sizeof *binary + columns * sizeof(binary_field *));
    binary->columns = (uint16_t)columns;
    for (size_t i = 0; i < columns; i++) {
        binary->fields[i] = find(receivers[i]);
        if (binary->fields[i] == NULL) {
            binary_free(binary);
            return NULL;
        }
    }
    return binary;
}

void binary_free(struct binary *binary)
{
    free(binary);
}

/* \N: only NULL is written so. */
static inline const char *put_field(binary_field *field, const char *at, const char *end, char **out)
{
    if (at[0] == '\\' && at[1] == 'N') {
        *out = binary_field_put32(*out, UINT32_MAX);
        return at + 2;
    }
    return field(at, end, out);
}

/* Returns where the next row begins, or NULL. */
static const char *put_row(const struct binary *binary, const char *at, const char *end, char **out)
{
    uint16_t last = (uint16_t)(binary->columns - 1);

    *out = binary_field_put16(*out, binary->columns);
    for (uint16_t i = 0; i <= last; i++) {
        at = put_field(binary->fields[i], at, end, out);
        if (at == NULL || *at++ != (i == last ? '\n' : '\t'))
            return NULL;
    }
    return at;
}

bool binary_rows(const struct binary *binary, const char *text, size_t length, uint32_t rows, struct buf *out)
{
    const char *at = text, *end = text + length;
    uint64_t fields = (uint64_t)rows * binary->columns;
    char *to;

    /* every field has a separator: this bounds the memory asked for, and that no field is read beyond the end */
    if (fields == 0 || fields > length || end[-1] != '\n')
        return false;
    to = buf_reserve(out, length + fields * BINARY_FIELD_COST + rows * sizeof(uint16_t) + BINARY_FIELD_SLACK);
    for (uint32_t i = 0; i < rows; i++) {
        at = at < end ? put_row(binary, at, end, &to) : NULL;
        if (at == NULL)
            return false;
    }
    out->used = (size_t)(to - out->data);
    return at == end;
}
