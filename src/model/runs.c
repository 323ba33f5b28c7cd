#include "model/runs.h"

#include "base/arena.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

static void add_run(struct runs *runs, uint32_t first, uint32_t last)
{
    if ((runs->count & (runs->count - 1)) == 0)
        runs->list = mem_resize(runs->list, runs->count == 0 ? 1 : 2 * runs->count, sizeof *runs->list);
    runs->list[runs->count++] = (struct run){first, last};
}

void runs_add(struct runs *runs, uint32_t number)
{
    struct run *newest = runs->count > 0 ? &runs->list[runs->count - 1] : NULL;

    if (newest != NULL && newest->last != UINT32_MAX && number == newest->last + 1)
        newest->last = number;
    else
        add_run(runs, number, number);
}

void runs_reset(struct runs *runs)
{
    free(runs->list);
    *runs = (struct runs){.list = NULL};
}

static int compare_runs(const void *a, const void *b)
{
    const struct run *left = a, *right = b;

    return left->first == right->first ? 0 : left->first < right->first ? -1 : 1;
}

void runs_sort(struct runs *runs)
{
    size_t kept = 0;

    if (runs->count < 2)
        return;
    qsort(runs->list, runs->count, sizeof *runs->list, compare_runs);
    for (size_t i = 1; i < runs->count; i++) {
        struct run *run = &runs->list[kept], next = runs->list[i];

        if (run->last == UINT32_MAX || next.first <= run->last + 1)
            run->last = next.last > run->last ? next.last : run->last;
        else
            runs->list[++kept] = next;
    }
    runs->count = kept + 1;
}

bool runs_has(const struct runs *runs, uint32_t number)
{
    size_t low = 0, high = runs->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (number < runs->list[middle].first)
            high = middle;
        else if (number > runs->list[middle].last)
            low = middle + 1;
        else
            return true;
    }
    return false;
}

void runs_write(const struct runs *runs, struct buf *text)
{
    for (size_t i = 0; i < runs->count; i++) {
        buf_printf(text, "%s%u", i > 0 ? "," : "", (unsigned)runs->list[i].first);
        if (runs->list[i].last != runs->list[i].first)
            buf_printf(text, "-%u", (unsigned)runs->list[i].last);
    }
}

static bool parse_number(const char **text, uint32_t *number)
{
    unsigned long long value;
    char *end;

    if (!isdigit((unsigned char)**text))
        return false;
    errno = 0;
    value = strtoull(*text, &end, 10);
    if (errno != 0 || value > UINT32_MAX)
        return false;
    *number = (uint32_t)value;
    *text = end;
    return true;
}

bool runs_parse(struct runs *runs, const char *text)
{
    uint32_t first, last;

    while (parse_number(&text, &first)) {
        last = first;
        if (*text == '-') {
            text++;
            if (!parse_number(&text, &last) || last < first)
                return false;
        }
        add_run(runs, first, last);
        if (*text == '\0')
            return true;
        if (*text++ != ',')
            return false;
    }
    return false;
}
