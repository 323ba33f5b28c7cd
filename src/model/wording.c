#include "model/wording.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/not_null_names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * An archive may say anything. Brackets that do not close are looked for up to the end of the text, each anew: longer
 * texts are left as they are. No server writes an expression as deep.
 */
enum { LENGTH_MOST = 256 << 10, DEPTH_MOST = 50 };

/* Behind the quoted thing that begins at text (doubled quotes are a part of it). */
static const char *skip_quoted(const char *text)
{
    char quote = *text++;

    while (*text != '\0') {
        if (*text == quote && text[1] != quote)
            return text + 1;
        text += *text == quote ? 2 : 1;
    }
    return text;
}

/* Behind the dollar-quoted text that begins at text, or NULL when none does. */
static const char *skip_dollars(const char *text)
{
    size_t length = 1;
    char *tag;
    const char *end;

    while (isalnum((unsigned char)text[length]) || text[length] == '_' || (text[length] & 0x80) != 0)
        length++;
    if (text[length++] != '$')
        return NULL;
    tag = mem_printf("%.*s", (int)length, text);
    end = strstr(text + length, tag);
    free(tag);
    return end != NULL ? end + length : NULL;
}

/* One character, or one quoted thing. */
static const char *skip_one(const char *text)
{
    const char *next = *text == '$' ? skip_dollars(text) : NULL;

    if (next != NULL)
        return next;
    return *text == '\'' || *text == '"' ? skip_quoted(text) : text + 1;
}

/* The next `,` or closing bracket that belongs to what encloses text, or the end. */
static const char *find_end_of_element(const char *text)
{
    int depth = 0;

    while (*text != '\0' && !(depth == 0 && strchr(",])", *text) != NULL)) {
        depth += (*text == '(' || *text == '[') - (*text == ')' || *text == ']');
        text = skip_one(text);
    }
    return text;
}

/* Behind "(10,2)", or NULL. */
static const char *skip_length(const char *text)
{
    text += 1 + strspn(text + 1, "0123456789,");
    return *text == ')' ? text + 1 : NULL;
}

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || strchr("_. $", c) != NULL || (c & 0x80) != 0;
}

/* Behind the name of an array's type with its "[]", or NULL: words, quoted names, a length. */
static const char *find_end_of_type(const char *text)
{
    while (text != NULL && *text != '\0' && *text != '[') {
        if (*text == '"')
            text = skip_quoted(text);
        else if (*text == '(')
            text = skip_length(text);
        else
            text = is_of_name(*text) ? text + 1 : NULL;
    }
    return text != NULL && strncmp(text, "[]", 2) == 0 ? text + 2 : NULL;
}

/* How an array is written before, and each of its elements after; statistics have few parentheses. */
static const struct form {
    const char *opening, *closing, *before, *behind;
} forms[] = {{"(ARRAY[", "])::", "(", ")::"}, {"ARRAY[", "]::", "", "::"}};

/* Where the elements that begin at text end (at the `]`), or NULL when it is not the first wording. */
static const char *find_closing(const char *text, const struct form *form)
{
    const char *end = find_end_of_element(text);

    while (*end == ',')
        end = find_end_of_element(end + 1);
    return strncmp(end, form->closing, strlen(form->closing)) == 0 ? end : NULL;
}

static void add_settled(struct buf *out, const char *text, const char *end, int depth);

static void add_elements(struct buf *out, const char *text, const char *end, const struct form *form, const char *type,
                         size_t type_length, int depth)
{
    buf_add_text(out, "ARRAY[");
    while (text < end) {
        const char *element_end = find_end_of_element(text);

        while (*text == ' ')
            text++;
        buf_add_text(out, form->before);
        add_settled(out, text, element_end, depth + 1);
        buf_add_text(out, form->behind);
        buf_add(out, type, type_length);
        buf_add_text(out, element_end < end ? ", " : "");
        text = element_end < end ? element_end + 1 : end;
    }
    buf_add_char(out, ']');
}

/* Adds the array that begins at text; returns what is behind it, or NULL when there is none and nothing was added. */
static const char *add_array(struct buf *out, const char *text, int depth)
{
    const struct form *form = &forms[*text == '(' ? 0 : 1];
    const char *elements = text + strlen(form->opening);
    const char *end, *type, *type_end;

    if (strncmp(text, form->opening, strlen(form->opening)) != 0 || (end = find_closing(elements, form)) == NULL)
        return NULL;
    type = end + strlen(form->closing);
    type_end = find_end_of_type(type);
    if (type_end == NULL)
        return NULL;
    add_elements(out, elements, end, form, type, (size_t)(type_end - type) - 2, depth);
    return type_end;
}

/* The same for what is replaced as it stands. */
static const char *add_other(struct buf *out, const char *text)
{
    static const struct {
        const char *first, *second;
    } others[] = {{" ON TRUE", " ON (true)"}, {"(VALUES (", "( VALUES ("}};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        size_t length = strlen(others[i].first);

        if (strncmp(text, others[i].first, length) == 0) {
            buf_add_text(out, others[i].second);
            return text + length;
        }
    }
    return NULL;
}

/* A minus before a number, which is a part of it the second time. */
static const char *add_number(struct buf *out, const char *text)
{
    size_t digits, length;

    if (strncmp(text, "(- ", 3) != 0)
        return NULL;
    digits = strspn(text + 3, "0123456789");
    length = digits + strspn(text + 3 + digits, ".0123456789");
    if (digits == 0 || text[3 + length] != ')')
        return NULL;
    buf_add_text(out, "'-");
    buf_add(out, text + 3, length);
    buf_add_text(out, length > digits ? "'::numeric" : "'::integer");
    return text + 3 + length + 1;
}

static void add_settled(struct buf *out, const char *text, const char *end, int depth)
{
    bool within = false; /* a name */

    while (text < end) {
        bool may_be_array = *text == '(' || (*text == 'A' && !within);
        const char *next = may_be_array && depth < DEPTH_MOST ? add_array(out, text, depth) : NULL;

        if (next == NULL && (next = add_number(out, text)) == NULL)
            next = add_other(out, text);
        if (next == NULL) {
            next = skip_one(text);
            buf_add(out, text, (size_t)(next - text));
        }
        within = is_of_name(next[-1]) && next[-1] != ' ';
        text = next;
    }
}

static char *take_text(struct buf *out)
{
    return out->data != NULL ? out->data : mem_calloc(1, 1);
}

/* A parenthesis that is open, and what stands between the things in it. */
struct group {
    size_t start; /* where it is in the text */
    bool first;   /* directly behind the one that it is in */
    bool ands, ors;
};

static bool says(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* Whether a group that ends before rest is the beginning of a chain of its own kind. */
static bool begins_chain(const struct group *group, const char *rest)
{
    return group->first && group->ands != group->ors && says(rest, group->ands ? " AND " : " OR ");
}

/* Overwrites with NUL the parentheses that a second parsing takes away; the text has `length` bytes. */
static void blank_chains(char *text, size_t length)
{
    struct group *open = mem_calloc(length + 1, sizeof *open), *top = open;

    for (size_t i = 0; i < length;) {
        size_t next = (size_t)(skip_one(text + i) - text);

        if (text[i] == '(') {
            bool first = top > open && top->start + 1 == i;

            *++top = (struct group){.start = i, .first = first};
        } else if (text[i] == ')' && top > open) {
            if (begins_chain(top, text + next))
                text[i] = text[top->start] = '\0';
            top--;
        } else if (text[i] == ' ') {
            top->ands |= says(text + i, " AND ");
            top->ors |= says(text + i, " OR ");
        }
        i = next;
    }
    free(open);
}

static char *settle_chains(char *text)
{
    size_t length = strlen(text), kept = 0;

    blank_chains(text, length);
    for (size_t i = 0; i < length; i++)
        if (text[i] != '\0')
            text[kept++] = text[i];
    text[kept] = '\0';
    return text;
}

char *wording_settle(const char *text)
{
    struct buf out = {0};
    char *unquoted = wording_unquote(text);

    not_null_names_drop(unquoted);
    add_settled(&out, unquoted, unquoted + strlen(unquoted), 0);
    free(unquoted);
    return settle_chains(take_text(&out));
}

/* The length of a name that needs no quotes but for being a keyword; "char" is another type than char. */
static size_t plain_length(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");

    return name[0] < 'a' && name[0] != '_' ? 0 : length == 4 && strncmp(name, "char", 4) == 0 ? 0 : length;
}

/* Behind a name, quoted or not, that stands in a string, or NULL when none does. */
static const char *skip_name(const char *text)
{
    if (*text != '"')
        return plain_length(text) == 0 ? NULL : text + plain_length(text);
    for (text++; *text != '\0'; text++) {
        if (*text == '"' && text[1] != '"')
            return text + 1;
        if (*text == '\'' && text[1] != '\'')
            return NULL;
        text += *text == '"' || *text == '\'';
    }
    return NULL;
}

static void add_name(struct buf *out, const char *text, const char *end)
{
    bool plain = *text == '"' && text + 1 + plain_length(text + 1) == end - 1;

    buf_add(out, text + plain, (size_t)(end - text) - (plain ? 2 : 0));
}

/* Behind a string like '"schema"."name"', which is how a regclass or an argument of setval is written, or NULL. */
static const char *add_name_in_string(struct buf *out, const char *text)
{
    const char *schema = text[1] == '\0' ? NULL : skip_name(text + 1);
    const char *name = schema != NULL && *schema == '.' ? skip_name(schema + 1) : NULL;

    if (name == NULL || *name != '\'' || name[1] == '\'')
        return NULL;
    buf_add_text(out, "'");
    add_name(out, text + 1, schema);
    buf_add_text(out, ".");
    add_name(out, schema + 1, name);
    buf_add_text(out, "'");
    return name + 1;
}

/* Behind an option's value like that of (fastupdate='off'), or NULL: the server quotes it where it quotes all names. */
static const char *add_value(struct buf *out, const char *text)
{
    size_t length = out->used > 0 && out->data[out->used - 1] == '=' ? plain_length(text + 1) : 0;

    if (length == 0 || text[length + 1] != '\'' || text[length + 2] == '\'')
        return NULL;
    buf_add(out, text + 1, length);
    return text + length + 2;
}

static const char *add_unquoted(struct buf *out, const char *text)
{
    size_t length = *text == '"' ? plain_length(text + 1) : 0;
    const char *next = *text == '\'' ? add_name_in_string(out, text) : NULL;

    if (length > 0 && text[length + 1] == '"' && text[length + 2] != '"') {
        buf_add(out, text + 1, length);
        return text + length + 2;
    }
    if (next == NULL && *text == '\'')
        next = add_value(out, text);
    if (next != NULL)
        return next;
    next = skip_one(text);
    buf_add(out, text, (size_t)(next - text));
    return next;
}

char *wording_unquote(const char *text)
{
    struct buf out = {0};

    while (*text != '\0') {
        size_t length = strcspn(text, "\"'$");

        buf_add(&out, text, length);
        text += length;
        if (*text != '\0')
            text = add_unquoted(&out, text);
    }
    return take_text(&out);
}

bool wording_same(const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    if (strlen(a) > LENGTH_MOST || strlen(b) > LENGTH_MOST)
        return false;

    char *settled_a = wording_settle(a), *settled_b = wording_settle(b);
    bool same = strcmp(settled_a, settled_b) == 0;

    free(settled_a);
    free(settled_b);
    return same;
}

static bool is_grant(const char *line)
{
    return strncmp(line, "GRANT ", 6) == 0 || strncmp(line, "ALTER DEFAULT PRIVILEGES ", 25) == 0;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Puts the lines, each ended by NUL now, in order behind each other again. */
static void sort_lines(char *text, char **lines, size_t count, size_t length)
{
    char *sorted = mem_alloc(length), *at = sorted;

    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, lines[i]) + 1;
    memcpy(text, sorted, length);
    free(sorted);
}

/* The grants that begin at text; returns what follows them. */
static char *sort_run(char *text)
{
    char **lines = NULL, *at = text, *next;
    size_t count = 0;
    bool ended = false;

    for (; !ended && is_grant(at); at = next) {
        next = at + strcspn(at, "\n");
        ended = *next == '\0';
        lines = mem_resize(lines, count + 1, sizeof *lines);
        lines[count++] = at;
        *next++ = '\0';
    }
    sort_lines(text, lines, count, (size_t)(at - text));
    free(lines);
    for (char *end = text; end < at - 1; end++)
        if (*end == '\0')
            *end = '\n';
    if (ended)
        return at - 1;
    at[-1] = '\n';
    return at;
}

static void sort_grants(char *text)
{
    while (*text != '\0') {
        if (is_grant(text)) {
            text = sort_run(text);
            continue;
        }
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
}

bool wording_same_rights(const char *a, const char *b)
{
    char *sorted_a = wording_unquote(a), *sorted_b = wording_unquote(b); /* a quote would change the order */
    bool same;

    sort_grants(sorted_a);
    sort_grants(sorted_b);
    same = wording_same(sorted_a, sorted_b);
    free(sorted_a);
    free(sorted_b);
    return same;
}

bool wording_hides_operators(const char *text)
{
    static const char *const constructs[] = {" DISTINCT FROM ", "NULLIF(", "CASE ", " USING ("};

    for (size_t i = 0; i < sizeof constructs / sizeof constructs[0]; i++)
        if (strstr(text, constructs[i]) != NULL)
            return true;
    return false;
}
