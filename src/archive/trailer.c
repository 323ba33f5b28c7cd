#include "archive/trailer.h"
#include "base/bytes.h"

void trailer_encode(const struct trailer *trailer, unsigned char bytes[FRAME_TRAILER_SIZE])
{
    bytes_put_u64(bytes, trailer->index_offset);
    bytes_put_u64(bytes + 8, trailer->index_length);
    bytes_put_u64(bytes + 16, trailer->frames);
    bytes_put_u64(bytes + 24, trailer->length);
    bytes_put_u64(bytes + 32, trailer->front_chain);
    bytes_put_u64(bytes + 40, trailer->index_hash);
    bytes_put_u64(bytes + 48, trailer->chain);
}

void trailer_decode(const unsigned char bytes[FRAME_TRAILER_SIZE], struct trailer *trailer)
{
    *trailer = (struct trailer){
        .index_offset = bytes_get_u64(bytes),
        .index_length = bytes_get_u64(bytes + 8),
        .frames = bytes_get_u64(bytes + 16),
        .length = bytes_get_u64(bytes + 24),
        .front_chain = bytes_get_u64(bytes + 32),
        .index_hash = bytes_get_u64(bytes + 40),
        .chain = bytes_get_u64(bytes + 48),
    };
}
