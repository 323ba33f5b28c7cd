/*
 * sql.h - the SQL files of server/sql, embedded at build time by embed.awk, and how to run one.
 */
#ifndef PGSNAP_SQL_H
#define PGSNAP_SQL_H

#include "pq/conn.h"
#include "pq/query.h"
#include <pgsnap/err.h>
#include <stddef.h>
#include <stdint.h>

struct server_sql {
    const char *name; /* of the file, without ".sql" */
    const char *text;
};

/* Sorted by name, ended by a row whose name is NULL. In the generated sql_embedded.c. */
extern const struct server_sql server_sql[];

/*
 * Runs a file, made fit for the server's version (server/gate.h). types and values as for query_rows. An error names
 * the file.
 */
bool sql_run(struct conn *conn, const char *name, size_t parameters, const uint32_t *types, const char *const *values,
             struct rows **rows, struct err *err);

/* The same in two steps, between which query_wait (pq/query.h) may be called. */
struct sql_started {
    const char *name;
    double milliseconds;
};
bool sql_start(struct conn *conn, const char *name, size_t parameters, const uint32_t *types, const char *const *values,
               struct sql_started *started, struct err *err);
bool sql_collect(struct conn *conn, const struct sql_started *started, struct rows **rows, struct err *err);

/* Type OIDs of parameters; they are the same in every server. */
enum { SQL_BOOL = 16, SQL_TEXT = 25, SQL_OID_ARRAY = 1028 };

/* {"a","b"}, malloc'd: the text of a text[]. */
char *sql_text_array(const char *const *texts, size_t count);
/* "{1,2,3}", malloc'd: the text of an oid[]. */
char *sql_oid_array(const uint32_t *oids, size_t count);

#endif
