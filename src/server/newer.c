#include "server/newer.h"

#include "base/arena.h"
#include "base/log.h"
#include "pq/query.h"
#include "server/sql.h"

#include <stdlib.h>

/*
 * quote_ident and pg_get_*def quote what is a keyword of their own major. We do not quote everything always: a script is
 * for reading too.
 */
static bool has_newer_words(struct conn *conn, bool *quotes, struct err *err)
{
    struct rows *rows = NULL;

    if (!sql_run(conn, "newer_words", 0, NULL, NULL, &rows, err))
        return false;
    *quotes = rows_count(rows) == 1 && rows_get_bool(rows, 0, rows_column(rows, "met"));
    rows_free(rows);
    return true;
}

char *newer_warning(unsigned major, const char *unknown)
{
    if (major <= NEWEST_KNOWN_MAJOR)
        return NULL;
    if (unknown == NULL || *unknown == '\0')
        return mem_printf("PostgreSQL %u is newer than what this program knows (%d); its catalogs hold nothing unknown",
                          major, NEWEST_KNOWN_MAJOR);
    return mem_printf("PostgreSQL %u is newer than what this program knows (%d); not looked at: %s", major,
                      NEWEST_KNOWN_MAJOR, unknown);
}

static bool warn_of_newer(struct conn *conn, struct err *err)
{
    unsigned major = (unsigned)conn_version(conn) / 10000;
    struct rows *rows = NULL;
    char *warning;

    if (major <= NEWEST_KNOWN_MAJOR)
        return true;
    if (!sql_run(conn, "newer_catalogs", 0, NULL, NULL, &rows, err))
        return false;
    warning = newer_warning(major, rows_count(rows) == 0 ? NULL : rows_get(rows, 0, rows_column(rows, "unknown")));
    log_warning("%s", warning);
    free(warning);
    rows_free(rows);
    return true;
}

static bool set_quoting(struct conn *const *conns, size_t count, const char *state, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!query_exec_format(conns[i], err, "SET quote_all_identifiers = %s", state))
            return false;
    return true;
}

bool newer_prepare(struct conn *const *conns, size_t count, bool *quotes, struct err *err)
{
    if (!warn_of_newer(conns[0], err) || !has_newer_words(conns[0], quotes, err))
        return false;
    if (!*quotes)
        return true;
    log_verbose("a name is a keyword of a later PostgreSQL: all names are quoted");
    return set_quoting(conns, count, "on", err);
}

bool newer_finish(struct conn *const *conns, size_t count, bool quotes, struct err *err)
{
    return !quotes || set_quoting(conns, count, "off", err);
}
