#include "cmd/pick_list.h"

#include "base/arena.h"
#include "base/log.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pick_list_print(const struct toc *toc, const char *archive)
{
    char kind[64], schema[256], name[512], owner[256];

    printf("; %s\n; strike out lines, or put ';' before them, and give the rest to restore --use-list\n",
           log_safe(archive, name, sizeof name));
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (entry->selected)
            printf("%" PRIu32 "; %s %s%s%s %s\n", entry->id, log_safe(entry->kind, kind, sizeof kind),
                   entry->schema != NULL ? log_safe(entry->schema, schema, sizeof schema) : "",
                   entry->schema != NULL ? "." : "", log_safe(entry->name, name, sizeof name),
                   entry->owner != NULL ? log_safe(entry->owner, owner, sizeof owner) : "-");
    }
}

/* The entry that the line names; NULL for a line that says nothing. */
static bool read_line(const char *line, const struct toc *toc, const struct entry **entry, struct err *err)
{
    unsigned long long id;
    char *end;

    *entry = NULL;
    line += strspn(line, " \t\r\n");
    if (*line == '\0' || *line == ';')
        return true;
    if (!isdigit((unsigned char)*line))
        return err_set(err, ERR_USAGE, "there is no id at its beginning");
    errno = 0;
    id = strtoull(line, &end, 10);
    if (end[strspn(end, " \t\r\n")] != ';' && end[strspn(end, " \t\r\n")] != '\0')
        return err_set(err, ERR_USAGE, "there is no ';' behind the id");
    if (errno == 0 && id <= UINT32_MAX)
        *entry = entry_find(toc, (uint32_t)id);
    return *entry != NULL || err_set(err, ERR_USAGE, "the archive has no entry %.*s", (int)(end - line), line);
}

static bool read_lines(FILE *lines, const struct toc *toc, bool *listed, struct err *err)
{
    char *line = NULL;
    size_t size = 0, number = 0;
    bool good = true;

    while (good && getline(&line, &size, lines) >= 0) {
        const struct entry *entry;

        number++;
        good = read_line(line, toc, &entry, err);
        if (good && entry != NULL)
            listed[entry->id] = true;
    }
    free(line);
    if (!good) {
        char *what = mem_strdup(err->message);

        err_clear(err);
        err_set(err, ERR_USAGE, "--use-list: line %zu: %s", number, what);
        err_hint(err, "--list prints what can stand there");
        free(what);
    }
    return good;
}

bool pick_list_apply(const char *file, const struct toc *toc, struct err *err)
{
    FILE *lines = fopen(file, "re");
    bool *listed, good;

    if (lines == NULL)
        return err_errno(err, "--use-list: cannot read %s", file);
    listed = mem_calloc(toc->count + 1, sizeof *listed);
    good = read_lines(lines, toc, listed, err);
    if (good && ferror(lines))
        good = err_errno(err, "--use-list: cannot read %s", file);
    (void)fclose(lines);
    for (size_t i = 0; good && i < toc->count; i++)
        if (!listed[toc->entries[i].id])
            toc->entries[i].selected = false;
    free(listed);
    return good;
}
