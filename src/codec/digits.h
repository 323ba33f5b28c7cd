/*
 * digits.h - decimal digits in text to numbers, without a loop over them where the processor has its lowest byte first.
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

#endif
