/*
 * gather.h - up to four groups of four digits from anywhere in sixteen bytes, made numbers at once, on processors with
 * SSSE3 (all x86-64 since about 2008). Elsewhere numbers are read one by one (digits.h).
 *
 * The digits are moved to where their group is, each group's last digit to its end, with zeros before them; neighbours are
 * then put together twice. A number of up to four digits is a group, one of up to eight is two.
 */
#ifndef PGSNAP_GATHER_H
#define PGSNAP_GATHER_H

#include "codec/scan.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <tmmintrin.h>
#define GATHER_TARGET __attribute__((target("ssse3")))
#else
#define GATHER_TARGET
#endif

enum { GATHER_WIDTH = 16, GATHER_GROUPS = 4, GATHER_DIGITS = 4 };

/* Zero-initialise. */
struct gather {
    unsigned char order[GATHER_WIDTH]; /* which byte goes there; GATHER_ZERO: none */
    unsigned char groups;              /* in use */
    unsigned char numbers;
    /* number i is groups[upper[i]] * scale[i] + groups[lower[i]] */
    unsigned char upper[GATHER_GROUPS];
    unsigned char lower[GATHER_GROUPS];
    uint32_t scale[GATHER_GROUPS];
};
enum { GATHER_ZERO = 0x80 };

static inline bool gather_is_possible(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    return __builtin_cpu_supports("ssse3");
#else
    return false;
#endif
}

/* Adds the digits of a group that end before `end`; false: there is no room for it. */
static inline bool gather_add_group(struct gather *gather, size_t end, size_t digits)
{
    unsigned char *order = gather->order + (size_t)gather->groups * GATHER_DIGITS;

    if (gather->groups == GATHER_GROUPS)
        return false;
    for (size_t i = 0; i < GATHER_DIGITS; i++)
        order[i] = (unsigned char)(i + digits < GATHER_DIGITS ? GATHER_ZERO : end - GATHER_DIGITS + i);
    gather->groups++;
    return true;
}

/* Adds a number of that many digits; false: it cannot be gathered, and neither can those that were added. */
static inline bool gather_add(struct gather *gather, size_t place, size_t digits)
{
    size_t end = place + digits, upper = digits > GATHER_DIGITS ? digits - GATHER_DIGITS : 0;
    unsigned number = gather->numbers++;

    if (digits > (size_t)2 * GATHER_DIGITS || end > GATHER_WIDTH || number == GATHER_GROUPS)
        return false;
    gather->upper[number] = gather->groups;
    gather->scale[number] = upper ? 10000 : 0;
    if (upper && !gather_add_group(gather, end - GATHER_DIGITS, upper))
        return false;
    gather->lower[number] = gather->groups;
    return gather_add_group(gather, end, digits - upper);
}

/* The numbers, from sixteen bytes at `at` that have digits where they were added, go to next[0], next[1], which move on. */
GATHER_TARGET static inline void gather_numbers(const struct gather *gather, const char *at, uint64_t **next)
{
#if defined(__x86_64__) && defined(__GNUC__)
    __m128i bytes = _mm_and_si128(_mm_loadu_si128((const __m128i *)(const void *)at), _mm_set1_epi8(0x0f));
    __m128i digits = _mm_shuffle_epi8(bytes, _mm_loadu_si128((const __m128i *)(const void *)gather->order));
    __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010a));
    uint32_t groups[GATHER_GROUPS];

    _mm_storeu_si128((__m128i *)(void *)groups, _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064)));
    for (unsigned i = 0; i < gather->numbers; i++)
        *next[i]++ = groups[gather->upper[i]] * gather->scale[i] + groups[gather->lower[i]];
#else
    (void)gather, (void)at, (void)next;
#endif
}

#endif
