/* Each loop takes four numbers, or sixteen, where there is SSE2, and one after the other what is left, or all. */
#include "codec/narrow.h"
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>

static inline __m128i load(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

static inline void store(void *at, __m128i four)
{
    _mm_storeu_si128((__m128i *)at, four);
}

static inline __m128i fold_four(__m128i difference)
{
    return _mm_xor_si128(_mm_slli_epi32(difference, 1), _mm_srai_epi32(difference, 31));
}

/* By bytes of `mask`, all or none of each number: `one` where it is set, else `other`. */
static inline __m128i pick(__m128i mask, __m128i one, __m128i other)
{
    return _mm_or_si128(_mm_and_si128(mask, one), _mm_andnot_si128(mask, other));
}
#endif

static inline uint32_t fold(uint32_t difference)
{
    return (difference << 1) ^ (uint32_t)((int32_t)difference >> 31);
}

bool narrow_fits(const uint64_t *values, size_t count)
{
    uint64_t bits = 0;
    size_t i = 0;

#ifdef __SSE2__
    uint64_t both[2];
    __m128i some = _mm_setzero_si128();

    for (; i + 4 <= count; i += 4)
        some = _mm_or_si128(some, _mm_or_si128(load(values + i), load(values + i + 2)));
    store(both, some);
    bits = both[0] | both[1];
#endif
    for (; i < count; i++)
        bits |= values[i];
    return bits >> 31 == 0;
}

uint32_t *narrow_make(uint64_t *values, size_t count)
{
    unsigned char *bytes = (unsigned char *)values;
    size_t i = 0;

#ifdef __SSE2__
    for (; i + 4 <= count; i += 4) {
        __m128 low = _mm_castsi128_ps(load(bytes + 8 * i)), high = _mm_castsi128_ps(load(bytes + 8 * i + 16));

        store(bytes + 4 * i, _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0))));
    }
#endif
    for (; i < count; i++) {
        uint64_t value;
        uint32_t narrow;

        memcpy(&value, bytes + 8 * i, sizeof value);
        narrow = (uint32_t)value;
        memcpy(bytes + 4 * i, &narrow, sizeof narrow);
    }
    return (uint32_t *)(void *)bytes;
}

static void survey_one(struct narrow_survey *survey, uint32_t value, uint32_t last)
{
    survey->least = value < survey->least ? value : survey->least;
    survey->most = value > survey->most ? value : survey->most;
    survey->folded |= fold(value - last);
    survey->ascending &= value >= last;
}

struct narrow_survey narrow_survey(const uint32_t *values, size_t count)
{
    struct narrow_survey survey = {.least = values[0], .most = values[0], .ascending = true};
    size_t i = 1;

#ifdef __SSE2__
    __m128i least = _mm_set1_epi32((int)values[0]), most = least, folded = _mm_setzero_si128(), falling = folded;
    uint32_t each[4][4];

    for (; i + 4 <= count; i += 4) {
        __m128i four = load(values + i), difference = _mm_sub_epi32(four, load(values + i - 1));

        least = pick(_mm_cmplt_epi32(four, least), four, least);
        most = pick(_mm_cmpgt_epi32(four, most), four, most);
        folded = _mm_or_si128(folded, fold_four(difference));
        falling = _mm_or_si128(falling, difference);
    }
    store(each[0], least);
    store(each[1], most);
    store(each[2], folded);
    survey.ascending = _mm_movemask_ps(_mm_castsi128_ps(falling)) == 0;
    for (unsigned k = 0; k < 4; k++) {
        survey.least = each[0][k] < survey.least ? each[0][k] : survey.least;
        survey.most = each[1][k] > survey.most ? each[1][k] : survey.most;
        survey.folded |= each[2][k];
    }
#endif
    for (; i < count; i++)
        survey_one(&survey, values[i], values[i - 1]);
    return survey;
}

void narrow_subtract(uint32_t *values, size_t count, uint32_t base)
{
    size_t i = 0;

#ifdef __SSE2__
    const __m128i bases = _mm_set1_epi32((int)base);

    for (; i + 4 <= count; i += 4)
        store(values + i, _mm_sub_epi32(load(values + i), bases));
#endif
    for (; i < count; i++)
        values[i] -= base;
}

/* From the end, since each needs the one before it as it was. */
void narrow_differ(uint32_t *values, size_t count)
{
    size_t i = count;

#ifdef __SSE2__
    for (; i >= 5; i -= 4)
        store(values + i - 4, fold_four(_mm_sub_epi32(load(values + i - 4), load(values + i - 5))));
#endif
    for (; i > 1; i--)
        values[i - 1] = fold(values[i - 1] - values[i - 2]);
    values[0] = 0;
}

void narrow_put_plane(const uint32_t *values, size_t count, unsigned shift, unsigned char *plane)
{
    size_t i = 0;

#ifdef __SSE2__
    const __m128i lowest = _mm_set1_epi32(0xff), bits = _mm_cvtsi32_si128((int)shift);

    for (; i + 16 <= count; i += 16) {
        __m128i four[4];

        for (unsigned k = 0; k < 4; k++)
            four[k] = _mm_and_si128(_mm_srl_epi32(load(values + i + 4 * (size_t)k), bits), lowest);
        store(plane + i, _mm_packus_epi16(_mm_packs_epi32(four[0], four[1]), _mm_packs_epi32(four[2], four[3])));
    }
#endif
    for (; i < count; i++)
        plane[i] = (unsigned char)(values[i] >> shift);
}
