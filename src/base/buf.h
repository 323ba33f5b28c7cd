/*
 * buf.h - a growing run of bytes, always with a NUL after them (not counted) so that text can be used as a C string.
 * Zero-initialise (struct buf b = {0}) or buf_init; buf_free when done.
 */
#ifndef PGSNAP_BUF_H
#define PGSNAP_BUF_H

#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data;  /* NULL while nothing was ever added */
    size_t used; /* without the NUL */
    size_t size;
};

void buf_init(struct buf *buf);
void buf_free(struct buf *buf);
void buf_reset(struct buf *buf); /* empties, keeps the memory */
/* Room for bytes more, and a NUL after them; returns where they go. The caller adds to used. */
char *buf_reserve(struct buf *buf, size_t bytes);
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *buf_text(const struct buf *buf); /* "" while empty */

/* Little-endian numbers, for the archive. */
void buf_add_u8(struct buf *buf, uint8_t value);
void buf_add_u16(struct buf *buf, uint16_t value);
void buf_add_u32(struct buf *buf, uint32_t value);
void buf_add_u64(struct buf *buf, uint64_t value);

#endif
