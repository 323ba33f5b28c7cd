#include "base/arena.h"
#include "base/buf.h"
#include "unit.h"
#include <stdint.h>
#include <string.h>

START_TEST(empty_is_text)
{
    struct buf buf;

    buf_init(&buf);
    ck_assert_str_eq(buf_text(&buf), "");
    buf_reset(&buf);
    buf_free(&buf);
    ck_assert_ptr_null(buf.data);
}
END_TEST

START_TEST(every_growth_keeps_bytes_and_nul)
{
    struct buf buf = {0};

    for (int i = 0; i < 5000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
        ck_assert_int_eq(buf.data[buf.used], '\0');
    }
    ck_assert_uint_eq(buf.used, 5000);
    for (int i = 0; i < 5000; i++)
        ck_assert_int_eq(buf.data[i], 'a' + i % 26);
    buf_free(&buf);
}
END_TEST

START_TEST(printf_appends)
{
    struct buf buf = {0};
    char longer[500];

    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    buf_add_text(&buf, "a");
    buf_printf(&buf, "%d-%s", 7, "b");
    ck_assert_str_eq(buf_text(&buf), "a7-b");
    buf_printf(&buf, "%s", longer);
    ck_assert_uint_eq(buf.used, 4 + sizeof longer - 1);
    ck_assert_str_eq(buf_text(&buf) + 4, longer);
    buf_free(&buf);
}
END_TEST

START_TEST(reset_keeps_memory)
{
    struct buf buf = {0};
    size_t size;

    buf_add(&buf, "abc\0def", 7);
    ck_assert_int_eq(memcmp(buf.data, "abc\0def", 8), 0);
    size = buf.size;
    buf_reset(&buf);
    ck_assert_uint_eq(buf.used, 0);
    ck_assert_uint_eq(buf.size, size);
    ck_assert_str_eq(buf_text(&buf), "");
    buf_add(&buf, NULL, 0);
    ck_assert_uint_eq(buf.used, 0);
    buf_free(&buf);
}
END_TEST

START_TEST(reserve_gives_room)
{
    struct buf buf = {0};
    char *room;

    buf_add_text(&buf, "ab");
    room = buf_reserve(&buf, 1000);
    ck_assert_ptr_eq(room, buf.data + 2);
    ck_assert_uint_gt(buf.size, 1002);
    memset(room, 'z', 1000);
    buf.used += 1000;
    ck_assert_uint_eq(strlen(buf_text(&buf)), 1002);
    buf_free(&buf);
}
END_TEST

START_TEST(numbers_are_little_endian)
{
    static const unsigned char wanted[] = {0x01, 0x03, 0x02, 0x07, 0x06, 0x05, 0x04, 0x0f,
                                           0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x09, 0x08};
    struct buf buf = {0};

    buf_add_u8(&buf, 0x01);
    buf_add_u16(&buf, 0x0203);
    buf_add_u32(&buf, 0x04050607);
    buf_add_u64(&buf, UINT64_C(0x08090a0b0c0d0e0f));
    ck_assert_uint_eq(buf.used, sizeof wanted);
    ck_assert_mem_eq(buf.data, wanted, sizeof wanted);
    buf_free(&buf);
}
END_TEST

START_TEST(arena_pieces_are_zeroed_and_aligned)
{
    struct arena *arena = arena_new();

    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *piece = arena_alloc(arena, size);

        ck_assert_uint_eq((uintptr_t)piece % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(piece[i], 0);
        memset(piece, 0xff, size);
        (void)arena_strdup(arena, "x"); /* moves the next piece off its alignment */
    }
    arena_free(arena);
    arena_free(NULL);
}
END_TEST

START_TEST(arena_pieces_do_not_overlap)
{
    enum { PIECES = 400 };
    struct arena *arena = arena_new();
    char *pieces[PIECES];

    for (int i = 0; i < PIECES; i++) {
        size_t size = i % 10 == 0 ? 100000 : 300;

        pieces[i] = arena_alloc(arena, size);
        memset(pieces[i], i % 251, size);
    }
    for (int i = 0; i < PIECES; i++)
        for (int at = 0; at < (i % 10 == 0 ? 100000 : 300); at++)
            ck_assert_int_eq((unsigned char)pieces[i][at], i % 251);
    arena_free(arena);
}
END_TEST

START_TEST(arena_copies_text)
{
    struct arena *arena = arena_new();
    char text[] = "name";
    char *copy = arena_strdup(arena, text), *part = arena_memdup(arena, "abcdef", 3);

    text[0] = 'X';
    ck_assert_str_eq(copy, "name");
    ck_assert_str_eq(part, "abc");
    ck_assert_str_eq(arena_memdup(arena, NULL, 0), "");
    ck_assert_ptr_null(arena_strdup(arena, NULL));
    ck_assert_str_eq(arena_printf(arena, "%s-%d", "a", 5), "a-5");
    arena_free(arena);
}
END_TEST

UNIT_MAIN("buf", empty_is_text, every_growth_keeps_bytes_and_nul, printf_appends, reset_keeps_memory,
          reserve_gives_room, numbers_are_little_endian, arena_pieces_are_zeroed_and_aligned,
          arena_pieces_do_not_overlap, arena_copies_text)
