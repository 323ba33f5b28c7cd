/*
 * bytes.h - reading untrusted bytes: a cursor that cannot run past its end, and little-endian numbers.
 *
 * Every bytes_take_* that finds too little sets `failed`, returns 0 / NULL and stays failed, so that a decoder may
 * read a whole record and ask once at the end.
 */
#ifndef PGSNAP_BYTES_H
#define PGSNAP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    const unsigned char *next;
    const unsigned char *end;
    bool failed;
};

struct bytes bytes_of(const void *data, size_t length);
size_t bytes_left(const struct bytes *bytes);
uint8_t bytes_take_u8(struct bytes *bytes);
uint16_t bytes_take_u16(struct bytes *bytes);
uint32_t bytes_take_u32(struct bytes *bytes);
uint64_t bytes_take_u64(struct bytes *bytes);
/* A pointer into the data, valid as long as the data. */
const char *bytes_take(struct bytes *bytes, size_t length);

uint16_t bytes_get_u16(const void *at);
uint32_t bytes_get_u32(const void *at);
uint64_t bytes_get_u64(const void *at);
void bytes_put_u16(void *at, uint16_t value);
void bytes_put_u32(void *at, uint32_t value);
void bytes_put_u64(void *at, uint64_t value);

#endif
