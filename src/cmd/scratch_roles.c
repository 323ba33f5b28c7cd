#include "cmd/scratch_roles.h"

#include "base/arena.h"
#include "pq/query.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * An archive names owners, and its statements name the roles that rights are given to, by and for. The statements are not
 * parsed: whatever stands where a role may stand is taken for one. That makes a few roles too many, which nobody will
 * miss.
 */
enum { NAME_MOST = 63 };

struct names {
    char **list;
    size_t count, size;
};

/* Kinds besides rights (ENTRY_RIGHTS) whose statements name roles. */
static const char *const kinds[] = {"DATABASE PROPERTIES", "POLICY", "USER MAPPING"};

/* What roles come after; and "," after a role. */
static const char *const keywords[] = {"TO", "FROM", "FOR", "ROLE", "USER", "BY", "IN"};

static bool is_one_of(const char *word, size_t length, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == length && memcmp(list[i], word, length) == 0)
            return true;
    return false;
}

static void add(struct names *names, const char *name, size_t length)
{
    if (length == 0 || length > NAME_MOST || strncmp(name, "pg_", 3) == 0)
        return;
    if (names->count == names->size) {
        names->size = names->size == 0 ? 64 : names->size * 2;
        names->list = mem_resize(names->list, names->size, sizeof *names->list);
    }
    names->list[names->count++] = mem_printf("%.*s", (int)length, name);
}

/* Behind the quoted name that begins at text, which is added without its quotes when it is wanted. */
static const char *take_quoted(struct names *names, const char *text, bool wanted)
{
    char name[NAME_MOST];
    size_t length = 0;

    for (text++; *text != '\0' && !(text[0] == '"' && text[1] != '"'); text++) {
        text += *text == '"';
        if (length < NAME_MOST)
            name[length] = *text;
        length++; /* too long a name is not added */
    }
    if (wanted)
        add(names, name, length);
    return *text == '"' ? text + 1 : text;
}

static bool is_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80) != 0;
}

static void take_names(struct names *names, const char *text)
{
    bool wanted = false; /* a role may stand here */
    bool after = false;  /* the last thing was one */

    while (*text != '\0') {
        size_t length = 0;

        while (is_of_word(text[length]))
            length++;
        if (length > 0) {
            bool keyword = is_one_of(text, length, keywords, sizeof keywords / sizeof keywords[0]);

            if (wanted && !keyword)
                add(names, text, length);
            after = wanted && !keyword;
            wanted = keyword;
            text += length;
        } else if (*text == '"') {
            text = take_quoted(names, text, wanted);
            after = wanted;
            wanted = false;
        } else {
            wanted = *text == ',' ? after : wanted && isspace((unsigned char)*text);
            text++;
        }
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void collect(struct names *names, const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        bool speaks = entry->flags & ENTRY_RIGHTS ||
                      is_one_of(entry->kind, strlen(entry->kind), kinds, sizeof kinds / sizeof kinds[0]);

        if (entry->owner != NULL)
            add(names, entry->owner, strlen(entry->owner));
        if (speaks && entry->create != NULL)
            take_names(names, entry->create);
    }
    if (names->count > 0)
        qsort(names->list, names->count, sizeof *names->list, compare_names);
}

/* Some objects belong to superusers only. Other roles must be none: what a superuser grants counts as granted by the owner. */
static bool is_superuser(const struct toc *toc, const char *name)
{
    static const char *const kinds_of_superusers[] = {"EVENT TRIGGER", "FOREIGN DATA WRAPPER", "SUBSCRIPTION"};

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (entry->owner != NULL && strcmp(entry->owner, name) == 0 &&
            is_one_of(entry->kind, strlen(entry->kind), kinds_of_superusers,
                      sizeof kinds_of_superusers / sizeof kinds_of_superusers[0]))
            return true;
    }
    return false;
}

static bool make_one(struct conn *conn, const struct toc *toc, const char *name, struct err *err)
{
    struct err refusal = ERR_INIT;
    char *quoted = query_identifier(conn, name, &refusal);

    if (quoted == NULL)
        return true;

    bool made =
        query_exec_format(conn, &refusal, "CREATE ROLE %s%s", quoted, is_superuser(toc, name) ? " SUPERUSER" : "");
    free(quoted);
    if (made || conn_is_usable(conn))
        return true;
    *err = refusal;
    return false;
}

bool scratch_roles_make(struct conn *conn, const struct toc *toc, struct err *err)
{
    struct names names = {0};
    bool good = true;

    collect(&names, toc);
    for (size_t i = 0; i < names.count && good; i++)
        if (i == 0 || strcmp(names.list[i], names.list[i - 1]) != 0)
            good = make_one(conn, toc, names.list[i], err);
    for (size_t i = 0; i < names.count; i++)
        free(names.list[i]);
    free(names.list);
    return good;
}
