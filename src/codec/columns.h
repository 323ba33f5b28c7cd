/*
 * columns.h - the column layout: the fields of many rows, column by column, and back.
 *
 * Both layouts of a block have the same length: only the order of the fields differs, and which of '\t' and '\n' ends
 * each. The layout is described in man/pgsnap-format.5.
 */
#ifndef PGSNAP_COLUMNS_H
#define PGSNAP_COLUMNS_H

#include "base/buf.h"
#include "codec/column.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COLUMNS_LEAST = 2, COLUMNS_MOST = 1600 }; /* fields in a row; with one field the layouts are the same */
enum { COLUMNS_SLACK = 16 };

/* Rows whose fields were found. Zero-initialise; its memory is used again. */
struct split {
    const char *data;
    uint32_t rows;
    uint16_t columns; /* fields in each row; 0 when not all rows have equally many */
    struct buf ends;  /* of the fields, as struct column wants them */
    size_t lengths[COLUMNS_MOST];
};
void columns_free(struct split *split);

/*
 * Finds the fields of `rows` rows (that is how many '\n' the data has, one of them at its end); COLUMN_SLACK bytes after them
 * may be read. False when the rows do not have equally many fields, 1 to COLUMNS_MOST.
 */
bool columns_find(struct split *split, const char *data, size_t length, uint32_t rows);
struct column columns_of(const struct split *split, uint16_t number);

/* Appends the column's fields, each followed by '\n'. */
void columns_gather(const struct column *column, struct buf *out);

/* Whether data is `rows` fields, each ended by '\n' and free of '\t': rows and columns then look the same. */
bool columns_is_single(const char *data, size_t length, uint32_t rows);

/*
 * The inverse; data is untrusted, COLUMNS_SLACK bytes after it may be read. Writes only to out[0 .. length - 1]. False when
 * data is not rows * columns fields, each ended by '\n' and free of '\t'.
 */
bool columns_join(const char *data, size_t length, uint32_t rows, uint16_t columns, char *out);

/*
 * The same when it is known already that `rows` such fields stand at each of starts[0 .. columns - 1], which have `length`
 * bytes in all; after each column COLUMNS_SLACK bytes may be read. Moves starts.
 */
void columns_join_at(const char **starts, uint32_t rows, uint16_t columns, char *out, size_t length);

#endif
