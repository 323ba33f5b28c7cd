#include "codec/binary_field.h"
#include "codec/scan.h"

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

/* Without the blanks at the end of `start` to `end`. */
static char *trim(char *start, char *end)
{
    static const char blanks[8] = "        ";

    while (end - start >= (ptrdiff_t)sizeof blanks && memcmp(end - sizeof blanks, blanks, sizeof blanks) == 0)
        end -= sizeof blanks;
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

/* 0 to 15, or more for what is no hexadecimal digit. */
static unsigned hex_value(char c)
{
    static const unsigned char letters[] = {10, 11, 12, 13, 14, 15};
    unsigned value = binary_field_digit(c);

    if (value <= 9)
        return value;
    return c >= 'a' && c <= 'f' ? letters[c - 'a'] : 16;
}

/* False when the two are not digits; the second is not looked at when the first is none. */
static inline int read_byte(const char *at, char *byte)
{
    unsigned high = hex_value(at[0]), low = high > 15 ? high : hex_value(at[1]);

    *byte = (char)(high << 4 | (low & 15));
    return high <= 15 && low <= 15;
}

/* \\x and digits in pairs. */
const char *binary_text_bytes(const char *at, const char *end, char **out)
{
    char *to = *out + 4;

    if (end - at < 4 || memcmp(at, "\\\\x", 3) != 0)
        return NULL;
    for (at += 3; read_byte(at, to); at += 2)
        to++;
    binary_field_put32(*out, (uint32_t)(to - *out - 4));
    *out = to;
    return at;
}

const char *binary_text_uuid(const char *at, const char *end, char **out)
{
    static const unsigned char groups[] = {4, 2, 2, 2, 6};
    char *to = binary_field_put32(*out, 16);

    if (end - at <= 36)
        return NULL;
    for (size_t i = 0; i < sizeof groups; i++) {
        if (i > 0 && *at++ != '-')
            return NULL;
        for (unsigned j = 0; j < groups[i]; j++, at += 2)
            if (!read_byte(at, to++))
                return NULL;
    }
    *out = to;
    return at;
}
