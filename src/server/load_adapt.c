#include "server/load_adapt.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/closure.h"
#include "model/twins.h"
#include "pq/query.h"
#include "server/load_globals.h"
#include "server/load_intent.h"
#include "server/load_ledger.h"
#include "server/sql.h"

#include <stdlib.h>

/* The server quotes: it knows its keywords. */
static bool quote_role(struct toc *toc, struct conn *conn, struct edit_role *role, struct err *err)
{
    static const uint32_t types[] = {SQL_TEXT};
    const char *const values[] = {role->to};
    struct rows *rows;

    if (!query_rows(conn, "SELECT pg_catalog.quote_ident($1)", 1, types, values, &rows, err))
        return false;
    role->quoted = arena_strdup(toc->arena, rows_text(rows, 0, 0));
    rows_free(rows);
    return true;
}

static bool map_roles(struct load *load, struct toc *toc, struct conn *conn, struct err *err)
{
    struct edit_options edit = {.roles = load->options.roles, .roles_count = load->options.roles_count};

    if (edit.roles_count == 0)
        return true;
    if (!edit_knows_roles(toc)) {
        err_set(err, ERR_FAILED,
                "the archive does not say where roles stand in its statements, so that --role-map "
                "cannot be done");
        return err_hint(err, "it was written by an older pgsnap: leave owners and rights out with -O and -x");
    }
    for (size_t i = 0; i < edit.roles_count; i++)
        if (!quote_role(toc, conn, &edit.roles[i], err))
            return false;
    edit_toc(toc, &edit);
    for (size_t i = 0; i < edit.roles_count; i++)
        if (!edit.roles[i].used)
            log_warning("--role-map: nothing in the archive has to do with a role \"%s\"", edit.roles[i].from);
    return true;
}

static bool spare(struct load *load, struct toc *toc, struct conn *conn, struct err *err)
{
    uint32_t *there;
    bool ok;

    if (!load->options.with_dependencies || load->options.create)
        return true;
    if (!load_intent_read(load, conn, err))
        return false;
    there = twins_find(toc, &load->standing);
    ok = !load->options.resume || load_ledger_narrow(load, conn, there, err);
    if (ok)
        closure_spare(toc, there);
    free(there);
    return ok;
}

bool load_adapt_entries(struct load *load, struct toc *toc, struct conn *conn, struct err *err)
{
    return map_roles(load, toc, conn, err) && load_globals_choose(load, toc, conn, err) && spare(load, toc, conn, err);
}
