#include "base/bytes.h"
#include "unit.h"
#include <string.h>

static const unsigned char record[] = {0x01, 0x03, 0x02, 0x07, 0x06, 0x05, 0x04, 0x0f, 0x0e,
                                       0x0d, 0x0c, 0x0b, 0x0a, 0x09, 0x08, 'x',  'y'};

START_TEST(takes_in_order)
{
    struct bytes bytes = bytes_of(record, sizeof record);

    ck_assert_uint_eq(bytes_take_u8(&bytes), 0x01);
    ck_assert_uint_eq(bytes_take_u16(&bytes), 0x0203);
    ck_assert_uint_eq(bytes_take_u32(&bytes), 0x04050607);
    ck_assert_uint_eq(bytes_take_u64(&bytes), UINT64_C(0x08090a0b0c0d0e0f));
    ck_assert_uint_eq(bytes_left(&bytes), 2);
    ck_assert_mem_eq(bytes_take(&bytes, 2), "xy", 2);
    ck_assert(!bytes.failed);
    ck_assert_uint_eq(bytes_left(&bytes), 0);
    ck_assert_ptr_nonnull(bytes_take(&bytes, 0));
    ck_assert(!bytes.failed);
}
END_TEST

/* A whole record read from each shorter run of bytes: it fails, and never looks behind the end (valgrind, ASan). */
START_TEST(too_few_bytes_fail)
{
    for (size_t length = 0; length < sizeof record; length++) {
        unsigned char *copy = malloc(length ? length : 1);
        struct bytes bytes = bytes_of(memcpy(copy, record, length), length);

        (void)bytes_take_u8(&bytes);
        (void)bytes_take_u16(&bytes);
        (void)bytes_take_u32(&bytes);
        (void)bytes_take_u64(&bytes);
        ck_assert_ptr_null(bytes_take(&bytes, 2));
        ck_assert(bytes.failed);
        free(copy);
    }
}
END_TEST

START_TEST(failure_stays)
{
    struct bytes bytes = bytes_of(record, 3);

    ck_assert_uint_eq(bytes_take_u32(&bytes), 0);
    ck_assert(bytes.failed);
    ck_assert_uint_eq(bytes_take_u8(&bytes), 0);
    ck_assert_uint_eq(bytes_left(&bytes), 0);
    ck_assert_ptr_null(bytes_take(&bytes, 0));
}
END_TEST

START_TEST(huge_length_fails)
{
    struct bytes bytes = bytes_of(record, sizeof record);

    ck_assert_ptr_null(bytes_take(&bytes, SIZE_MAX));
    ck_assert(bytes.failed);
}
END_TEST

START_TEST(nothing_is_empty)
{
    struct bytes bytes = bytes_of(NULL, 0);

    ck_assert_uint_eq(bytes_left(&bytes), 0);
    ck_assert_uint_eq(bytes_take_u8(&bytes), 0);
    ck_assert(bytes.failed);
}
END_TEST

START_TEST(put_and_get_agree)
{
    unsigned char room[9];

    bytes_put_u16(room + 1, 0xfedc);
    ck_assert_uint_eq(room[1], 0xdc);
    ck_assert_uint_eq(bytes_get_u16(room + 1), 0xfedc);
    bytes_put_u32(room + 1, 0xfedcba98);
    ck_assert_uint_eq(room[1], 0x98);
    ck_assert_uint_eq(bytes_get_u32(room + 1), 0xfedcba98);
    bytes_put_u64(room + 1, UINT64_C(0xfedcba9876543210));
    ck_assert_uint_eq(room[1], 0x10);
    ck_assert_uint_eq(bytes_get_u64(room + 1), UINT64_C(0xfedcba9876543210));
}
END_TEST

UNIT_MAIN("bytes", takes_in_order, too_few_bytes_fail, failure_stays, huge_length_fails, nothing_is_empty,
          put_and_get_agree)
