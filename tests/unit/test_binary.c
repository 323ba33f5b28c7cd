/*
 * Fields and the bytes that a server would have sent for them (COPY ... WITH (FORMAT binary)). That a server reads these bytes
 * as the value is shown by tests/live/binary.t.
 */
#include "codec/binary.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

/* The bytes in hexadecimal, without the length before them. */
static const struct {
    const char *receiver;
    const char *text;
    const char *bytes;
} values[] = {
    {"boolrecv", "t", "01"},
    {"boolrecv", "f", "00"},
    {"int2recv", "-32767", "8001"},
    {"int4recv", "0", "00000000"},
    {"int4recv", "2147483647", "7fffffff"},
    {"int4recv", "-1", "ffffffff"},
    {"int8recv", "9223372036854775807", "7fffffffffffffff"},
    {"int8recv", "-1000000", "fffffffffff0bdc0"},
    {"oidrecv", "4294967295", "ffffffff"},
    {"float4recv", "0.1", "3dcccccd"},
    {"float8recv", "-1e-07", "be7ad7f29abcaf48"},
    {"float8recv", "-0", "8000000000000000"},
    {"numeric_recv", "0", "00010000000000000000"},
    {"numeric_recv", "1.10", "0002000000000002000103e8"},
    {"numeric_recv", "-12345.6789", "0003000140000004000109291a85"},
    {"numeric_recv", "12345678.9", "000300010000000104d2162e2328"},
    {"numeric_recv", "123456789", "0003000200000000000109291a85"},
    {"numeric_recv", "0.00012", "00030000000000050000000107d0"},
    {"date_recv", "2000-01-01", "00000000"},
    {"date_recv", "2024-02-29", "00002279"},
    {"date_recv", "1999-12-31", "ffffffff"},
    {"date_recv", "0001-01-01", "fff4dbf9"},
    {"date_recv", "9999-12-31", "002c95d3"},
    {"time_recv", "23:59:59.999999", "000000141dd75fff"},
    {"timestamp_recv", "2000-01-01 00:00:01", "00000000000f4240"},
    {"timestamp_recv", "1999-12-31 23:59:59.5", "fffffffffff85ee0"},
    {"timestamptz_recv", "2000-01-02 00:00:00+00", "000000141dd76000"},
    {"uuid_recv", "00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899aabbccddeeff"},
    {"textrecv", "", ""},
    {"textrecv", "a\\tb\\nc\\\\N", "6109620a635c4e"},
    {"varcharrecv", "sixteen letters and one \\b more", "7369787465656e206c65747465727320616e64206f6e652008206d6f7265"},
    {"bpcharrecv", "x ", "7820"},
    {"bpcharrecv padded", "x ", "78"},
    {"bpcharrecv padded", " x\\b   ", "207808"},
    {"bpcharrecv padded", " sixteen letters and   blanks          ",
     "207369787465656e206c65747465727320616e64202020626c616e6b73"},
    {"bpcharrecv padded", "          ", ""},
    {"bpcharrecv padded", "", ""},
    {"enum_recv", "sad", "736164"},
    {"json_recv", "{}", "7b7d"},
    {"jsonb_recv", "{}", "017b7d"},
    {"bytearecv", "\\\\x00ff7f", "00ff7f"},
    {"bytearecv", "\\\\x", ""},
};

/* These go as text. */
static const struct {
    const char *receiver;
    const char *text;
} refused[] = {
    {"boolrecv", "true"},
    {"boolrecv", ""},
    {"int2recv", "-32768"},
    {"int2recv", "32768"},
    {"int4recv", ""},
    {"int4recv", "-"},
    {"int4recv", "+1"},
    {"int4recv", " 1"},
    {"int4recv", "1.0"},
    {"int4recv", "2147483648"},
    {"int8recv", "9223372036854775808"},
    {"int8recv", "18446744073709551617"},
    {"int8recv", "100000000000000000000"},
    {"oidrecv", "-1"},
    {"oidrecv", "4294967296"},
    {"float8recv", ""},
    {"float8recv", "-"},
    {"float8recv", "NaN"},
    {"float8recv", "-Infinity"},
    {"float8recv", "0x10"},
    {"float8recv", "1e999"},
    {"float8recv", "1e"},
    {"float4recv", " 1"},
    {"numeric_recv", ""},
    {"numeric_recv", "NaN"},
    {"numeric_recv", "-"},
    {"numeric_recv", "1."},
    {"numeric_recv", ".5"},
    {"numeric_recv", "1e5"},
    {"numeric_recv", "1.2.3"},
    {"date_recv", "infinity"},
    {"date_recv", "0044-03-15 BC"},
    {"date_recv", "10000-01-01"},
    {"date_recv", "0000-01-01"},
    {"date_recv", "2023-02-29"},
    {"date_recv", "1900-02-29"},
    {"date_recv", "2023-13-01"},
    {"date_recv", "2023-04-31"},
    {"date_recv", "2023-00-01"},
    {"date_recv", "2023-1-01"},
    {"time_recv", "24:00:00"},
    {"time_recv", "12:00:60"},
    {"time_recv", "12:00:00."},
    {"time_recv", "12:00:00.1234567"},
    {"time_recv", "12:00"},
    {"timestamp_recv", "2000-01-01"},
    {"timestamp_recv", "2000-01-01T00:00:00"},
    {"timestamp_recv", "2000-01-01 00:00:00 BC"},
    {"timestamptz_recv", "2000-01-01 00:00:00"},
    {"timestamptz_recv", "2000-01-01 00:00:00+01"},
    {"timestamptz_recv", "2000-01-01 00:00:00+00:30"},
    {"uuid_recv", "00112233-4455-6677-8899-aabbccddeef"},
    {"uuid_recv", "00112233-4455-6677-8899-aabbccddeeff0"},
    {"uuid_recv", "00112233x4455-6677-8899-aabbccddeeff"},
    {"uuid_recv", "0011223g-4455-6677-8899-aabbccddeeff"},
    {"textrecv", "\\x41"},
    {"textrecv", "\\"},
    {"textrecv", "a\\"},
    {"textrecv", "\\Nx"},
    {"bytearecv", "abc"},
    {"bytearecv", "\\\\x0"},
    {"bytearecv", "\\\\x0g"},
    {"bytearecv", "\\\\\\\\x00"},
};

/* In memory of exactly that length, so that sanitizers see what is read beyond it. */
static bool convert(const struct binary *binary, const char *text, size_t length, uint32_t rows, struct buf *out)
{
    char *copy = malloc(length);
    bool good;

    memcpy(copy, text, length);
    buf_reset(out);
    good = binary_rows(binary, copy, length, rows, out);
    free(copy);
    return good;
}

static void add_hex(struct buf *out, const char *digits)
{
    for (; *digits != '\0'; digits += 2) {
        unsigned byte;

        ck_assert_int_eq(sscanf(digits, "%2x", &byte), 1);
        buf_add_char(out, (char)byte);
    }
}

static void add_field(struct buf *out, const char *bytes)
{
    size_t length = strlen(bytes) / 2;

    buf_add(out, (const char[]){0, 0, 0, (char)length}, 4);
    add_hex(out, bytes);
}

/* One row of two fields, the same in both columns. */
START_TEST(values_become_bytes)
{
    struct buf text = {0}, wanted = {0}, out = {0};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const char *receivers[] = {values[i].receiver, values[i].receiver};
        struct binary *binary = binary_new(receivers, 2);

        ck_assert_ptr_nonnull(binary);
        buf_reset(&text);
        buf_reset(&wanted);
        buf_printf(&text, "%s\t%s\n", values[i].text, values[i].text);
        buf_add(&wanted, "\0\2", 2);
        add_field(&wanted, values[i].bytes);
        add_field(&wanted, values[i].bytes);
        ck_assert_msg(convert(binary, text.data, text.used, 1, &out), "%s %s", values[i].receiver, values[i].text);
        ck_assert_uint_eq(out.used, wanted.used);
        ck_assert_msg(memcmp(out.data, wanted.data, out.used) == 0, "%s %s", values[i].receiver, values[i].text);
        binary_free(binary);
    }
    buf_free(&text);
    buf_free(&wanted);
    buf_free(&out);
}
END_TEST

START_TEST(other_forms_are_refused)
{
    struct buf text = {0}, out = {0};

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct binary *binary = binary_new(&refused[i].receiver, 1);

        ck_assert_ptr_nonnull(binary);
        buf_reset(&text);
        buf_printf(&text, "%s\n", refused[i].text);
        ck_assert_msg(!convert(binary, text.data, text.used, 1, &out), "%s %s", refused[i].receiver, refused[i].text);
        binary_free(binary);
    }
    buf_free(&text);
    buf_free(&out);
}
END_TEST

START_TEST(nulls_and_rows)
{
    const char *receivers[] = {"int4recv", "textrecv"};
    struct binary *binary = binary_new(receivers, 2);
    static const char text[] = "\\N\ta\n7\t\\N\n";
    static const char wanted[] = "\0\2\377\377\377\377\0\0\0\1a\0\2\0\0\0\4\0\0\0\7\377\377\377\377";
    struct buf out = {0};

    ck_assert(convert(binary, text, sizeof text - 1, 2, &out));
    ck_assert_uint_eq(out.used, sizeof wanted - 1);
    ck_assert_mem_eq(out.data, wanted, out.used);
    binary_free(binary);
    buf_free(&out);
}
END_TEST

START_TEST(rows_that_are_none_are_refused)
{
    static const struct {
        const char *text;
        uint32_t rows;
    } bad[] = {{"1\t2\n", 2}, {"1\t2\n3\t4\n", 1}, {"1\n", 1},    {"1\t2\t3\n", 1},
               {"1\t2", 1},   {"1\n2\n3\n4\n", 2}, {"1\t2\n", 0}, {"1\t2\n", ~0U}};
    const char *receivers[] = {"int4recv", "int4recv"};
    struct binary *binary = binary_new(receivers, 2);
    struct buf out = {0};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!convert(binary, bad[i].text, strlen(bad[i].text), bad[i].rows, &out), "%zu", i);
    binary_free(binary);
    buf_free(&out);
}
END_TEST

START_TEST(unknown_types_are_refused)
{
    const char *receivers[] = {"int4recv", "array_recv", NULL};

    ck_assert_ptr_null(binary_new(receivers, 2));
    ck_assert_ptr_null(binary_new(receivers + 2, 1));
    ck_assert_ptr_null(binary_new(receivers, 0));
}
END_TEST

/* Bytes at random in place of a field: whatever comes out, nothing is read or written where it must not be. */
START_TEST(random_bytes_do_no_harm)
{
    static const char letters[] = "0123456789-+.: \\xNnbeE/TZtf\t\n";
    struct buf out = {0};

    srandom(20261123);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        for (int round = 0; round < 300; round++) {
            const char *receivers[] = {values[i].receiver, "textrecv"};
            struct binary *binary = binary_new(receivers, 2);
            char text[64];
            size_t length = 2 + (size_t)random() % (sizeof text - 2), kept = (size_t)random() % length;

            for (size_t j = 0; j < length; j++)
                text[j] = letters[(size_t)random() % (sizeof letters - 1)];
            if (kept < strlen(values[i].text))
                memcpy(text, values[i].text, kept);
            text[length - 1] = '\n';
            convert(binary, text, length, 1, &out);
            binary_free(binary);
        }
    buf_free(&out);
}
END_TEST

UNIT_MAIN("binary", values_become_bytes, other_forms_are_refused, nulls_and_rows, rows_that_are_none_are_refused,
          unknown_types_are_refused, random_bytes_do_no_harm)
