/*
 * binary.h - rows of COPY's text format as COPY's binary format.
 *
 * To read a number or a date from text costs the server more than to store it. Found here and sent in binary, it costs
 * the two of them together much less.
 *
 * The server must get exactly the value that it would have read itself. So only types are known here whose text has one
 * plain form in every dump; a field in any other form (infinity, a year BC, a time zone that is not UTC) makes the conversion
 * fail, and the caller sends those rows as they are. What is unusual costs time, never a value.
 *
 * A struct binary does not change once it is made: any number of lanes may use it.
 */
#ifndef PGSNAP_BINARY_H
#define PGSNAP_BINARY_H

#include "base/buf.h"
#include <stdbool.h>
#include <stdint.h>

struct binary;

/* Comes before the first row, and after the last. */
enum { BINARY_HEAD_SIZE = 19, BINARY_TAIL_SIZE = 2 };
extern const char binary_head[BINARY_HEAD_SIZE];
extern const char binary_tail[BINARY_TAIL_SIZE];

/*
 * receivers: for each column the function of pg_catalog with which its type reads the binary format
 * (pg_type.typreceive), for char(n) with " padded" behind it. NULL when one of them is not known here.
 */
struct binary *binary_new(const char *const *receivers, size_t columns);
void binary_free(struct binary *binary); /* NULL is fine */

/*
 * Appends the rows to out. False when a field has no plain form, or the rows are not what COPY writes: then out holds
 * nothing of use. Takes up to sixteen bytes of memory per field, and as many as the text has.
 */
bool binary_rows(const struct binary *binary, const char *text, size_t length, uint32_t rows, struct buf *out);

#endif
