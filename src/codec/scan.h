/*
 * scan.h - sixteen bytes at a time: where among them is a separator?
 *
 * Each function reads exactly SCAN_WIDTH bytes and returns one bit per byte, the first byte in the lowest bit. With
 * SSE2, which every x86-64 has, that is three or four instructions; elsewhere a loop gives the same bits.
 */
#ifndef PGSNAP_SCAN_H
#define PGSNAP_SCAN_H

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

/* Copies SCAN_WIDTH bytes, whatever the field's length: cheaper than asking how many. */
static inline void scan_copy(char *to, const char *from)
{
    memcpy(to, from, SCAN_WIDTH);
}

#endif
