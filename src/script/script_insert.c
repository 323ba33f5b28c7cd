#include "script/script_insert.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

static const char copy_begin[] = "COPY ", copy_end[] = " FROM stdin";

static bool refuse(const struct entry *entry, const char *why, struct err *err)
{
    char name[512];

    return err_set(err, ERR_DAMAGED, "%s: %s", entry_describe(entry, name, sizeof name), why);
}

bool script_insert_begin(struct script_insert *insert, const struct entry *entry, bool overriding, struct err *err)
{
    size_t begin = strlen(copy_begin), end = strlen(copy_end), length = strlen(entry->load);

    if (length < begin + end || memcmp(entry->load, copy_begin, begin) != 0 ||
        strcmp(entry->load + length - end, copy_end) != 0)
        return refuse(entry, "its rows are not loaded by a COPY that could be written as INSERT", err);
    insert->has_columns = entry->load[length - end - 1] == ')';
    insert->rows = 0;
    insert->begin = mem_printf("INSERT INTO %.*s%s", (int)(length - begin - end), entry->load + begin,
                               !insert->has_columns ? " DEFAULT VALUES"
                               : overriding         ? " OVERRIDING SYSTEM VALUE VALUES"
                                                    : " VALUES");
    return true;
}

static void close_statement(struct script_insert *insert, struct buf *out)
{
    buf_add_text(out, insert->or_nothing ? "\nON CONFLICT DO NOTHING;\n" : ";\n");
    insert->rows = 0;
}

static void begin_row(struct script_insert *insert, struct buf *out)
{
    if (insert->rows > 0)
        buf_add_char(out, ',');
    else
        buf_add_text(out, insert->begin);
    if (insert->has_columns)
        buf_add_text(out, insert->most > 1 ? "\n\t(" : " (");
}

/* What follows a backslash in COPY's text. Anything else stands for itself. */
static char unescape(char c)
{
    static const char letters[] = "bfnrtv", meant[] = "\b\f\n\r\t\v";
    const char *at = strchr(letters, c);

    return at == NULL || c == '\0' ? c : meant[at - letters];
}

/* *text: at a field; moved behind it, to the tab or the line break. */
static void add_field(const char **text, const char *end, struct buf *out)
{
    const char *c = *text;

    if (end - c >= 2 && c[0] == '\\' && c[1] == 'N' && (c + 2 == end || c[2] == '\t' || c[2] == '\n')) {
        buf_add_text(out, "NULL");
        *text = c + 2;
        return;
    }
    buf_add_char(out, '\'');
    while (c < end && *c != '\t' && *c != '\n') {
        bool escaped = *c == '\\' && c + 1 < end;
        char meant = escaped ? unescape(c[1]) : *c;

        if (meant == '\'')
            buf_add_char(out, '\'');
        buf_add_char(out, meant);
        c += escaped ? 2 : 1;
    }
    buf_add_char(out, '\'');
    *text = c;
}

bool script_insert_rows(struct script_insert *insert, const struct block *block, const struct entry *entry,
                        struct buf *out, struct err *err)
{
    const char *text = block->data, *end = text + block->used;

    while (text < end) {
        begin_row(insert, out);
        while (insert->has_columns) {
            add_field(&text, end, out);
            if (text == end || *text == '\n')
                break;
            buf_add_text(out, ", ");
            text++;
        }
        if (text == end || *text != '\n')
            return refuse(entry, "a row has more fields than the table has columns, or no end", err);
        text++;
        if (insert->has_columns)
            buf_add_char(out, ')');
        /* DEFAULT VALUES is one row. */
        if (++insert->rows >= insert->most || !insert->has_columns)
            close_statement(insert, out);
    }
    return true;
}

void script_insert_end(struct script_insert *insert, struct buf *out)
{
    if (insert->rows > 0)
        close_statement(insert, out);
    free(insert->begin);
    insert->begin = NULL;
}
