#include "server/gate.h"

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads ">=15" or "<15" and moves on; false when there is no such thing. */
static bool take_condition(const char **at, const char *end, unsigned major, bool *meets)
{
    const char *next = *at;
    bool is_least = end - next > 2 && next[0] == '>' && next[1] == '=';
    unsigned number = 0;

    if (!is_least && !(end - next > 1 && next[0] == '<'))
        return false;
    next += is_least ? 2 : 1;
    if (next == end || !is_digit(*next))
        return false;
    while (next < end && is_digit(*next) && number < 1000)
        number = number * 10 + (unsigned)(*next++ - '0');
    *meets = *meets && (is_least ? major >= number : major < number);
    *at = next;
    return true;
}

/* The text after the last "--" of the line, or NULL. */
static const char *find_comment(const char *line, const char *end)
{
    for (const char *at = end - 2; at >= line; at--)
        if (at[0] == '-' && at[1] == '-')
            return at + 2;
    return NULL;
}

static bool is_wanted(const char *line, size_t length, unsigned major)
{
    const char *end = line + length, *at = length < 2 ? NULL : find_comment(line, end);
    bool meets = true, gated = false;

    while (at != NULL) {
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (at == end)
            return !gated || meets;
        if (!take_condition(&at, end, major, &meets))
            return true; /* an ordinary comment */
        gated = true;
    }
    return true;
}

char *gate_apply(const char *text, unsigned major)
{
    struct buf kept = {0};

    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), whole = length + (text[length] == '\n');

        if (is_wanted(text, length, major))
            buf_add(&kept, text, whole);
        text += whole;
    }
    return kept.data == NULL ? mem_strdup("") : kept.data;
}
