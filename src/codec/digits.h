/*
 * digits.h - decimal digits in text to numbers and back, eight at once where the processor has its lowest byte first:
 * what is written first is then what a number has in its lowest byte.
 */
#ifndef PGSNAP_DIGITS_H
#define PGSNAP_DIGITS_H

#include "codec/scan.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Digits from `at` on; something else must follow them. Reads up to SCAN_WIDTH bytes beyond the last digit. */
static inline size_t digits_count(const char *at)
{
    size_t count = 0;

    for (;;) {
        unsigned others = ~scan_digits(at + count) & 0xffff;

        if (others)
            return count + (size_t)__builtin_ctz(others);
        count += SCAN_WIDTH;
    }
}

/* One digit after the other. count: at most 19. */
static inline uint64_t digits_number_plain(const char *at, size_t count)
{
    uint64_t number = 0;

    for (; count > 0; count--)
        number = number * 10 + (uint64_t)(*at++ - '0');
    return number;
}

/*
 * 1 to 8 digits; reads 8 bytes. They are moved up so that zeros stand before them, then neighbours are put together:
 * pairs of digits, pairs of those, and the two halves.
 */
static inline uint64_t digits_number_eight(const char *at, size_t count)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t digits;

    memcpy(&digits, at, sizeof digits);
    digits = (digits & 0x0f0f0f0f0f0f0f0f) << (64 - 8 * count);
    digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
    digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
    return (digits * 10000 + (digits >> 32)) & 0xffffffff;
#else
    return digits_number_plain(at, count);
#endif
}

/* count: 1 to 18. Reads at least 8 bytes. */
static inline uint64_t digits_number(const char *at, size_t count)
{
    if (count <= 8)
        return digits_number_eight(at, count);
    if (count <= 16)
        return digits_number_eight(at, count - 8) * 100000000 + digits_number_eight(at + count - 8, 8);
    return digits_number_plain(at, count);
}

enum { DIGITS_ROOM = 24 }; /* that digits_put may write to: more than any number has */

/* Writes the digits before `end`, at least one; returns where they begin. */
static inline char *digits_put_plain(char *end, uint64_t number)
{
    do
        *--end = (char)('0' + number % 10);
    while (number /= 10);
    return end;
}

/* Any number, with zeros up to `width` digits (0: as many as it has). NULL: the number has more than `width`. */
static __attribute__((noinline, unused)) char *digits_put_any(char *out, uint64_t number, size_t width)
{
    char digits[DIGITS_ROOM];
    char *end = digits + sizeof digits, *begin = digits_put_plain(end, number);

    if (width) {
        if ((size_t)(end - begin) > width)
            return NULL;
        while ((size_t)(end - begin) < width)
            *--begin = '0';
    }
    memcpy(out, begin, (size_t)(end - begin));
    return out + (end - begin);
}

/* Two digits for each number below 100; zeros for those up to 255, so that a byte needs no check. */
static const char digits_pairs[512] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                                      "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                                      "8081828384858687888990919293949596979899";

/*
 * Below 10^8, and with a width of 8 at most: two halves of four digits, four pairs, eight digits, each a byte; then the
 * zeros before them are moved out.
 */
static inline char *digits_put_eight(char *out, uint32_t number, size_t width)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t digits = number / 10000 | (uint64_t)(number % 10000) << 32, upper, without;

    upper = ((digits * 5243) >> 19) & 0x0000007f0000007f; /* hundreds */
    digits = upper | (digits - upper * 100) << 16;
    upper = ((digits * 103) >> 10) & 0x000f000f000f000f; /* tens */
    digits = upper | (digits - upper * 10) << 8;
    without = width ? 8 * (8 - width) : (uint64_t)__builtin_ctzll(digits | (uint64_t)1 << 56) & ~(uint64_t)7;
    if (digits & (((uint64_t)1 << without) - 1))
        return NULL;
    digits = (digits | 0x3030303030303030) >> without;
    memcpy(out, &digits, sizeof digits);
    return out + (8 - without / 8);
#else
    return digits_put_any(out, number, width);
#endif
}

/* As digits_put_any, in less time for what is frequent. width: 0 to 18; out: DIGITS_ROOM bytes. */
static inline __attribute__((always_inline)) char *digits_put(char *out, uint64_t number, size_t width)
{
    if (number < 100 && (width == 0 || width == 2)) {
        size_t without = width == 0 && number < 10;

        memcpy(out, digits_pairs + 2 * number + without, 2);
        return out + 2 - without;
    }
    if (number < 100000000 && width <= 8)
        return digits_put_eight(out, (uint32_t)number, width);
    return digits_put_any(out, number, width);
}

#endif
