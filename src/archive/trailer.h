/*
 * trailer.h - the payload of the last frame. It has a fixed size, so that it is found from the end of a file; that it
 * is there proves that the archive was finished, and its checksums bind all frames together.
 */
#ifndef PGSNAP_TRAILER_H
#define PGSNAP_TRAILER_H

#include "archive/frame.h"
#include <stdint.h>

struct trailer {
    uint64_t index_offset; /* of the first INDEX frame; of the trailer when there is none */
    uint64_t index_length; /* raw bytes of all INDEX frames */
    uint64_t frames;       /* before the trailer */
    uint64_t length;       /* of the archive, the trailer included */
    uint64_t front_chain;  /* frame_chain over HEADER and TOC, and what stands between them */
    uint64_t index_hash;   /* of the raw bytes of all INDEX frames */
    uint64_t chain;        /* frame_chain over all frames before the trailer */
};

void trailer_encode(const struct trailer *trailer, unsigned char bytes[FRAME_TRAILER_SIZE]);
void trailer_decode(const unsigned char bytes[FRAME_TRAILER_SIZE], struct trailer *trailer);

#endif
