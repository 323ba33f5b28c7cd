/*
 * numbers.h - a run of unsigned numbers as bytes that compress well: differences where they are smaller, then all lowest
 * bytes, all second bytes and so on. For the transforms only; byte for byte in man/pgsnap-format.5.
 */
#ifndef PGSNAP_NUMBERS_H
#define PGSNAP_NUMBERS_H

#include "base/buf.h"
#include "base/bytes.h"
#include "codec/cuts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends them to out; nothing when there are none. Uses up their memory. cuts: as in compress.h, may be NULL. */
void numbers_encode(uint64_t *values, size_t count, struct buf *out, struct cuts *cuts);
/* Takes `count` numbers from untrusted bytes. False when they are not there. */
bool numbers_decode(struct bytes *in, size_t count, uint64_t *values);

#endif
