#include "server/load_named.h"

#include "model/globals.h"
#include "server/load_ask.h"
#include "server/load_preflight.h"

static const char find_roles[] = "SELECT wanted.name, 'absent' AS problem"
                                 " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                 " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS role"
                                 " WHERE role.rolname::pg_catalog.text = wanted.name)"
                                 " ORDER BY wanted.name COLLATE \"C\"";

static const char find_tablespaces[] = "SELECT wanted.name, 'absent' AS problem"
                                       " FROM pg_catalog.unnest($1::pg_catalog.text[]) AS wanted (name)"
                                       " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace AS space"
                                       " WHERE space.spcname::pg_catalog.text = wanted.name)"
                                       " ORDER BY wanted.name COLLATE \"C\"";

/* The marks say it. Owners are asked for elsewhere. */
static bool check_named(struct load *load, struct conn *conn, enum mark_kind kind, const char *word, const char *sql,
                        const char *sentence, const char *hint, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        for (size_t j = 0; load_preflight_makes(load, entry) && j < entry->marks_count; j++)
            if (entry->marks[j].text == MARK_CREATE && entry->marks[j].kind == kind)
                load_ask_add(&names, entry->marks[j].object);
    }
    if (!load_ask(conn, sql, &names, &rows, err))
        return false;
    load_ask_report(load, rows, "absent", word, sentence, hint);
    rows_free(rows);
    return true;
}

bool load_named_check(struct load *load, struct conn *conn, struct err *err)
{
    return (globals_have_roles(load->toc) ||
            check_named(load, conn, MARK_ROLE, "role", find_roles,
                        "these roles, which are given rights, do not exist here",
                        "create the roles first (dump --globals-only saves them), give their rights to others with "
                        "--role-map, or leave rights out with -x",
                        err)) &&
           check_named(load, conn, MARK_TABLESPACE, "tablespace", find_tablespaces,
                       "these tablespaces do not exist here",
                       "create them first (dump --globals-only saves them), or restore with --no-tablespaces", err);
}
