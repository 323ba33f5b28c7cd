#include "cmd/differences.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/log.h"
#include "cmd/report.h"
#include "model/linediff.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 3 }; /* lines shown around a changed one */

static void count_all(struct differences *differences)
{
    for (size_t i = 0; i < differences->count; i++) {
        const struct compare_difference *difference = &differences->list[i];

        differences->added += difference->status == COMPARE_ADDED;
        differences->removed += difference->status == COMPARE_REMOVED;
        differences->changed += difference->statements;
        differences->rows += difference->rows;
    }
    for (size_t i = 0; i < differences->first->toc->count; i++) {
        const struct entry *entry = &differences->first->toc->entries[i];

        differences->objects += entry->selected && entry->stage != STAGE_DATABASE && !(entry->flags & ENTRY_ROWS);
        differences->tables +=
            entry->selected && (entry->flags & ENTRY_ROWS) && !compare_is_foreign(differences->first->toc, entry);
    }
}

void differences_find(const struct side *first, const struct side *second, const struct compare_options *options,
                      struct differences *differences)
{
    struct compare_side a = {first->toc, first->counts}, b = {second->toc, second->counts};

    *differences = (struct differences){.first = first, .second = second, .options = *options};
    differences->options.statements = side_same_words(first, second);
    differences->count = compare_sides(&a, &b, &differences->options, &differences->list);
    count_all(differences);
}

void differences_free(struct differences *differences)
{
    free(differences->list);
    *differences = (struct differences){0};
}

static void add_rows(struct buf *out, const struct compare_difference *difference)
{
    char first[32], second[32];

    report_number(difference->first_counts.rows, first, sizeof first);
    report_number(difference->second_counts.rows, second, sizeof second);
    buf_printf(out, "%s row%s ", first, difference->first_counts.rows == 1 ? "" : "s");
    if (difference->first_counts.rows != difference->second_counts.rows)
        buf_printf(out, "against %s", second);
    else
        buf_printf(out, "on both sides, but %s", difference->columns ? "their columns differ" : "not the same");
    if (difference->together)
        buf_add_text(out, " (in all partitions together)");
}

static void add_change(struct buf *out, const struct compare_difference *difference)
{
    const struct entry *a = difference->first, *b = difference->second;
    bool same_text =
        a->create == NULL || b->create == NULL ? a->create == b->create : strcmp(a->create, b->create) == 0;

    if (difference->rows)
        add_rows(out, difference);
    else if (same_text && a->owner != NULL && b->owner != NULL && strcmp(a->owner, b->owner) != 0)
        buf_printf(out, "owner is %s against %s", a->owner, b->owner);
    else
        buf_add_text(out, a->flags & ENTRY_DATA ? "has another value" : "defined differently");
}

const char *differences_sentence(const struct compare_difference *difference, char *buffer, size_t size)
{
    struct buf out = {0};
    char name[512];

    entry_describe(difference->second != NULL ? difference->second : difference->first, name, sizeof name);
    buf_printf(&out, "%s: ", name);
    if (difference->status == COMPARE_REMOVED)
        buf_add_text(&out, "missing");
    else if (difference->status == COMPARE_ADDED)
        buf_add_text(&out, "added");
    else
        add_change(&out, difference);
    log_safe(buf_text(&out), buffer, size);
    buf_free(&out);
    return buffer;
}

static void add_number(struct buf *out, size_t number, const char *what)
{
    if (number == 0)
        return;
    buf_printf(out, out->used > 0 ? ", %zu %s" : "%zu %s", number, what);
}

const char *differences_summary(const struct differences *differences, char *buffer, size_t size)
{
    struct buf out = {0};

    if (differences->count == 0)
        buf_printf(&out, "no difference in %zu object%s and the rows of %zu table%s", differences->objects,
                   differences->objects == 1 ? "" : "s", differences->tables, differences->tables == 1 ? "" : "s");
    add_number(&out, differences->removed, "missing");
    add_number(&out, differences->added, "added");
    add_number(&out, differences->changed, "changed");
    if (differences->rows > 0)
        buf_printf(&out, "%srows differ in %zu table%s", out.used > 0 ? "; " : "", differences->rows,
                   differences->rows == 1 ? "" : "s");
    snprintf(buffer, size, "%s", buf_text(&out));
    buf_free(&out);
    return buffer;
}

const char *differences_limits(const struct differences *differences)
{
    if (differences->options.statements)
        return NULL;
    return "servers of different majors, or different versions of pgsnap, word definitions differently: compared were "
           "which "
           "objects there are, their owners, sequence values and rows";
}

static void print_line(char mark, const char *text, size_t length)
{
    char *line = mem_alloc(length + 1), *safe = mem_alloc(length * 4 + 1);

    memcpy(line, text, length);
    line[length] = '\0';
    printf("    %c %s\n", mark, log_safe(line, safe, length * 4 + 1));
    free(line);
    free(safe);
}

/* Whether a line is a changed one or near to one. */
static bool is_near_change(const struct linediff_line *lines, size_t count, size_t line)
{
    size_t first = line > CONTEXT ? line - CONTEXT : 0;

    for (size_t i = first; i < count && i <= line + CONTEXT; i++)
        if (lines[i].mark != ' ')
            return true;
    return false;
}

static void print_statements(const struct differences *differences, const struct compare_difference *difference)
{
    char *first = difference->first ? compare_shown(difference->first, &differences->options) : NULL;
    char *second = difference->second ? compare_shown(difference->second, &differences->options) : NULL;
    struct linediff_line *lines;
    size_t count = linediff_make(first, second, &lines);
    bool shown = true;

    for (size_t i = 0; i < count; i++) {
        bool show = is_near_change(lines, count, i);

        if (show)
            print_line(lines[i].mark, lines[i].text, lines[i].length);
        else if (shown)
            printf("      ...\n");
        shown = show;
    }
    free(lines);
    free(first);
    free(second);
}

static void print_counts(char mark, const struct counts *counts)
{
    char rows[32], bytes[32], digest[33];

    hash_digest_text(&counts->digest, digest);
    printf("    %c %s row%s, %s, digest %s\n", mark, report_number(counts->rows, rows, sizeof rows),
           counts->rows == 1 ? "" : "s", report_bytes(counts->bytes, bytes, sizeof bytes), digest);
}

static void print_one(const struct differences *differences, const struct compare_difference *difference, bool brief)
{
    static const char marks[] = {[COMPARE_REMOVED] = '-', [COMPARE_ADDED] = '+', [COMPARE_CHANGED] = '!'};
    const struct entry *entry = difference->second != NULL ? difference->second : difference->first;
    char name[512], text[2048];

    if (difference->status == COMPARE_CHANGED)
        differences_sentence(difference, text, sizeof text);
    else
        log_safe(entry_describe(entry, name, sizeof name), text, sizeof text);
    printf("%c %s\n", marks[difference->status], text);
    if (brief)
        return;
    if (difference->statements || difference->status != COMPARE_CHANGED)
        print_statements(differences, difference);
    if (entry->flags & ENTRY_ROWS && difference->status != COMPARE_ADDED)
        print_counts('-', &difference->first_counts);
    if (entry->flags & ENTRY_ROWS && difference->status != COMPARE_REMOVED)
        print_counts('+', &difference->second_counts);
}

void differences_print(const struct differences *differences, bool brief)
{
    char text[2048];

    printf("--- %s\n", side_describe(differences->first, text, sizeof text));
    printf("+++ %s\n", side_describe(differences->second, text, sizeof text));
    if (differences_limits(differences) != NULL)
        printf("%s\n", differences_limits(differences));
    for (size_t i = 0; i < differences->count; i++)
        print_one(differences, &differences->list[i], brief);
    printf("%s\n", differences_summary(differences, text, sizeof text));
}
