/*
 * The corpus of tests/files, read as a file and as a pipe. Every file there is in the table below and in README.
 */
#include "memory_store.h"
#include "sample.h"
#include "unit.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    const char *says; /* NULL: it is good */
    const char *pipe; /* when other words come from a pipe */
} files[] = {
    {"good-nothing", NULL, NULL},
    {"good-pieces", NULL, NULL},
    {"good-rows", NULL, NULL},
    {"good-stored", NULL, NULL},
    {"good-transformed", NULL, NULL},
    {"bad-appended", "is followed by 18 bytes that do not belong to it", "is followed by bytes"},
    {"bad-crlf", "every LF became CR LF", NULL},
    {"bad-cut", "incomplete: it ends at byte", NULL},
    {"bad-cut-early", "incomplete: it ends at byte 30", NULL},
    {"bad-dropped", "has 3384 bytes, but was written with 3689", "header with a wrong checksum"},
    {"bad-empty", "is empty", NULL},
    {"bad-head", "has a header with a wrong checksum", NULL},
    {"bad-index", "has a payload with a wrong checksum", NULL},
    {"bad-lf", "every CR LF became LF", NULL},
    {"bad-payload", "table data shop.parts: the frame at", NULL},
    {"bad-seven-bits", "the highest bit of its bytes was cut off", NULL},
    {"bad-signed-rows", "does not agree with the frames before it", NULL},
    {"bad-trailer", "has a payload with a wrong checksum", NULL},
    {"bad-utf16", "it was converted to UTF-16", NULL},
    {"bad-utf8", "what is not UTF-8 was replaced", NULL},
    {"bad-zeros", "zero bytes", NULL},
    {"unsupported-codec", "has an unknown codec", NULL},
    {"unsupported-feature", "uses features that this pgsnap does not know (bits 4)", NULL},
    {"unsupported-frame", "has an unknown type", NULL},
    {"unsupported-gzip", "is compressed with gzip", NULL},
    {"unsupported-major", "is from a newer pgsnap (format 2); this one reads up to 1", NULL},
    {"unsupported-pg-dump", "is an archive of pg_dump (custom format)", NULL},
    {"unsupported-sql", "is plain SQL text", NULL},
};
enum { FILES = sizeof files / sizeof *files };

/* make check sets srcdir; by hand the tests are started at the top. */
static const char *folder(void)
{
    static char path[4096];
    const char *srcdir = getenv("srcdir");

    snprintf(path, sizeof path, "%s/tests/files", srcdir ? srcdir : ".");
    return path;
}

static void load(const char *name, const char *extension, struct buf *bytes)
{
    char path[8192];
    FILE *file;
    size_t got;

    snprintf(path, sizeof path, "%s/%s%s", folder(), name, extension);
    file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    do {
        got = fread(buf_reserve(bytes, 1 << 16), 1, 1 << 16, file);
        bytes->used += got;
    } while (got);
    fclose(file);
}

static void judge(const struct reading *reading, const char *name, const char *says)
{
    if (!says) {
        ck_assert_msg(reading->good, "%s: %s", name, reading->err.message);
        return;
    }
    ck_assert_msg(!reading->good, "%s was read", name);
    ck_assert_int_eq(reading->err.code, ERR_DAMAGED);
    ck_assert_msg(strstr(reading->err.message, says) != NULL, "%s: %s", name, reading->err.message);
}

START_TEST(each_is_what_it_should_be)
{
    const struct reader_options stream = {.mode = READER_STREAM}, seek = {.mode = READER_SEEK};

    for (size_t i = 0; i < FILES; i++) {
        struct buf bytes = {0};
        struct reading reading;

        load(files[i].name, ".pgsnap", &bytes);
        sample_read(bytes.data, bytes.used, true, &stream, 2, 0, &reading);
        judge(&reading, files[i].name, files[i].says);
        sample_read(bytes.data, bytes.used, false, &stream, 2, 0, &reading);
        judge(&reading, files[i].name, files[i].pipe ? files[i].pipe : files[i].says);
        sample_read(bytes.data, bytes.used, true, &seek, 2, 0, &reading);
        ck_assert_msg(reading.good == !files[i].says, "%s: %s", files[i].name, reading.err.message);
        buf_free(&bytes);
    }
}
END_TEST

static bool is_in_table(const char *file)
{
    for (size_t i = 0; i < FILES; i++)
        if (strncmp(file, files[i].name, strlen(files[i].name)) == 0 &&
            strcmp(file + strlen(files[i].name), ".pgsnap") == 0)
            return true;
    return false;
}

START_TEST(each_is_listed)
{
    struct buf readme = {0};
    DIR *opened = opendir(folder());
    size_t seen = 0;

    ck_assert_ptr_nonnull(opened);
    load("README", "", &readme);
    for (const struct dirent *file; (file = readdir(opened)) != NULL;) {
        size_t length = strlen(file->d_name);

        if (length < 7 || strcmp(file->d_name + length - 7, ".pgsnap") != 0)
            continue;
        seen++;
        ck_assert_msg(is_in_table(file->d_name), "%s is not tested", file->d_name);
        ck_assert_msg(strstr(readme.data, file->d_name) != NULL, "%s is not in README", file->d_name);
    }
    ck_assert_uint_eq(seen, FILES);
    closedir(opened);
    buf_free(&readme);
}
END_TEST

UNIT_MAIN("files", each_is_what_it_should_be, each_is_listed)
