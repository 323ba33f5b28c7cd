/*
 * hash.h - XXH3, the only hash in pgsnap. The only file pair that sees xxhash.h.
 * Values are as in xxHash's specification with seed 0 unless a seed is given: archives on other machines agree.
 */
#ifndef PGSNAP_HASH_H
#define PGSNAP_HASH_H

#include <pgsnap/block.h>
#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *data, size_t length);
uint64_t hash_seeded(const void *data, size_t length, uint64_t seed);

/* XXH3-128 of one row (without its '\n') added to the sum. */
void hash_add_row(struct digest *sum, const void *row, size_t length);

/*
 * Adds every row of data (each ended by '\n', nothing after the last) to the sum; returns the number of rows, or
 * UINT64_MAX when the last byte is not '\n'.
 */
uint64_t hash_add_rows(struct digest *sum, const char *data, size_t length);

/* 32 hex digits, high half first, and a NUL. */
void hash_digest_text(const struct digest *digest, char text[33]);

#endif
