/*
 * query.h - statements and their rows. All values come and go as text.
 */
#ifndef PGSNAP_QUERY_H
#define PGSNAP_QUERY_H

#include "pq/conn.h"
#include <pgsnap/err.h>
#include <stddef.h>
#include <stdint.h>

struct rows; /* a result; free with rows_free */

/* One or more statements by the simple protocol; results are thrown away; together one transaction unless inside one. */
bool query_exec(struct conn *conn, const char *sql, struct err *err);
bool query_exec_format(struct conn *conn, struct err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One statement. types: parameter type OIDs (may be NULL); values: text, NULL for SQL NULL. */
bool query_rows(struct conn *conn, const char *sql, size_t parameters, const uint32_t *types, const char *const *values,
                struct rows **rows, struct err *err);
/*
 * The same in three steps, so that several connections can answer at once: start it, wait until one of those that were
 * started has its whole answer (*which: its place in the list), collect that one's rows.
 */
bool query_start(struct conn *conn, const char *sql, size_t parameters, const uint32_t *types,
                 const char *const *values, struct err *err);
bool query_wait(struct conn *const *conns, size_t count, size_t *which, struct err *err);
bool query_collect(struct conn *conn, struct rows **rows, struct err *err);
/*
 * Between begin and end a connection takes more queries while it answers one: query_start each, then query_collect the answers in
 * the same order, or query_discard one without looking at it. Nothing else may be asked of it, and end comes when no answer is left.
 * In a transaction one that fails makes those behind it fail too.
 */
bool query_pipeline_begin(struct conn *conn, struct err *err);
void query_discard(struct conn *conn);
void query_pipeline_end(struct conn *conn);
/* The first column of the only row, malloc'd (NULL for SQL NULL or for no row). */
bool query_value(struct conn *conn, const char *sql, char **value, struct err *err);

size_t rows_count(const struct rows *rows);
int rows_column(const struct rows *rows, const char *name);            /* -1 when there is none */
const char *rows_get(const struct rows *rows, size_t row, int column); /* NULL for SQL NULL; valid until rows_free */
/* As rows_get, but "" for SQL NULL: a server may answer otherwise than PostgreSQL would. */
const char *rows_text(const struct rows *rows, size_t row, int column);
size_t rows_length(const struct rows *rows, size_t row, int column);
uint32_t rows_get_oid(const struct rows *rows, size_t row, int column);   /* 0 for NULL */
int64_t rows_get_number(const struct rows *rows, size_t row, int column); /* 0 for NULL */
bool rows_get_bool(const struct rows *rows, size_t row, int column);
void rows_free(struct rows *rows); /* NULL is fine */

/* Quoted for SQL by libpq in the connection's encoding; malloc'd; NULL and err when the bytes are invalid in it. */
char *query_literal(struct conn *conn, const char *text, struct err *err);
char *query_identifier(struct conn *conn, const char *name, struct err *err);

#endif
