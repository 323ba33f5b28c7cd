#include "codec/numbers.h"
#include <string.h>

enum { MODE_PLAIN = 0, MODE_DELTA = 1, WIDTH_MOST = 8 };

/* Small for small differences of either sign. */
static uint64_t fold(uint64_t difference)
{
    return (difference << 1) ^ (uint64_t)((int64_t)difference >> 63);
}

static uint64_t unfold(uint64_t folded)
{
    return (folded >> 1) ^ (0 - (folded & 1));
}

static unsigned width_of(uint64_t most)
{
    unsigned width = 0;

    for (; most; most >>= 8)
        width++;
    return width;
}

struct survey {
    uint64_t least, most;
    uint64_t folded; /* the bits of all folded differences */
    bool ascending;
};

static struct survey survey_of(const uint64_t *values, size_t count)
{
    struct survey survey = {.least = values[0], .most = values[0], .ascending = true};

    for (size_t i = 1; i < count; i++) {
        survey.least = values[i] < survey.least ? values[i] : survey.least;
        survey.most = values[i] > survey.most ? values[i] : survey.most;
        survey.folded |= fold(values[i] - values[i - 1]);
        survey.ascending &= values[i] >= values[i - 1];
    }
    return survey;
}

static void put_planes(const uint64_t *values, size_t count, bool delta, uint64_t base, unsigned width, struct buf *out,
                       struct cuts *cuts)
{
    unsigned char *planes = (unsigned char *)buf_reserve(out, width * count);
    uint64_t last = base;

    for (size_t i = 0; i < count; i++) {
        uint64_t stored = delta ? fold(values[i] - last) : values[i] - base;

        last = values[i];
        for (unsigned plane = 0; plane < width; plane++, stored >>= 8)
            planes[plane * count + i] = (unsigned char)stored;
    }
    for (unsigned plane = 0; plane < width; plane++) {
        cuts_add(cuts, out->used);
        out->used += count;
    }
    cuts_add(cuts, out->used);
}

void numbers_encode(const uint64_t *values, size_t count, struct buf *out, struct cuts *cuts)
{
    struct survey survey;
    unsigned plain, steps;
    bool delta;

    if (count == 0)
        return;
    survey = survey_of(values, count);
    plain = width_of(survey.most - survey.least);
    steps = width_of(survey.folded);
    delta = steps < plain || (steps == plain && survey.ascending && plain > 0);
    buf_add_u8(out, delta ? MODE_DELTA : MODE_PLAIN);
    buf_add_u8(out, (uint8_t)(delta ? steps : plain));
    buf_add_u64(out, delta ? values[0] : survey.least);
    put_planes(values, count, delta, delta ? values[0] : survey.least, delta ? steps : plain, out, cuts);
}

/* To be inlined for each width, so that the planes are read side by side, without a loop over them. */
static inline void join_planes(const unsigned char *planes, size_t count, unsigned width, uint64_t *values)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value = 0;

        for (unsigned plane = 0; plane < width; plane++)
            value |= (uint64_t)planes[plane * count + i] << (8 * plane);
        values[i] = value;
    }
}

static void take_planes(const unsigned char *planes, size_t count, unsigned width, uint64_t *values)
{
    switch (width) {
    case 0:
        memset(values, 0, count * sizeof *values);
        break;
    case 1:
        join_planes(planes, count, 1, values);
        break;
    case 2:
        join_planes(planes, count, 2, values);
        break;
    case 3:
        join_planes(planes, count, 3, values);
        break;
    default:
        join_planes(planes, count, width, values);
        break;
    }
}

bool numbers_decode(struct bytes *in, size_t count, uint64_t *values)
{
    unsigned mode, width;
    uint64_t base;
    const unsigned char *planes;

    if (count == 0)
        return true;
    mode = bytes_take_u8(in);
    width = bytes_take_u8(in);
    base = bytes_take_u64(in);
    if (in->failed || mode > MODE_DELTA || width > WIDTH_MOST || (width && count > bytes_left(in) / width))
        return false;
    planes = (const unsigned char *)bytes_take(in, width * count);
    if (in->failed)
        return false;
    take_planes(planes, count, width, values);
    if (mode == MODE_PLAIN)
        for (size_t i = 0; i < count; i++)
            values[i] += base;
    else
        for (size_t i = 0; i < count; i++)
            values[i] = base += unfold(values[i]);
    return true;
}
