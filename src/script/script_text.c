#include "script/script_text.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static const char letters_and_digits[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static bool fill_random(unsigned char *bytes, size_t length, struct err *err)
{
    while (length > 0) {
        ssize_t got = getrandom(bytes, length, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_errno(err, "no random key could be made");
        bytes += got;
        length -= (size_t)got;
    }
    return true;
}

/* Bytes beyond the largest multiple of 62 are passed over, so that all characters are equally likely. */
bool script_text_random_key(char key[SCRIPT_TEXT_KEY], struct err *err)
{
    const unsigned kinds = sizeof letters_and_digits - 1;
    size_t used = 0;

    while (used < SCRIPT_TEXT_KEY - 1) {
        unsigned char bytes[SCRIPT_TEXT_KEY];

        if (!fill_random(bytes, sizeof bytes, err))
            return false;
        for (size_t i = 0; i < sizeof bytes && used < SCRIPT_TEXT_KEY - 1; i++)
            if (bytes[i] < 256 / kinds * kinds)
                key[used++] = letters_and_digits[bytes[i] % kinds];
    }
    key[used] = '\0';
    return true;
}

bool script_text_check_key(const char *key, struct err *err)
{
    if (*key != '\0' && key[strspn(key, letters_and_digits)] == '\0')
        return true;
    return err_set(err, ERR_USAGE, "the key for \\restrict must consist of letters and digits");
}

bool script_text_check_encoding(const char *encoding, struct err *err)
{
    size_t length = strspn(encoding, letters_and_digits);

    while (encoding[length] == '_' || encoding[length] == '-')
        length += 1 + strspn(encoding + length + 1, letters_and_digits);
    if (length > 0 && encoding[length] == '\0')
        return true;
    return err_set(err, ERR_DAMAGED, "the archive's encoding \"%s\" is no name of an encoding", encoding);
}

void script_text_title(struct buf *out, const struct entry *entry)
{
    bool plain = entry->kind[strspn(entry->kind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ")] == '\0';

    buf_printf(out, "-- %s %u\n\n", plain ? entry->kind : "ENTRY", (unsigned)entry->id);
}

void script_text_statements(struct buf *out, const char *sql)
{
    size_t length = strlen(sql);

    while (length > 0 && strchr(" \t\r\n", sql[length - 1]) != NULL)
        length--;
    if (length == 0)
        return;
    buf_add(out, sql, length);
    buf_add_text(out, sql[length - 1] == ';' ? "\n" : ";\n");
}

/* Quoted twice: as a value in a conninfo string, and that as a psql argument in double quotes. */
bool script_text_connect(struct buf *out, const char *database, struct err *err)
{
    if (strpbrk(database, "\r\n") != NULL)
        return err_set(err, ERR_FAILED, "a script cannot connect to a database whose name contains a line break");
    buf_add_text(out, "\\connect -reuse-previous=on \"dbname='");
    for (const char *c = database; *c != '\0'; c++) {
        if (*c == '\'' || *c == '\\')
            buf_add_char(out, '\\');
        if (*c == '"')
            buf_add_char(out, '"');
        buf_add_char(out, *c);
    }
    buf_add_text(out, "'\"\n");
    return true;
}

static bool refuse_rows(const struct entry *entry, const char *why, struct err *err)
{
    char name[512];

    return err_set(err, ERR_DAMAGED, "%s: %s", entry_describe(entry, name, sizeof name), why);
}

bool script_text_check_rows(const struct block *block, const struct entry *entry, struct err *err)
{
    const char *row = block->data, *end = block->data + block->used;

    if (block->used == 0)
        return true;
    if (end[-1] != '\n')
        return refuse_rows(entry, "the last row of a block is not complete", err);
    if (memchr(block->data, '\0', block->used) != NULL)
        return refuse_rows(entry, "a row contains a NUL byte", err);
    while (row < end) {
        if (row[0] == '\\' && row[1] == '.')
            return refuse_rows(entry, "a row begins with \\., which psql would take for the end of the rows", err);
        row = (const char *)memchr(row, '\n', (size_t)(end - row)) + 1;
    }
    return true;
}
