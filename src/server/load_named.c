#include "server/load_named.h"

#include "server/load_ask.h"
#include "server/load_preflight.h"

#include <string.h>

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

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

/* As a word of its own. Quotes inside a name are doubled in a text: such a name is not found, and not asked for. */
static bool mentions(const char *text, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = strstr(text, name); length > 0 && at != NULL; at = strstr(at + 1, name))
        if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
            return true;
    return false;
}

static bool is_mentioned(const struct load *load, const char *name, bool (*counts)(const struct entry *entry))
{
    for (size_t i = 0; i < load->toc->count; i++) {
        const struct entry *entry = &load->toc->entries[i];

        if (load_preflight_makes(load, entry) && entry->create != NULL && counts(entry) &&
            mentions(entry->create, name))
            return true;
    }
    return false;
}

/* How to add one: a row. */
static bool names_roles(const struct entry *entry)
{
    static const char *const kinds[] = {"ACL", "DEFAULT ACL", "POLICY", "USER MAPPING"};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(entry->kind, kinds[i]) == 0)
            return true;
    return false;
}

static bool names_tablespaces(const struct entry *entry)
{
    return strstr(entry->create, "TABLESPACE") != NULL;
}

/* The archive says which roles and tablespaces its statements name; which of the selected ones do, their texts say. */
static bool check_named(struct load *load, struct conn *conn, const char *fact, bool (*counts)(const struct entry *),
                        const char *sql, const char *sentence, const char *hint, struct err *err)
{
    struct load_names names = {0};
    struct rows *rows;

    for (size_t i = 0; i < load->toc->facts_count; i++)
        if (strcmp(load->toc->facts[i].key, fact) == 0 && is_mentioned(load, load->toc->facts[i].value, counts))
            load_ask_add(&names, load->toc->facts[i].value);
    if (!load_ask(conn, sql, &names, &rows, err))
        return false;
    load_ask_report(load, rows, "absent", fact, sentence, hint);
    rows_free(rows);
    return true;
}

bool load_named_check(struct load *load, struct conn *conn, struct err *err)
{
    return check_named(load, conn, "role", names_roles, find_roles,
                       "these roles, which are given rights, do not exist here",
                       "create the roles first, or leave rights out with -x", err) &&
           check_named(load, conn, "tablespace", names_tablespaces, find_tablespaces,
                       "these tablespaces do not exist here", "create them first", err);
}
