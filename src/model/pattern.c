#include "model/pattern.h"

#include "base/arena.h"
#include "base/buf.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

/*
 * A pattern is read once, left to right. Each part between dots becomes an extended regular expression of POSIX,
 * "^(...)$", and, beside it, its plain text with the quotes removed: the database is compared as text.
 *
 * Groups and bracket expressions are checked here and not only by regcomp, which takes "a)|(b" as text or as a group
 * as the library pleases; with the anchors around it such a pattern would match more than it says.
 */
enum { PARTS = 3 };

struct part {
    struct buf expression;
    struct buf plain;
    unsigned depth; /* of open groups */
};

struct reading {
    const char *text; /* the whole pattern, for messages */
    const char *at;
    struct part parts[PARTS];
    size_t most; /* parts that are allowed */
    size_t count;
    struct err *err;
};

struct pattern {
    char *database; /* that it names, or NULL */
    char *text;
    bool has_schema, has_name;
    regex_t schema, name;
};

/* One character of UTF-8 where regcomp knows bytes only (the C locale), else whatever it takes for a character. */
static const char *any_character(void)
{
    return MB_CUR_MAX > 1 ? "." : "([\x01-\x7f]|[\xc2-\xf4][\x80-\xbf]+)";
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c > 0x7f;
}

static bool refuse(struct reading *reading, const char *why)
{
    return err_set(reading->err, ERR_USAGE, "pattern \"%s\": %s", reading->text, why);
}

static struct part *current(struct reading *reading)
{
    return &reading->parts[reading->count - 1];
}

static void add_literal(struct reading *reading, char c)
{
    if (strchr("\\^.[$()|*+?{", c) != NULL)
        buf_add_char(&current(reading)->expression, '\\');
    buf_add_char(&current(reading)->expression, c);
    buf_add_char(&current(reading)->plain, c);
}

static void add_special(struct reading *reading, const char *expression, char c)
{
    buf_add_text(&current(reading)->expression, expression);
    buf_add_char(&current(reading)->plain, c);
}

/* After the opening quote. */
static bool read_quoted(struct reading *reading)
{
    for (;;) {
        if (*reading->at == '\0')
            return refuse(reading, "a double quote is not closed");
        if (*reading->at == '"' && *++reading->at != '"')
            return true;
        add_literal(reading, *reading->at++);
    }
}

/* "[:alpha:]" within brackets: its end, or NULL. */
static const char *class_end(const char *at)
{
    char close[3] = {at[1], ']', '\0'};
    const char *end;

    if (strchr(":.=", at[1]) == NULL || at[1] == '\0')
        return at + 1;
    end = strstr(at + 2, close);
    return end == NULL ? NULL : end + 2;
}

/* The ']' that ends the bracket expression which begins at `at`, or NULL. Directly after "[" or "[^" it is literal. */
static const char *bracket_end(const char *at)
{
    at++;
    if (*at == '^')
        at++;
    if (*at == ']')
        at++;
    while (at != NULL && *at != ']') {
        if (*at == '\0' || *at == '"')
            return NULL;
        at = *at == '[' ? class_end(at) : at + 1;
    }
    return at;
}

static bool read_bracket(struct reading *reading)
{
    const char *end = bracket_end(reading->at);

    if (end == NULL)
        return refuse(reading, "a bracket is not closed, or has a double quote inside");
    for (; reading->at <= end; reading->at++) {
        buf_add_char(&current(reading)->expression, fold(*reading->at));
        buf_add_char(&current(reading)->plain, fold(*reading->at));
    }
    return true;
}

static bool read_group(struct reading *reading)
{
    struct part *part = current(reading);
    char c = *reading->at++;

    if (c == ')' && part->depth == 0)
        return refuse(reading, "a parenthesis is closed that was not opened");
    part->depth += c == '(' ? 1 : -1u;
    add_special(reading, c == '(' ? "(" : ")", c);
    return true;
}

static bool end_part(struct reading *reading)
{
    struct part *part = current(reading);

    if (part->depth > 0)
        return refuse(reading, "a parenthesis is not closed");
    if (part->plain.used == 0)
        return refuse(reading, "a name is missing");
    buf_add_text(&part->expression, ")$");
    return true;
}

static void begin_part(struct reading *reading)
{
    reading->count++;
    buf_add_text(&current(reading)->expression, "^(");
}

static bool read_dot(struct reading *reading)
{
    reading->at++;
    if (!end_part(reading))
        return false;
    if (reading->count == reading->most)
        return refuse(reading, "too many dots: names are quoted with \"...\" when they hold one");
    begin_part(reading);
    return true;
}

static bool read_escaped(struct reading *reading)
{
    char c = *++reading->at;

    if (c == '\0' || is_letter_or_digit(c))
        return refuse(reading, "a backslash must stand before punctuation");
    add_literal(reading, c);
    reading->at++;
    return true;
}

static bool read_one(struct reading *reading)
{
    char c = *reading->at;

    switch (c) {
    case '"':
        reading->at++;
        return read_quoted(reading);
    case '.':
        return read_dot(reading);
    case '[':
        return read_bracket(reading);
    case '(':
    case ')':
        return read_group(reading);
    case '\\':
        return read_escaped(reading);
    case '*':
        add_special(reading, ".*", c);
        break;
    case '?':
        add_special(reading, any_character(), c);
        break;
    case '$':
        add_literal(reading, c);
        break;
    default:
        add_special(reading, (char[]){fold(c), '\0'}, fold(c));
        break;
    }
    reading->at++;
    return true;
}

static bool read_pattern(struct reading *reading)
{
    begin_part(reading);
    while (*reading->at != '\0')
        if (!read_one(reading))
            return false;
    return end_part(reading);
}

static bool compile(const struct reading *reading, const struct part *part, regex_t *regex)
{
    char reason[256];
    int status = regcomp(regex, buf_text(&part->expression), REG_EXTENDED | REG_NOSUB);

    if (status == 0)
        return true;
    regerror(status, regex, reason, sizeof reason);
    return err_set(reading->err, ERR_USAGE, "pattern \"%s\": %s", reading->text, reason);
}

static bool compile_parts(struct reading *reading, enum pattern_type type, const char *database,
                          struct pattern *pattern)
{
    const struct part *last = current(reading);
    size_t of_schema = type == PATTERN_SCHEMA ? 1 : 2; /* counted from the right */

    if (reading->count > of_schema)
        pattern->database = mem_strdup(buf_text(&reading->parts[0].plain));
    if (database != NULL && !pattern_check_database(pattern, database, reading->err))
        return false;
    if (type == PATTERN_SCHEMA)
        return pattern->has_schema = compile(reading, last, &pattern->schema);
    if (!compile(reading, last, &pattern->name))
        return false;
    pattern->has_name = true;
    if (reading->count >= 2)
        return pattern->has_schema = compile(reading, last - 1, &pattern->schema);
    return true;
}

bool pattern_new(const char *text, enum pattern_type type, const char *database, struct pattern **pattern,
                 struct err *err)
{
    struct reading reading = {.text = text, .at = text, .most = type == PATTERN_SCHEMA ? 2 : 3, .err = err};
    struct pattern *made = mem_calloc(1, sizeof *made);
    bool done;

    made->text = mem_strdup(text);
    done = read_pattern(&reading) && compile_parts(&reading, type, database, made);
    for (size_t i = 0; i < PARTS; i++) {
        buf_free(&reading.parts[i].expression);
        buf_free(&reading.parts[i].plain);
    }
    if (!done) {
        pattern_free(made);
        return false;
    }
    *pattern = made;
    return true;
}

bool pattern_check_database(const struct pattern *pattern, const char *database, struct err *err)
{
    if (pattern->database == NULL || (database != NULL && strcmp(pattern->database, database) == 0))
        return true;
    if (database == NULL)
        return err_set(err, ERR_USAGE, "pattern \"%s\": it names a database, and which one is at hand is not known",
                       pattern->text);
    return err_set(err, ERR_USAGE, "pattern \"%s\": it names a database other than \"%s\"", pattern->text, database);
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    if (pattern->has_schema)
        regfree(&pattern->schema);
    if (pattern->has_name)
        regfree(&pattern->name);
    free(pattern->database);
    free(pattern->text);
    free(pattern);
}

static bool matches(const regex_t *regex, const char *text)
{
    return text != NULL && regexec(regex, text, 0, NULL, 0) == 0;
}

bool pattern_matches(const struct pattern *pattern, const char *schema, const char *name)
{
    return (!pattern->has_schema || matches(&pattern->schema, schema)) &&
           (!pattern->has_name || matches(&pattern->name, name));
}

const char *pattern_text(const struct pattern *pattern)
{
    return pattern->text;
}
