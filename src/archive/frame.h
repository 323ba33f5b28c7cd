/*
 * frame.h - the 48 bytes before every payload, and what they may say.
 *
 * An archive is FRAME_MAGIC and then frames, nothing else: HEADER, TOC ..., DATA and END of all entries mixed,
 * INDEX ..., TRAILER. The header's checksum is seeded with the frame's offset, so a frame is good at one place only.
 * Byte for byte: man/pgsnap-format.5.
 *
 * How to add a frame type: a number (with FRAME_SKIPPABLE when readers that do not know it may pass over it), a row in
 * the rules of frame.c, a section and a line of history in the man page, files in tests/files.
 */
#ifndef PGSNAP_FRAME_H
#define PGSNAP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAGIC "\x89PGS\r\n\x1a\n" /* the first bytes of an archive */

enum {
    FRAME_MAGIC_SIZE = 8,
    FRAME_MARK = 0x46534750, /* "PGSF": the first bytes of a frame */
    FRAME_HEAD_SIZE = 48,
    FRAME_RAW_MOST = 16 << 20,  /* bytes of a payload, before and after decoding */
    FRAME_CHUNK_MOST = 1 << 20, /* raw bytes of a TOC or INDEX frame */
    FRAME_PIECE_MOST = 8 << 20, /* raw bytes that the writer puts in a DATA frame */
    FRAME_COLUMNS_MOST = 1600,
    FRAME_ROW_MOST = 0x7fffffff /* bytes of a row over all its frames */
};

enum frame_type {
    FRAME_HEADER = 1,
    FRAME_TOC = 2,
    FRAME_DATA = 3,
    FRAME_END = 4,
    FRAME_INDEX = 5,
    FRAME_TRAILER = 6,
    FRAME_SKIPPABLE = 0x80 /* a bit: types with it may be passed over */
};

enum {                      /* flags of DATA */
       FRAME_CONTINUES = 1, /* its row goes on in the next frame */
       FRAME_CONTINUED = 2  /* its row began in the frame before */
};

enum { FRAME_END_SIZE = 40, FRAME_TRAILER_SIZE = 56 }; /* payloads of fixed size */

struct frame {
    uint8_t type;
    uint8_t flags;
    uint8_t codec;     /* enum codec_id */
    uint8_t layout;    /* enum codec_layout */
    uint16_t columns;  /* LAYOUT_COLUMNS, LAYOUT_TRANSFORMED: fields per row; else 0 */
    uint32_t entry;    /* DATA, END: whose; else 0 */
    uint32_t sequence; /* TOC, INDEX: counts its chunks from 0; DATA, END: the entry's frames before this one */
    uint32_t rows;     /* DATA: rows that end in it; else 0 */
    uint32_t stored;   /* bytes of the payload in the archive */
    uint32_t raw;      /* bytes of the payload decoded */
    uint64_t payload_hash;
};

/* Writes the header for a frame at `offset` of the archive; returns the header's checksum. */
uint64_t frame_encode(const struct frame *frame, uint64_t offset, unsigned char head[FRAME_HEAD_SIZE]);

/*
 * Fills *frame and *hash (the header's checksum) from untrusted bytes read at `offset`. Returns NULL, or what is
 * wrong, to be put after "the frame at OFFSET ". When NULL every length is within its limits and the fields fit the
 * type, or the type is skippable and unknown.
 */
const char *frame_decode(const unsigned char head[FRAME_HEAD_SIZE], uint64_t offset, struct frame *frame,
                         uint64_t *hash);

/* True when the checksum is that of a header at this offset: what a search for the next good frame asks. */
bool frame_is_at(const unsigned char head[FRAME_HEAD_SIZE], uint64_t offset);

/* The checksum of all headers so far and one more: binds the frames of an archive together (the trailer has it). */
uint64_t frame_chain(uint64_t chain, uint64_t hash);

#endif
