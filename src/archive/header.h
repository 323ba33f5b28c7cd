/*
 * header.h - the payload of the first frame: what the archive says of itself as a whole.
 * The facts' keys are listed in toc.h.
 */
#ifndef PGSNAP_HEADER_H
#define PGSNAP_HEADER_H

#include "base/buf.h"
#include <pgsnap/entry.h>
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A reader refuses a newer major and takes any minor. How to add something that old readers must not miss: a bit in
 * HEADER_FEATURES_KNOWN (set only in archives that use it), not a new major.
 */
enum { HEADER_MAJOR = 1, HEADER_MINOR = 0 };
#define HEADER_FEATURES_KNOWN UINT64_C(0)

struct header {
    uint16_t major;
    uint16_t minor;
    uint32_t open_entries; /* about how many entries are interleaved at most: the writer's lanes */
    uint64_t features;
    uint64_t toc_length; /* raw bytes of all TOC frames */
    uint32_t entries;
};

void header_encode(const struct header *header, const struct fact *facts, size_t count, struct buf *out);
/* Adds the facts to toc. Refuses what is newer or has unknown features: ERR_DAMAGED, a sentence to follow "NAME ". */
bool header_decode(const void *bytes, size_t length, struct header *header, struct toc *toc, struct err *err);

#endif
