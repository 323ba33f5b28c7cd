#include "server/standing.h"

#include "base/arena.h"
#include "model/filter.h"
#include "pq/query.h"
#include "server/catalog.h"
#include "server/relations.h"
#include "server/snapshot.h"

static bool read_all(struct conn *conn, struct toc *toc, struct err *err)
{
    struct filter_options everything = {.schema_only = false};
    struct relations *relations = NULL;
    struct filter *filter;
    bool ok;

    if (!filter_new(&everything, &filter, err))
        return false;
    ok = relations_read(conn, filter, &relations, err);
    if (ok) {
        relations->scope.no_values = relations->scope.no_facts = true;
        ok = catalog_read(&conn, 1, &relations->scope, toc, err);
    }
    relations_free(relations);
    filter_free(filter);
    return ok;
}

bool standing_read(struct conn *conn, struct toc *toc, struct err *err)
{
    struct err ignored = ERR_INIT;
    bool ok;

    *toc = (struct toc){.arena = arena_new()};
    if (!snapshot_begin(conn, false, err))
        return false;
    ok = read_all(conn, toc, err);
    if (conn_is_usable(conn))
        query_exec(conn, "ROLLBACK", &ignored);
    return ok;
}

void standing_free(struct toc *toc)
{
    if (toc->arena != NULL)
        arena_free(toc->arena);
    *toc = (struct toc){.arena = NULL};
}
