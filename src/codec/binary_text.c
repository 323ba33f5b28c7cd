#include "codec/binary_field.h"
#include "codec/hexdigits.h"
#include "codec/scan.h"

#include <stdbool.h>

/* What COPY writes after a backslash; 0 for what it never writes. */
static char unescape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'v':
        return '\v';
    case '\\':
        return '\\';
    default:
        return '\0';
    }
}

/* Copies up to the next tab, newline or backslash. */
static const char *copy_plain(const char *at, const char *end, char **to)
{
    for (; end - at >= SCAN_WIDTH; at += SCAN_WIDTH, *to += SCAN_WIDTH) {
        unsigned stops = scan_either(at, '\t', '\n') | scan_byte(at, '\\');

        scan_copy(*to, at);
        if (stops != 0) {
            *to += __builtin_ctz(stops);
            return at + __builtin_ctz(stops);
        }
    }
    while (*at != '\t' && *at != '\n' && *at != '\\')
        *(*to)++ = *at++;
    return at;
}

/* The value from `value` on; `out` is where its length goes. */
static const char *put_text(const char *at, const char *end, char *value, char **out)
{
    char *to = value;

    while (*(at = copy_plain(at, end, &to)) == '\\') {
        *to = unescape(at[1]);
        if (*to++ == '\0')
            return NULL;
        at += 2;
    }
    binary_field_put32(*out, (uint32_t)(to - *out - 4));
    *out = to;
    return at;
}

const char *binary_text(const char *at, const char *end, char **out)
{
    return put_text(at, end, *out + 4, out);
}

/* The tab, newline or backslash that comes next. */
static const char *find_stop(const char *at, const char *end)
{
    for (; end - at >= SCAN_WIDTH; at += SCAN_WIDTH) {
        unsigned stops = scan_either(at, '\t', '\n') | scan_byte(at, '\\');

        if (stops != 0)
            return at + __builtin_ctz(stops);
    }
    while (*at != '\t' && *at != '\n' && *at != '\\')
        at++;
    return at;
}

/* Where the blanks at the end of `start` to `end` begin. */
static char *trim(char *start, char *end)
{
    static const char blanks[SCAN_WIDTH] = "                ";

    while (end - start >= SCAN_WIDTH) {
        unsigned others = ~scan_equal(end - SCAN_WIDTH, blanks) & 0xffff;

        if (others != 0)
            return end - SCAN_WIDTH + (32 - __builtin_clz(others));
        end -= SCAN_WIDTH;
    }
    while (end > start && end[-1] == ' ')
        end--;
    return end;
}

/* char(n): the server fills it with blanks up to its length, which is cheaper for it than to count those that it is sent. */
const char *binary_text_padded(const char *at, const char *end, char **out)
{
    char *value = *out + 4, *length = *out;

    at = put_text(at, end, value, out);
    if (at == NULL)
        return NULL;
    *out = trim(value, *out);
    binary_field_put32(length, (uint32_t)(*out - value));
    return at;
}

/* jsonb: the text, after the version of that format. */
const char *binary_text_versioned(const char *at, const char *end, char **out)
{
    (*out)[4] = 1;
    return put_text(at, end, *out + 5, out);
}

/* \\x and digits in pairs. */
const char *binary_text_bytes(const char *at, const char *end, char **out)
{
    const char *stop;
    size_t length;

    if (end - at < 4 || memcmp(at, "\\\\x", 3) != 0)
        return NULL;
    at += 3;
    stop = find_stop(at, end);
    length = (size_t)(stop - at) / 2;
    if ((stop - at) % 2 != 0 || !hexdigits_to_bytes(at, length, (unsigned char *)*out + 4))
        return NULL;
    *out = binary_field_put32(*out, (uint32_t)length) + length;
    return stop;
}

const char *binary_text_uuid(const char *at, const char *end, char **out)
{
    char digits[32];

    if (end - at <= 36 || at[8] != '-' || at[13] != '-' || at[18] != '-' || at[23] != '-')
        return NULL;
    memcpy(digits, at, 8);
    memcpy(digits + 8, at + 9, 4);
    memcpy(digits + 12, at + 14, 4);
    memcpy(digits + 16, at + 19, 4);
    memcpy(digits + 20, at + 24, 12);
    *out = binary_field_put32(*out, 16);
    if (!hexdigits_to_bytes(digits, 16, (unsigned char *)*out))
        return NULL;
    *out += 16;
    return at + 36;
}
