/*
 * columns.h - the column layout: the fields of many rows, column by column, and back.
 *
 * Both layouts of a block have the same length: only the order of the fields differs, and which of '\t' and '\n' ends
 * each. The layout is described in man/pgsnap-format.5.
 */
#ifndef PGSNAP_COLUMNS_H
#define PGSNAP_COLUMNS_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COLUMNS_LEAST = 2, COLUMNS_MOST = 1600 }; /* fields in a row; with one field the layouts are the same */
enum { COLUMNS_SLACK = 16 };

/*
 * Writes `length` bytes to out, which must not overlap data, and returns the fields per row. Returns 0, with anything
 * in out, when data is not `rows` rows of equally many fields within the bounds above. ends: scratch memory.
 * lengths: room for COLUMNS_MOST; how many bytes each column got.
 */
uint16_t columns_split(const char *data, size_t length, uint32_t rows, struct buf *ends, size_t *lengths, char *out);

/* Whether data is `rows` fields, each ended by '\n' and free of '\t': rows and columns then look the same. */
bool columns_is_single(const char *data, size_t length, uint32_t rows);

/*
 * The inverse; data is untrusted, COLUMNS_SLACK bytes after it may be read. Writes only to out[0 .. length - 1]. False when data is not rows * columns fields,
 * each ended by '\n' and free of '\t'.
 */
bool columns_join(const char *data, size_t length, uint32_t rows, uint16_t columns, char *out);

/*
 * The same when it is known already that `rows` such fields stand at each of starts[0 .. columns - 1], which have `length`
 * bytes in all; after each column COLUMNS_SLACK bytes may be read. Moves starts.
 */
void columns_join_at(const char **starts, uint32_t rows, uint16_t columns, char *out, size_t length);

#endif
