/*
 * conn.h - a connection to a server. src/pq is the only folder that sees libpq-fe.h.
 *
 * A struct conn is used by one thread at a time, except conn_cancel. After a connection failure every call fails.
 * Messages carry the server's primary message, and DETAIL and CONTEXT lines after newlines; the hint is the server's.
 */
#ifndef PGSNAP_CONN_H
#define PGSNAP_CONN_H

#include <pgsnap/err.h>
#include <stdbool.h>

struct conn;
struct stop;

/* How the user named the database. Every field may be NULL; see conn_target_resolve. */
struct conn_target {
    const char *dbname; /* name, conninfo string or URI */
    const char *host, *port, *user;
    const char *role;  /* SET ROLE after connecting */
    bool no_password;  /* -w */
    bool password;     /* -W: ask on the terminal before connecting */
    struct stop *stop; /* ends conn_open from another thread (pq/stop.h); NULL: nobody does */
};

/*
 * Opens a connection with PQconnectdbParams. dbname NULL: the environment's DATABASE_URL if set and neither host, port nor user
 * are given, else libpq's own environment. "postgresql+psycopg://", "postgres+asyncpg://" and the like lose the driver suffix.
 * A password is asked for on the terminal (/dev/tty) when the server wants one, none is known and -w is not given; it is then
 * kept in *password (malloc'd, in and out; may point to NULL) for the lanes' connections.
 * override_dbname, if not NULL, replaces the database in the target (for -C and for lanes).
 * When it is stopped it fails with err->cancelled. Errors name host, port, database and user, never a password. Checks that the server is 12 or newer; asks for
 * client_encoding = the database's own encoding.
 */
bool conn_open(const struct conn_target *target, const char *override_dbname, char **password, struct conn **conn,
               struct err *err);
void conn_close(struct conn *conn); /* NULL is fine */

int conn_version(const struct conn *conn);                             /* 150018 */
const char *conn_parameter(const struct conn *conn, const char *name); /* server_version, in_hot_standby, ... or NULL */
const char *conn_dbname(const struct conn *conn);
const char *conn_host(const struct conn *conn);
bool conn_is_local(const struct conn *conn); /* through a socket of this machine's file system */
const char *conn_port(const struct conn *conn);
const char *conn_user(const struct conn *conn);
const char *conn_sqlstate(const struct conn *conn); /* of the last failed call; "" when it was not the server's */
bool conn_is_usable(const struct conn *conn);       /* false once the connection is lost */

/* Any thread, does not block: asks the server to cancel what the connection is doing. Safe against a concurrent conn_close only if
 * the caller holds its own lock around both. */
void conn_cancel(struct conn *conn);

/* Notices go to log_verbose unless a function was set; used to count "skipping" notices. */

#endif
