/*
 * scan.h - sixteen bytes at a time: where among them is a separator?
 *
 * Each function reads exactly SCAN_WIDTH bytes and returns one bit per byte, the first byte in the lowest bit. With
 * SSE2, which every x86-64 has, that is three or four instructions; elsewhere a loop gives the same bits.
 */
#ifndef PGSNAP_SCAN_H
#define PGSNAP_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SCAN_WIDTH = 16 };

static inline unsigned scan_byte(const char *at, char wanted)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);

    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted)));
#else
    unsigned bits = 0;

    for (unsigned i = 0; i < SCAN_WIDTH; i++)
        bits |= (unsigned)(at[i] == wanted) << i;
    return bits;
#endif
}

/* One load for both answers. */
static inline unsigned scan_either(const char *at, char one, char other)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i found =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(one)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(other)));

    return (unsigned)_mm_movemask_epi8(found);
#else
    return scan_byte(at, one) | scan_byte(at, other);
#endif
}

/* Digits 0 to 9. */
static inline unsigned scan_digits(const char *at)
{
#ifdef __SSE2__
    __m128i bytes = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(const void *)at), _mm_set1_epi8('0'));

    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(9)), bytes));
#else
    unsigned bits = 0;

    for (unsigned i = 0; i < SCAN_WIDTH; i++)
        bits |= (unsigned)(at[i] >= '0' && at[i] <= '9') << i;
    return bits;
#endif
}

/* Where both have the same. */
static inline unsigned scan_equal(const char *one, const char *other)
{
#ifdef __SSE2__
    __m128i left = _mm_loadu_si128((const __m128i *)(const void *)one);
    __m128i right = _mm_loadu_si128((const __m128i *)(const void *)other);

    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(left, right));
#else
    unsigned bits = 0;

    for (unsigned i = 0; i < SCAN_WIDTH; i++)
        bits |= (unsigned)(one[i] == other[i]) << i;
    return bits;
#endif
}

/* Whether no byte, XORed with that of `text`, is larger than that of `most`. */
static inline bool scan_within(const char *at, const unsigned char *text, const unsigned char *most)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i other = _mm_xor_si128(bytes, _mm_loadu_si128((const __m128i *)(const void *)text));
    __m128i over = _mm_subs_epu8(other, _mm_loadu_si128((const __m128i *)(const void *)most));

    return _mm_movemask_epi8(_mm_cmpeq_epi8(over, _mm_setzero_si128())) == (1 << SCAN_WIDTH) - 1;
#else
    bool within = true;

    for (unsigned i = 0; i < SCAN_WIDTH; i++)
        within &= ((unsigned char)at[i] ^ text[i]) <= most[i];
    return within;
#endif
}

/* How many of the bytes are `wanted`. Not by counting bits, for which old processors have no instruction. */
static inline unsigned scan_count(const char *at, char wanted)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i ones = _mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted)), _mm_set1_epi8(1));
    __m128i sums = _mm_sad_epu8(ones, _mm_setzero_si128());

    return (unsigned)(_mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4));
#else
    unsigned count = 0;

    for (unsigned i = 0; i < SCAN_WIDTH; i++)
        count += at[i] == wanted;
    return count;
#endif
}

/* How many of `length` bytes are `wanted`. */
static inline uint64_t scan_count_all(const char *at, size_t length, char wanted)
{
    const char *end = at + length;
    uint64_t count = 0;

    for (; end - at >= SCAN_WIDTH; at += SCAN_WIDTH)
        count += scan_count(at, wanted);
    for (; at < end; at++)
        count += *at == wanted;
    return count;
}

/* How many bits are set; see scan_count. */
static inline unsigned scan_bits(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (unsigned)(bits * 0x0101010101010101 >> 56);
}

/* memcmp == 0, without a call where `length` is at most 2 * SCAN_WIDTH; reads at least SCAN_WIDTH bytes of both. */
static inline bool scan_same(const char *one, const char *other, size_t length)
{
#ifdef __SSE2__
    if (length <= SCAN_WIDTH)
        return (~scan_equal(one, other) & ((1U << length) - 1)) == 0;
    if (length <= (size_t)2 * SCAN_WIDTH)
        return (scan_equal(one, other) & scan_equal(one + length - SCAN_WIDTH, other + length - SCAN_WIDTH)) ==
               (1U << SCAN_WIDTH) - 1;
#endif
    return memcmp(one, other, length) == 0;
}

/* Copies SCAN_WIDTH bytes, whatever the field's length: cheaper than asking how many. */
static inline void scan_copy(char *to, const char *from)
{
    memcpy(to, from, SCAN_WIDTH);
}

#endif
