#include "cmd/filter_file.h"

#include "base/arena.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n\v\f";

#define LIST(field) offsetof(struct selection_options, field)

enum { NONE = -1 };

/* To which lists a line adds. How to add one: a row, and a line in pgsnap-dump(1). */
static const struct {
    const char *kind;
    int include, exclude; /* NONE: there is no such choice */
} kinds[] = {
    {"extension", LIST(extensions), LIST(exclude_extensions)},
    {"foreign_data", LIST(foreign_servers), NONE},
    {"schema", LIST(schemas), LIST(exclude_schemas)},
    {"table", LIST(tables), LIST(exclude_tables)},
    {"table_and_children", LIST(table_trees), LIST(exclude_table_trees)},
    {"table_data", NONE, LIST(exclude_data)},
    {"table_data_and_children", NONE, LIST(exclude_data_trees)},
};

#undef LIST

/* The word at *text, and *text behind it. Compares, and takes it when it is that one. */
static bool take_word(const char **text, const char *word)
{
    size_t length = strcspn(*text, blanks);

    if (length != strlen(word) || strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    *text += strspn(*text, blanks);
    return true;
}

static bool add_pattern(struct selection_options *selection, int list, const char *pattern)
{
    char *copy = mem_strdup(pattern);

    opt_list_add(&selection->filter_texts, copy);
    opt_list_add((struct opt_list *)(void *)((char *)selection + list), copy);
    return true;
}

/* line: without comment and blanks at its ends. */
static bool read_choice(const char *line, struct selection_options *selection, struct err *err)
{
    bool include = take_word(&line, "include");

    if (!include && !take_word(&line, "exclude"))
        return err_set(err, ERR_USAGE, "it begins neither with include nor with exclude");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int list = include ? kinds[i].include : kinds[i].exclude;

        if (!take_word(&line, kinds[i].kind))
            continue;
        if (list == NONE)
            return err_set(err, ERR_USAGE, "%s can only be %s", kinds[i].kind, include ? "excluded" : "included");
        if (*line == '\0')
            return err_set(err, ERR_USAGE, "there is no pattern behind %s", kinds[i].kind);
        return add_pattern(selection, list, line);
    }
    return err_set(err, ERR_USAGE, "there is nothing of the kind \"%.*s\" to choose", (int)strcspn(line, blanks), line);
}

/* Cuts the comment off, and blanks. True when the line ends within quotes. */
static bool trim(struct buf *line)
{
    bool quoted = false;
    size_t used = 0;

    for (; used < line->used && (quoted || line->data[used] != '#'); used++)
        if (line->data[used] == '"')
            quoted = !quoted;
    if (quoted)
        return true;
    while (used > 0 && strchr(blanks, line->data[used - 1]) != NULL)
        used--;
    line->used = used;
    if (line->data != NULL)
        line->data[used] = '\0';
    return false;
}

static bool read_line(struct buf *line, struct selection_options *selection, struct err *err)
{
    const char *text = buf_text(line) + strspn(buf_text(line), blanks);

    if (strlen(buf_text(line)) != line->used)
        return err_set(err, ERR_USAGE, "there is a NUL in it");
    return *text == '\0' || read_choice(text, selection, err);
}

static bool name_line(const char *file, size_t number, struct err *err)
{
    char *what = mem_strdup(err->message);

    err_clear(err);
    err_set(err, ERR_USAGE, "--filter %s: line %zu: %s", file, number, what);
    err_hint(err, "lines are as \"include table app.*\" or \"exclude table_data app.log\"");
    free(what);
    return false;
}

static bool read_lines(FILE *lines, const char *file, struct selection_options *selection, struct err *err)
{
    struct buf line = {0};
    char *text = NULL;
    size_t size = 0, number = 0, first = 1;
    ssize_t length;
    bool good = true, open = false;

    while (good && (length = getline(&text, &size, lines)) >= 0) {
        number++;
        if (!open)
            first = number;
        buf_add(&line, text, (size_t)length);
        open = trim(&line);
        if (open)
            continue;
        good = read_line(&line, selection, err) || name_line(file, first, err);
        buf_reset(&line);
    }
    if (good && open) {
        err_set(err, ERR_USAGE, "a double quote is not closed");
        good = name_line(file, first, err);
    }
    free(text);
    buf_free(&line);
    return good;
}

static bool read_file(const char *file, struct selection_options *selection, struct err *err)
{
    bool is_input = strcmp(file, "-") == 0;
    FILE *lines = is_input ? stdin : fopen(file, "re");
    bool good;

    if (lines == NULL)
        return err_errno(err, "--filter: cannot read %s", file);
    good = read_lines(lines, file, selection, err);
    if (good && ferror(lines))
        good = err_errno(err, "--filter: cannot read %s", file);
    if (!is_input)
        (void)fclose(lines);
    return good;
}

bool filter_file_read(struct selection_options *selection, struct err *err)
{
    for (size_t i = 0; i < selection->filter_files.count; i++)
        if (!read_file(selection->filter_files.values[i], selection, err))
            return false;
    return true;
}
