#include "base/hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
/* Rows are short: the call into a shared library would cost about as much as the hash. */
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_bytes(const void *data, size_t length)
{
    return XXH3_64bits(data, length);
}

uint64_t hash_seeded(const void *data, size_t length, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, length, seed);
}

static inline void add(struct digest *sum, const void *row, size_t length)
{
    XXH128_hash_t hash = XXH3_128bits(row, length);

    sum->high += hash.high64 + __builtin_add_overflow(sum->low, hash.low64, &sum->low);
}

void hash_add_row(struct digest *sum, const void *row, size_t length)
{
    add(sum, row, length);
}

uint64_t hash_add_rows(struct digest *sum, const char *data, size_t length)
{
    struct digest local = *sum; /* stays in registers, which *sum, reachable from elsewhere, would not */
    const char *row = data, *end = data + length;
    uint64_t rows = 0;

    if (!length)
        return 0;
    if (end[-1] != '\n')
        return UINT64_MAX;
    while (row < end) {
        const char *stop = memchr(row, '\n', (size_t)(end - row));

        add(&local, row, (size_t)(stop - row));
        row = stop + 1;
        rows++;
    }
    *sum = local;
    return rows;
}

void hash_digest_text(const struct digest *digest, char text[33])
{
    (void)snprintf(text, 33, "%016" PRIx64 "%016" PRIx64, digest->high, digest->low);
}
