/*
 * The name of a database stands in CREATE DATABASE, ALTER DATABASE, IN DATABASE, ON DATABASE: always behind that keyword, which
 * the server writes in capital letters. What is within quotes is passed over: 'a literal', "an identifier"; a quote in it is
 * doubled, and a backslash means itself or, in E'', is doubled too, so that the next single quote ends it.
 */
#include "model/readdress.h"

#include "base/buf.h"

#include <stdbool.h>
#include <string.h>

static const char keyword[] = "DATABASE";

static bool is_of_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

/* Of what begins at text: a quoted thing, a word, or one other character. */
static size_t token_length(const char *text)
{
    size_t length = 0;

    if (*text == '\'' || *text == '"') {
        for (length = 1; text[length] != '\0'; length++)
            if (text[length] == *text && text[++length] != *text)
                return length;
        return length;
    }
    while (is_of_word(text[length]))
        length++;
    return length == 0 ? 1 : length;
}

char *readdress_statements(const char *sql, const char *quoted)
{
    struct buf out = {0};
    bool named = false; /* the next word is the database's name */

    while (*sql != '\0') {
        size_t length = token_length(sql);

        if (named && (*sql == '"' || is_of_word(*sql))) {
            buf_add_text(&out, quoted);
            named = false;
        } else {
            named = named ? *sql == ' ' : length == strlen(keyword) && strncmp(sql, keyword, length) == 0;
            buf_add(&out, sql, length);
        }
        sql += length;
    }
    buf_add_char(&out, '\0');
    return out.data;
}
