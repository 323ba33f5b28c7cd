#include "archive/mistaken.h"
#include "archive/frame.h"
#include <string.h>

static const char from_text[] = "it cannot be repaired: write it again with -f FILE, or copy it as binary";
static const char from_powershell[] =
    "PowerShell's > takes everything for text: write it again with -f FILE, or run it by cmd /c \"pgsnap ... > FILE\"";
static const char decompress[] =
    "decompress it first; pgsnap reads from a pipe too: DECOMPRESS FILE | pgsnap restore -";
static const char is_text_mode[] = "is a pgsnap archive that was changed on its way: ";

/*
 * The first row that fits is told. How to add one: the bytes and where they stand, what the file is (after "NAME "),
 * a hint, a file in tests/files. Longer runs of bytes come before shorter ones that begin alike.
 */
struct sign {
    size_t offset;
    const char *bytes;
    size_t length;
    bool mangled; /* an archive of ours */
    const char *what;
    const char *hint;
};
#define SIGN(offset, bytes) offset, bytes, sizeof(bytes) - 1
static const struct sign signs[] = {
    {SIGN(0, "\x89PGS\r\r\n\x1a\r\n"), true, "every LF became CR LF", from_text},
    {SIGN(0, "\x89PGS\n\x1a\n"), true, "every CR LF became LF", from_text},
    {SIGN(0, "\x89PGS\r\r\x1a\r"), true, "every LF became CR", from_text},
    {SIGN(0, "\tPGS"), true, "the highest bit of its bytes was cut off", from_text},
    {SIGN(0, "?PGS"), true, "it was converted to ASCII", from_text},
    {SIGN(0, "\xef\xbf\xbdPGS"), true, "what is not UTF-8 was replaced", from_text},
    {SIGN(0, "\xef\xbb\xbf\xef\xbf\xbdPGS"), true, "what is not UTF-8 was replaced", from_powershell},
    {SIGN(0, "\xc2\x89PGS"), true, "it was converted from ISO 8859-1 to UTF-8", from_text},
    {SIGN(0, "\xe2\x80\xb0PGS"), true, "it was converted from Windows-1252 to UTF-8", from_text},
    {SIGN(0, "\xc3\xabPGS"), true, "it was converted from a DOS code page to UTF-8", from_text},
    {SIGN(4, "P\0G\0S\0"), true, "it was converted to UTF-16", from_powershell},
    {SIGN(5, "P\0G\0S"), true, "it was converted to UTF-16", from_powershell},
    {SIGN(0, "\x89PGS"), true, "its first bytes are damaged", "take another copy of it"},
    {SIGN(0, "\xff\xfe"), false, "is text in UTF-16, not a pgsnap archive", from_powershell},
    {SIGN(0, "\xfe\xff"), false, "is text in UTF-16, not a pgsnap archive", from_powershell},
    {SIGN(0, "PGDMP"), false, "is an archive of pg_dump (custom format), not of pgsnap", "restore it with pg_restore"},
    {SIGN(257, "ustar"), false, "is a tar archive, not a pgsnap archive",
     "if pg_dump -Ft made it, restore it with pg_restore; else unpack it first"},
    {SIGN(0, "\x1f\x8b"), false, "is compressed with gzip", decompress},
    {SIGN(0, "\x28\xb5\x2f\xfd"), false, "is compressed with zstd", decompress},
    {SIGN(0, "\xfd"
             "7zXZ"),
     false, "is compressed with xz", decompress},
    {SIGN(0, "BZh"), false, "is compressed with bzip2", decompress},
    {SIGN(0, "\x04\x22\x4d\x18"), false, "is compressed with lz4", decompress},
    {SIGN(0, "PK\x03\x04"), false, "is a zip archive, not a pgsnap archive", "unpack it first"},
    {SIGN(0, "Salted__"), false, "is encrypted with openssl", "decrypt it first"},
    {SIGN(0, "age-encryption.org/"), false, "is encrypted with age", "decrypt it first"},
};

static bool fits(const struct sign *sign, const char *bytes, size_t length)
{
    return sign->offset + sign->length <= length && memcmp(bytes + sign->offset, sign->bytes, sign->length) == 0;
}

static bool is_zeros(const char *bytes, size_t length)
{
    return bytes[0] == '\0' && memcmp(bytes, bytes + 1, length - 1) == 0;
}

static bool is_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] < ' ' && !strchr("\t\n\r\f", bytes[i]))
            return false;
    return !memchr(bytes, '\0', length);
}

/* As scripts begin that pg_dump, pgsnap or a person wrote. */
static bool is_sql(const char *bytes, size_t length)
{
    static const char *const words[] = {"--", "/*", "\\restrict", "\\connect", "SET ", "CREATE ", "BEGIN", "INSERT "};

    while (length && strchr("\r\n\t ", *bytes))
        bytes++, length--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length >= strlen(words[i]) && strncasecmp(bytes, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool explain_content(const char *name, const char *bytes, size_t length, struct err *err)
{
    if (is_zeros(bytes, length)) {
        err_set(err, ERR_DAMAGED, "%s begins with zero bytes only: it was never written to its end", name);
        return err_hint(err, "the machine or its disk failed while it was written: take another copy");
    }
    if (is_text(bytes, length)) {
        bool sql = is_sql(bytes, length);

        err_set(err, ERR_DAMAGED, "%s is plain %s, not a pgsnap archive", name, sql ? "SQL text" : "text");
        return sql ? err_hint(err, "run it with psql -X -v ON_ERROR_STOP=1 -f FILE") : false;
    }
    return err_set(err, ERR_DAMAGED, "%s is not a pgsnap archive", name);
}

bool mistaken_explain(const char *name, const void *bytes, size_t length, struct err *err)
{
    if (!length) {
        err_set(err, ERR_DAMAGED, "%s is empty", name);
        return err_hint(err, "the dump that should have written it failed; nothing is in it");
    }
    if (length < FRAME_MAGIC_SIZE && memcmp(bytes, FRAME_MAGIC, length) == 0)
        return err_set(err, ERR_DAMAGED, "%s: incomplete: it ends after %zu bytes", name, length);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (fits(&signs[i], bytes, length)) {
            err_set(err, ERR_DAMAGED, "%s %s%s", name, signs[i].mangled ? is_text_mode : "", signs[i].what);
            return err_hint(err, "%s", signs[i].hint);
        }
    return explain_content(name, bytes, length, err);
}
