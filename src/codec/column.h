/*
 * column.h - a column of rows that lie row after row: where its fields are. Nothing is copied to look at them.
 */
#ifndef PGSNAP_COLUMN_H
#define PGSNAP_COLUMN_H

#include <stddef.h>
#include <stdint.h>

enum { COLUMN_SLACK = 32 };            /* bytes after the rows that may be read, whatever they are */
#define COLUMN_NO_FIELD ((uint32_t)-1) /* the end of the field before the first of all */

struct column {
    const char *data;     /* the rows, COLUMN_SLACK readable bytes after them */
    const uint32_t *ends; /* [row * stride]: where the '\t' or '\n' after the field is; before each stands that of the
                             field before it, COLUMN_NO_FIELD where there is none */
    size_t stride;        /* fields in a row */
    uint32_t rows;
    size_t length; /* of all its fields, each with the byte that ends it */
};

/* Neither '\t' nor '\n' is in it; one of them follows it. */
struct field {
    const char *at;
    size_t length;
};

static inline struct field column_field(const struct column *column, uint32_t row)
{
    const uint32_t *end = column->ends + row * column->stride;
    uint32_t begin = end[-1] + 1; /* 0 after COLUMN_NO_FIELD */

    return (struct field){column->data + begin, *end - begin};
}

#endif
