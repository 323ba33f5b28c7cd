#include "base/buf.h"
#include "base/arena.h"
#include "base/bytes.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 64 };

void buf_init(struct buf *buf)
{
    *buf = (struct buf){0};
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    buf_init(buf);
}

void buf_reset(struct buf *buf)
{
    buf->used = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

static void grow(struct buf *buf, size_t needed)
{
    size_t size = buf->size ? buf->size : BUF_FIRST;

    while (size < needed)
        if (__builtin_mul_overflow(size, (size_t)2, &size))
            size = needed;
    buf->data = mem_resize(buf->data, size, 1);
    buf->size = size;
}

char *buf_reserve(struct buf *buf, size_t bytes)
{
    size_t end;

    if (__builtin_add_overflow(buf->used, bytes, &end) || end == SIZE_MAX)
        abort();
    if (end + 1 > buf->size)
        grow(buf, end + 1);
    buf->data[end] = '\0';
    return buf->data + buf->used;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    char *room = buf_reserve(buf, length);

    if (length)
        memcpy(room, bytes, length);
    buf->used += length;
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->used++;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        abort();
    (void)vsnprintf(buf_reserve(buf, (size_t)length), (size_t)length + 1, format, again);
    va_end(again);
    buf->used += (size_t)length;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}

void buf_add_u8(struct buf *buf, uint8_t value)
{
    *buf_reserve(buf, 1) = (char)value;
    buf->used += 1;
}

void buf_add_u16(struct buf *buf, uint16_t value)
{
    bytes_put_u16(buf_reserve(buf, sizeof value), value);
    buf->used += sizeof value;
}

void buf_add_u32(struct buf *buf, uint32_t value)
{
    bytes_put_u32(buf_reserve(buf, sizeof value), value);
    buf->used += sizeof value;
}

void buf_add_u64(struct buf *buf, uint64_t value)
{
    bytes_put_u64(buf_reserve(buf, sizeof value), value);
    buf->used += sizeof value;
}
