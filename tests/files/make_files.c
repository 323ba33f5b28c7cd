/*
 * Makes the archives of tests/files: make_files FOLDER. Run it when the format has grown, to add files; files that are
 * there stay as they were written, so that later versions go on reading what earlier ones wrote.
 *
 * How to add one: a function, a row in `files`, a row in tests/unit/test_files.c, a sentence in README.
 */
#include "archive/frame.h"
#include "archive/writer.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "memory_store.h"
#include "sample.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_sample(struct buf *out, int level, unsigned blocks, unsigned rows, size_t width)
{
    struct sample sample;

    sample_init(&sample);
    sample_write(&sample, level, blocks, rows, width, out);
    sample_free(&sample);
}

static void good_rows(struct buf *out)
{
    write_sample(out, 1, 3, 40, 10);
}

static void good_transformed(struct buf *out)
{
    write_sample(out, 1, 2, 300, 1);
}

static void good_stored(struct buf *out)
{
    write_sample(out, 0, 2, 5, 10);
}

static void good_pieces(struct buf *out)
{
    write_sample(out, 1, 1, 1, 20 << 20);
}

static void good_nothing(struct buf *out)
{
    struct writer_options options = {.level = 1};
    struct sink *sink = writer_new(memory_store_create(out, NULL), &options);
    struct err err = ERR_INIT;
    struct toc none = {0};

    if (!sink->ops->begin(sink, &none, 1, &err) || !sink->ops->finish(sink, &err))
        abort();
    sink->ops->close(sink);
}

/* Where the nth frame of a type begins. */
static size_t find_frame(const struct buf *archive, enum frame_type type, unsigned nth)
{
    size_t at = FRAME_MAGIC_SIZE;

    while ((unsigned char)archive->data[at + 4] != type || nth-- > 0)
        at += FRAME_HEAD_SIZE + bytes_get_u32(archive->data + at + 24);
    return at;
}

/* After a change of the frame at `at`: makes its checksums right again. */
static void sign(struct buf *archive, size_t at)
{
    char *head = archive->data + at;

    bytes_put_u64(head + 32, hash_bytes(head + FRAME_HEAD_SIZE, bytes_get_u32(head + 24)));
    bytes_put_u64(head + 40, hash_seeded(head, 40, at));
}

static void bad_head(struct buf *out)
{
    good_rows(out);
    out->data[find_frame(out, FRAME_DATA, 1) + 20] ^= 1;
}

static void bad_payload(struct buf *out)
{
    good_rows(out);
    out->data[find_frame(out, FRAME_DATA, 1) + FRAME_HEAD_SIZE + 9] ^= 1;
}

static void bad_signed_rows(struct buf *out)
{
    size_t at;

    good_stored(out);
    at = find_frame(out, FRAME_DATA, 1);
    out->data[at + FRAME_HEAD_SIZE] ^= 1;
    sign(out, at);
}

static void bad_index(struct buf *out)
{
    good_rows(out);
    out->data[find_frame(out, FRAME_INDEX, 0) + FRAME_HEAD_SIZE + 3] ^= 1;
}

static void bad_trailer(struct buf *out)
{
    good_rows(out);
    out->data[out->used - 3] ^= 1;
}

static void bad_cut(struct buf *out)
{
    good_rows(out);
    out->used = find_frame(out, FRAME_DATA, 3) + 100;
}

static void bad_cut_early(struct buf *out)
{
    good_rows(out);
    out->used = 30;
}

static void bad_appended(struct buf *out)
{
    good_rows(out);
    buf_add_text(out, "one line too many\n");
}

static void bad_dropped(struct buf *out)
{
    size_t first, second;

    good_rows(out);
    first = find_frame(out, FRAME_DATA, 1);
    second = find_frame(out, FRAME_DATA, 2);
    memmove(out->data + first, out->data + second, out->used - second);
    out->used -= second - first;
}

static void bad_zeros(struct buf *out)
{
    for (unsigned i = 0; i < 600; i++)
        buf_add_char(out, 0);
}

static void bad_empty(struct buf *out)
{
    (void)out;
}

/* Replaces each byte `from` by `to`. */
static void convert(struct buf *out, char from, const char *to)
{
    struct buf archive = {0};

    good_rows(&archive);
    for (size_t i = 0; i < archive.used; i++)
        if (archive.data[i] == from)
            buf_add_text(out, to);
        else
            buf_add_char(out, archive.data[i]);
    buf_free(&archive);
}

static void bad_crlf(struct buf *out)
{
    convert(out, '\n', "\r\n");
}

static void bad_lf(struct buf *out)
{
    struct buf archive = {0};

    good_rows(&archive);
    for (size_t i = 0; i < archive.used; i++)
        if (i + 1 == archive.used || archive.data[i] != '\r' || archive.data[i + 1] != '\n')
            buf_add_char(out, archive.data[i]);
    buf_free(&archive);
}

static void bad_seven_bits(struct buf *out)
{
    good_rows(out);
    for (size_t i = 0; i < out->used; i++)
        out->data[i] &= 0x7f;
}

static void bad_utf8(struct buf *out)
{
    struct buf archive = {0};

    good_rows(&archive);
    for (size_t i = 0; i < archive.used; i++)
        if (archive.data[i] & 0x80)
            buf_add_text(out, "\xef\xbf\xbd");
        else
            buf_add_char(out, archive.data[i]);
    buf_free(&archive);
}

static void bad_utf16(struct buf *out)
{
    struct buf archive = {0};

    good_rows(&archive);
    buf_add(out, "\xff\xfe", 2);
    for (size_t i = 0; i < archive.used; i++)
        buf_add_u16(out, (unsigned char)archive.data[i]);
    buf_free(&archive);
}

static void change_and_sign(struct buf *out, enum frame_type type, size_t place, char value)
{
    size_t at;

    good_rows(out);
    at = find_frame(out, type, 0);
    out->data[at + place] = value;
    sign(out, at);
}

static void unsupported_major(struct buf *out)
{
    change_and_sign(out, FRAME_HEADER, FRAME_HEAD_SIZE, 2);
}

static void unsupported_feature(struct buf *out)
{
    change_and_sign(out, FRAME_HEADER, FRAME_HEAD_SIZE + 8, 4);
}

static void unsupported_frame(struct buf *out)
{
    change_and_sign(out, FRAME_TOC, 4, 20);
}

static void unsupported_codec(struct buf *out)
{
    change_and_sign(out, FRAME_DATA, 6, 9);
}

static void unsupported_pg_dump(struct buf *out)
{
    buf_add(out, "PGDMP\1\016\0\4\10\1\1\1\0\0\0\0", 17);
}

static void unsupported_sql(struct buf *out)
{
    buf_add_text(out, "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n");
}

static void unsupported_gzip(struct buf *out)
{
    buf_add(out, "\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0", 20);
}

static const struct {
    const char *name;
    void (*make)(struct buf *out);
} files[] = {
    {"good-nothing", good_nothing},
    {"good-pieces", good_pieces},
    {"good-rows", good_rows},
    {"good-stored", good_stored},
    {"good-transformed", good_transformed},
    {"bad-appended", bad_appended},
    {"bad-crlf", bad_crlf},
    {"bad-cut", bad_cut},
    {"bad-cut-early", bad_cut_early},
    {"bad-dropped", bad_dropped},
    {"bad-empty", bad_empty},
    {"bad-head", bad_head},
    {"bad-index", bad_index},
    {"bad-lf", bad_lf},
    {"bad-payload", bad_payload},
    {"bad-seven-bits", bad_seven_bits},
    {"bad-signed-rows", bad_signed_rows},
    {"bad-trailer", bad_trailer},
    {"bad-utf16", bad_utf16},
    {"bad-utf8", bad_utf8},
    {"bad-zeros", bad_zeros},
    {"unsupported-codec", unsupported_codec},
    {"unsupported-feature", unsupported_feature},
    {"unsupported-frame", unsupported_frame},
    {"unsupported-gzip", unsupported_gzip},
    {"unsupported-major", unsupported_major},
    {"unsupported-pg-dump", unsupported_pg_dump},
    {"unsupported-sql", unsupported_sql},
};

/* Existing files are left alone. */
static bool write_file(const char *folder, const char *name, const struct buf *bytes)
{
    char path[4096];
    FILE *file;
    bool good;

    snprintf(path, sizeof path, "%s/%s.pgsnap", folder, name);
    if ((file = fopen(path, "rb")) != NULL) {
        fclose(file);
        return true;
    }
    if (!(file = fopen(path, "wb")))
        return false;
    good = fwrite(buf_text(bytes), 1, bytes->used, file) == bytes->used;
    return fclose(file) == 0 && good;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return EXIT_FAILURE;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buf bytes = {0};

        files[i].make(&bytes);
        if (!write_file(argv[1], files[i].name, &bytes)) {
            perror(files[i].name);
            return EXIT_FAILURE;
        }
        buf_free(&bytes);
    }
    return EXIT_SUCCESS;
}
