/*
 * transform_each.h - the transforms one by one, for the table of transform.c. Contracts as in transform.h.
 */
#ifndef PGSNAP_TRANSFORM_EACH_H
#define PGSNAP_TRANSFORM_EACH_H

#include "codec/transform.h"

/* Where decoded fields go: never beyond end + TRANSFORM_SLACK. */
struct transform_target {
    char *next;
    char *end;
};

bool transform_dictionary_encode(const struct column *column, struct transform_memory *memory, struct buf *out);
bool transform_dictionary_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                                 struct transform_target *target);
bool transform_template_encode(const struct column *column, struct transform_memory *memory, struct buf *out);
bool transform_template_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                               struct transform_target *target);
bool transform_uuid_encode(const struct column *column, struct transform_memory *memory, struct buf *out);
bool transform_uuid_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                           struct transform_target *target);
bool transform_hex_encode(const struct column *column, struct transform_memory *memory, struct buf *out);
bool transform_hex_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                          struct transform_target *target);

#endif
