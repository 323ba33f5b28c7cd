/*
 * Sixteen digits at a time with SSE2, which every x86-64 has; the rest, and elsewhere all, digit by digit.
 */
#include "codec/hexdigits.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WRONG = 0x80, GROUP = 8 }; /* bytes of sixteen digits */

static inline unsigned char value_of(unsigned char digit)
{
    unsigned char number = (unsigned char)(digit - '0'), letter = (unsigned char)(digit - 'a');

    return (unsigned char)(number < 10 ? number : letter < 6 ? letter + 10 : WRONG);
}

static inline unsigned char digit_of(unsigned value)
{
    return (unsigned char)(value + '0' + (value > 9 ? 'a' - '0' - 10 : 0));
}

#ifdef __SSE2__
static inline __m128i is_below(__m128i bytes, char bound)
{
    return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8((char)(bound - 1))), bytes);
}

/* Sixteen digits to eight bytes; false when one is none. */
static inline bool group_to_bytes(const char *text, unsigned char *bytes)
{
    __m128i digits = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i numbers = _mm_sub_epi8(digits, _mm_set1_epi8('0'));
    __m128i letters = _mm_sub_epi8(digits, _mm_set1_epi8('a'));
    __m128i is_number = is_below(numbers, 10), is_letter = is_below(letters, 6);
    __m128i values = _mm_or_si128(_mm_and_si128(is_number, numbers),
                                  _mm_and_si128(is_letter, _mm_add_epi8(letters, _mm_set1_epi8(10))));
    /* each pair is a word: the first digit in its low half, to go to the high half of the low byte */
    __m128i pairs = _mm_or_si128(_mm_slli_epi16(values, 4), _mm_srli_epi16(values, 8));

    pairs = _mm_and_si128(pairs, _mm_set1_epi16(0xff));
    _mm_storel_epi64((__m128i *)(void *)bytes, _mm_packus_epi16(pairs, pairs));
    return _mm_movemask_epi8(_mm_or_si128(is_number, is_letter)) == 0xffff;
}

static inline void group_to_text(const unsigned char *bytes, char *text)
{
    __m128i whole = _mm_loadl_epi64((const __m128i *)(const void *)bytes), low_half = _mm_set1_epi8(15);
    __m128i highs = _mm_and_si128(_mm_srli_epi16(whole, 4), low_half);
    __m128i values = _mm_unpacklo_epi8(highs, _mm_and_si128(whole, low_half));
    __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(values, _mm_set1_epi8(9)), _mm_set1_epi8('a' - '0' - 10));

    _mm_storeu_si128((__m128i *)(void *)text, _mm_add_epi8(_mm_add_epi8(values, _mm_set1_epi8('0')), letters));
}
#else
static inline bool group_to_bytes(const char *text, unsigned char *bytes)
{
    unsigned char wrong = 0;

    for (size_t i = 0; i < GROUP; i++) {
        unsigned char high = value_of((unsigned char)text[2 * i]), low = value_of((unsigned char)text[2 * i + 1]);

        wrong |= high | low;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return !(wrong & WRONG);
}

static inline void group_to_text(const unsigned char *bytes, char *text)
{
    for (size_t i = 0; i < GROUP; i++) {
        text[2 * i] = (char)digit_of(bytes[i] >> 4);
        text[2 * i + 1] = (char)digit_of(bytes[i] & 15);
    }
}
#endif

bool hexdigits_to_bytes(const char *text, size_t count, unsigned char *bytes)
{
    bool good = true;

    for (; count >= GROUP; count -= GROUP, text += 2 * GROUP, bytes += GROUP)
        good &= group_to_bytes(text, bytes);
    for (; count > 0; count--, text += 2) {
        unsigned char high = value_of((unsigned char)text[0]), low = value_of((unsigned char)text[1]);

        good &= !((high | low) & WRONG);
        *bytes++ = (unsigned char)(high << 4 | low);
    }
    return good;
}

void hexdigits_to_text(const unsigned char *bytes, size_t count, char *text)
{
    for (; count >= GROUP; count -= GROUP, text += 2 * GROUP, bytes += GROUP)
        group_to_text(bytes, text);
    for (; count > 0; count--, bytes++) {
        *text++ = (char)digit_of(*bytes >> 4);
        *text++ = (char)digit_of(*bytes & 15);
    }
}
