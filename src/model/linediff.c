#include "model/linediff.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * After the common beginning and end are taken off, a table holds for each pair of rests the length of their longest
 * common sequence; walking through it from its start gives the lines. Texts here are statements: the table is small.
 */
enum { TABLE_MOST = 4 << 20 };

struct text {
    struct linediff_line *lines;
    size_t count;
};

struct result {
    struct linediff_line *lines;
    size_t count;
};

static struct text split(const char *text)
{
    struct text split = {.lines = mem_alloc(1)};

    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");

        split.lines = mem_resize(split.lines, split.count + 1, sizeof *split.lines);
        split.lines[split.count++] = (struct linediff_line){.mark = ' ', .text = text, .length = length};
        text += length + (text[length] == '\n');
    }
    return split;
}

static bool equal(const struct linediff_line *a, const struct linediff_line *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static void add(struct result *result, const struct linediff_line *line, char mark)
{
    result->lines[result->count] = *line;
    result->lines[result->count++].mark = mark;
}

static void add_all(struct result *result, const struct linediff_line *lines, size_t count, char mark)
{
    for (size_t i = 0; i < count; i++)
        add(result, &lines[i], mark);
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* lengths[i * (b_count + 1) + j]: of what a from i on and b from j on have in common. */
static uint32_t *common_lengths(const struct linediff_line *a, size_t a_count, const struct linediff_line *b,
                                size_t b_count)
{
    size_t width = b_count + 1;
    uint32_t *lengths = mem_calloc((a_count + 1) * width, sizeof *lengths);

    for (size_t i = a_count; i-- > 0;)
        for (size_t j = b_count; j-- > 0;)
            lengths[i * width + j] = equal(&a[i], &b[j])
                                         ? lengths[(i + 1) * width + j + 1] + 1
                                         : larger(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    return lengths;
}

static void add_middle(struct result *result, const struct linediff_line *a, size_t a_count,
                       const struct linediff_line *b, size_t b_count)
{
    size_t i = 0, j = 0;

    if (a_count > 0 && b_count > 0 && a_count < TABLE_MOST / (b_count + 1)) {
        uint32_t *lengths = common_lengths(a, a_count, b, b_count);

        while (i < a_count && j < b_count) {
            if (equal(&a[i], &b[j])) {
                add(result, &a[i++], ' ');
                j++;
            } else if (lengths[(i + 1) * (b_count + 1) + j] >= lengths[i * (b_count + 1) + j + 1]) {
                add(result, &a[i++], '-');
            } else {
                add(result, &b[j++], '+');
            }
        }
        free(lengths);
    }
    add_all(result, a + i, a_count - i, '-');
    add_all(result, b + j, b_count - j, '+');
}

size_t linediff_make(const char *first, const char *second, struct linediff_line **lines)
{
    struct text a = split(first), b = split(second);
    struct result result = {.lines = mem_calloc(a.count + b.count + 1, sizeof *result.lines)};
    size_t begin = 0, end = 0;

    while (begin < a.count && begin < b.count && equal(&a.lines[begin], &b.lines[begin]))
        begin++;
    while (end < a.count - begin && end < b.count - begin &&
           equal(&a.lines[a.count - end - 1], &b.lines[b.count - end - 1]))
        end++;
    add_all(&result, a.lines, begin, ' ');
    add_middle(&result, a.lines + begin, a.count - begin - end, b.lines + begin, b.count - begin - end);
    add_all(&result, a.lines + a.count - end, end, ' ');
    free(a.lines);
    free(b.lines);
    *lines = result.lines;
    return result.count;
}
