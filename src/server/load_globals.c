#include "server/load_globals.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/globals.h"
#include "model/naming.h"
#include "pq/query.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAMED = 5 };

/* "mine": the restore goes on as this role, and shall not lose what it needs for that. */
static const char find_standing[] =
    "SELECT 'ROLE', rolname COLLATE \"C\", rolname IN (session_user, current_user) FROM pg_catalog.pg_roles"
    " UNION ALL SELECT 'ROLE SETTING', ('of all roles ' || split_part(setting, '=', 1)) COLLATE \"C\", false"
    " FROM pg_catalog.pg_db_role_setting, unnest(setconfig) AS setting WHERE setdatabase = 0 AND setrole = 0"
    " UNION ALL SELECT 'TABLESPACE', spcname COLLATE \"C\", false FROM pg_catalog.pg_tablespace ORDER BY 1, 2";

struct standing_globals {
    struct toc *toc;
    struct rows *rows;
    bool *stands; /* per entry of the toc */
};

static int compare_with_row(const struct standing_globals *standing, const struct entry *entry, size_t row)
{
    int kinds = strcmp(entry->kind, rows_text(standing->rows, row, 0));

    return kinds != 0 ? kinds : strcmp(entry->name, rows_text(standing->rows, row, 1));
}

/* The row that says that the server has it; -1: it has not. */
static int find_row(const struct standing_globals *standing, const struct entry *entry)
{
    size_t first = 0, end = rows_count(standing->rows);

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        int order = compare_with_row(standing, entry, middle);

        if (order == 0)
            return (int)middle;
        if (order < 0)
            end = middle;
        else
            first = middle + 1;
    }
    return -1;
}

static bool is_mine(const struct standing_globals *standing, int row)
{
    return row >= 0 && strcmp(rows_text(standing->rows, (size_t)row, 2), "t") == 0;
}

static bool is_needed_by_role(const struct entry *entry)
{
    return strcmp(entry->kind, "ROLE ATTRIBUTES") == 0 || strcmp(entry->kind, "ROLE PASSWORD") == 0;
}

/* Other lanes have yet to connect, with the password that was given. */
static void spare_own_role(const struct standing_globals *standing)
{
    for (size_t i = 0; i < standing->toc->count; i++) {
        struct entry *entry = &standing->toc->entries[i];
        const struct entry *role = entry->needs_count > 0 ? entry_find(standing->toc, entry->needs[0]) : NULL;

        if (is_needed_by_role(entry) && role != NULL && is_mine(standing, find_row(standing, role)))
            entry->selected = false;
    }
}

static void tell(const struct naming *naming, const char *names, bool clean)
{
    if (naming->count == 0)
        return;
    if (clean)
        log_info("there already, and so given what the archive says of them: %s", names);
    else
        log_info("there already, and left as they are (-c gives them what the archive says of them): %s", names);
}

bool load_globals_choose(struct load *load, struct toc *toc, struct conn *conn, struct err *err)
{
    struct standing_globals standing = {.toc = toc};
    struct naming naming = {.most = MOST_NAMED};

    if (!globals_are_in(toc))
        return true;
    if (!query_rows(conn, find_standing, 0, NULL, NULL, &standing.rows, err))
        return false;
    standing.stands = mem_calloc(toc->count + 1, sizeof *standing.stands);
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        int row = globals_may_stand(entry) ? find_row(&standing, entry) : -1;

        standing.stands[i] = row >= 0;
        if (row >= 0 && entry->selected && !is_mine(&standing, row))
            naming_add(&naming, entry);
    }
    globals_choose(toc, standing.stands, load->options.clean);
    spare_own_role(&standing);
    tell(&naming, naming_finish(&naming), load->options.clean);
    load->options.clean = false;
    naming_free(&naming);
    free(standing.stands);
    rows_free(standing.rows);
    return true;
}
