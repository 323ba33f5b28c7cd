#include "codec/numbers.h"
#include "codec/narrow.h"
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

struct encoding {
    bool delta;
    unsigned width;
    uint64_t base;
};

static struct encoding choose(const struct survey *survey, uint64_t first)
{
    unsigned plain = width_of(survey->most - survey->least), steps = width_of(survey->folded);

    if (steps < plain || (steps == plain && survey->ascending && plain > 0))
        return (struct encoding){.delta = true, .width = steps, .base = first};
    return (struct encoding){.width = plain, .base = survey->least};
}

/* Writes what stands before the planes; returns where they go. */
static unsigned char *begin(const struct encoding *encoding, size_t count, struct buf *out, struct cuts *cuts)
{
    unsigned char *planes;

    buf_add_u8(out, encoding->delta ? MODE_DELTA : MODE_PLAIN);
    buf_add_u8(out, (uint8_t)encoding->width);
    buf_add_u64(out, encoding->base);
    planes = (unsigned char *)buf_reserve(out, encoding->width * count);
    for (unsigned plane = 0; plane < encoding->width; plane++) {
        cuts_add(cuts, out->used);
        out->used += count;
    }
    cuts_add(cuts, out->used);
    return planes;
}

static void encode_narrow(uint32_t *values, size_t count, struct buf *out, struct cuts *cuts)
{
    struct narrow_survey narrow = narrow_survey(values, count);
    struct survey survey = {
        .least = narrow.least, .most = narrow.most, .folded = narrow.folded, .ascending = narrow.ascending};
    struct encoding encoding = choose(&survey, values[0]);
    unsigned char *planes = begin(&encoding, count, out, cuts);

    if (encoding.delta)
        narrow_differ(values, count);
    else
        narrow_subtract(values, count, narrow.least);
    for (unsigned plane = 0; plane < encoding.width; plane++)
        narrow_put_plane(values, count, 8 * plane, planes + plane * count);
}

static void put_planes(const uint64_t *values, size_t count, const struct encoding *encoding, unsigned char *planes)
{
    uint64_t last = encoding->base;

    for (size_t i = 0; i < count; i++) {
        uint64_t stored = encoding->delta ? fold(values[i] - last) : values[i] - encoding->base;

        last = values[i];
        for (unsigned plane = 0; plane < encoding->width; plane++, stored >>= 8)
            planes[plane * count + i] = (unsigned char)stored;
    }
}

void numbers_encode(uint64_t *values, size_t count, struct buf *out, struct cuts *cuts)
{
    struct survey survey;
    struct encoding encoding;

    if (count == 0)
        return;
    if (narrow_fits(values, count)) {
        encode_narrow(narrow_make(values, count), count, out, cuts);
        return;
    }
    survey = survey_of(values, count);
    encoding = choose(&survey, values[0]);
    put_planes(values, count, &encoding, begin(&encoding, count, out, cuts));
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
