#include "model/not_null_names.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A name in a text, without the quotes round it; those in it stay doubled. */
struct name {
    const char *text;
    size_t length;
};

/* Reads the name that begins at text; returns what is behind it. */
static const char *read_name(const char *text, struct name *name)
{
    const char *end = text + 1;

    if (*text != '"') {
        *name = (struct name){text, strcspn(text, " .(\n")};
        return text + name->length;
    }
    while (*end != '\0' && (*end != '"' || end[1] == '"'))
        end += 1 + (*end == '"');
    *name = (struct name){text + 1, (size_t)(end - text) - 1};
    return end + (*end == '"');
}

/* The table of a line that begins a CREATE TABLE, or none. */
static struct name find_table(const char *line)
{
    static const char word[] = "TABLE ";
    const char *at = memmem(line, strcspn(line, "\n"), word, strlen(word));
    struct name name = {NULL, 0};

    if (at == NULL)
        return name;
    at = read_name(at + strlen(word), &name);
    if (*at == '.')
        read_name(at + 1, &name);
    return name;
}

static bool is_plain(const char *name)
{
    return (*name == '_' || (*name >= 'a' && *name <= 'z')) &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] == '\0';
}

/* What a column's line would say of the usual name; malloc'd. */
static char *write_usual(struct name table, struct name column)
{
    char *name = mem_printf("%.*s_%.*s_not_null", (int)table.length, table.text, (int)column.length, column.text);
    const char *quote = is_plain(name) ? "" : "\"";
    char *clause = mem_printf(" CONSTRAINT %s%s%s NOT NULL", quote, name, quote);

    free(name);
    return clause;
}

static void drop_from(char *line, struct name table)
{
    struct name column;
    char *usual, *found;

    read_name(line, &column);
    usual = write_usual(table, column);
    found = memmem(line, strcspn(line, "\n"), usual, strlen(usual));
    if (found != NULL) {
        char *rest = found + strlen(usual) - strlen(" NOT NULL");

        memmove(found, rest, strlen(rest) + 1);
    }
    free(usual);
}

void not_null_names_drop(char *statements)
{
    struct name table = {NULL, 0};

    for (char *line = statements; *line != '\0'; line += *line == '\n') {
        if (strncmp(line, "CREATE ", 7) == 0)
            table = find_table(line);
        else if (strncmp(line, "    ", 4) == 0 && table.length > 0)
            drop_from(line + 4, table);
        line += strcspn(line, "\n");
    }
}
