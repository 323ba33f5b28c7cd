#include "base/bytes.h"
#include <endian.h>
#include <string.h>

struct bytes bytes_of(const void *data, size_t length)
{
    static const unsigned char nothing[1];
    const unsigned char *start = data ? data : nothing;

    return (struct bytes){.next = start, .end = start + (data ? length : 0)};
}

size_t bytes_left(const struct bytes *bytes)
{
    return bytes->failed ? 0 : (size_t)(bytes->end - bytes->next);
}

const char *bytes_take(struct bytes *bytes, size_t length)
{
    const unsigned char *start = bytes->next;

    if (bytes->failed || length > (size_t)(bytes->end - bytes->next)) {
        bytes->failed = true;
        return NULL;
    }
    bytes->next += length;
    return (const char *)start;
}

uint8_t bytes_take_u8(struct bytes *bytes)
{
    const char *at = bytes_take(bytes, 1);

    return at ? (uint8_t)*at : 0;
}

uint16_t bytes_take_u16(struct bytes *bytes)
{
    const char *at = bytes_take(bytes, sizeof(uint16_t));

    return at ? bytes_get_u16(at) : 0;
}

uint32_t bytes_take_u32(struct bytes *bytes)
{
    const char *at = bytes_take(bytes, sizeof(uint32_t));

    return at ? bytes_get_u32(at) : 0;
}

uint64_t bytes_take_u64(struct bytes *bytes)
{
    const char *at = bytes_take(bytes, sizeof(uint64_t));

    return at ? bytes_get_u64(at) : 0;
}

uint16_t bytes_get_u16(const void *at)
{
    uint16_t value;

    memcpy(&value, at, sizeof value);
    return le16toh(value);
}

uint32_t bytes_get_u32(const void *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

uint64_t bytes_get_u64(const void *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

void bytes_put_u16(void *at, uint16_t value)
{
    value = htole16(value);
    memcpy(at, &value, sizeof value);
}

void bytes_put_u32(void *at, uint32_t value)
{
    value = htole32(value);
    memcpy(at, &value, sizeof value);
}

void bytes_put_u64(void *at, uint64_t value)
{
    value = htole64(value);
    memcpy(at, &value, sizeof value);
}
