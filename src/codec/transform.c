#include "codec/transform.h"
#include "codec/columns.h"
#include "codec/transform_each.h"
#include <string.h>

static bool text_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    (void)memory;
    columns_gather(column, out);
    return true;
}

static bool text_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                        struct transform_target *target)
{
    size_t length = bytes_left(in);

    (void)memory;
    if (length > (size_t)(target->end - target->next) || !columns_is_single((const char *)in->next, length, rows))
        return false;
    memcpy(target->next, bytes_take(in, length), length);
    target->next += length;
    return true;
}

static const struct {
    bool (*encode)(const struct column *column, struct transform_memory *memory, struct buf *out);
    bool (*decode)(struct bytes *in, uint32_t rows, struct transform_memory *memory, struct transform_target *target);
} transforms[] = {
    [TRANSFORM_TEXT] = {text_encode, text_decode},
    [TRANSFORM_DICTIONARY] = {transform_dictionary_encode, transform_dictionary_decode},
    [TRANSFORM_TEMPLATE] = {transform_template_encode, transform_template_decode},
    [TRANSFORM_UUID] = {transform_uuid_encode, transform_uuid_decode},
    [TRANSFORM_HEX] = {transform_hex_encode, transform_hex_decode},
};

static const enum transform_id candidates[] = {TRANSFORM_DICTIONARY, TRANSFORM_UUID, TRANSFORM_HEX, TRANSFORM_TEMPLATE,
                                               TRANSFORM_TEXT};

const enum transform_id *transform_candidates(void)
{
    return candidates;
}

void transform_memory_free(struct transform_memory *memory)
{
    buf_free(&memory->text);
    buf_free(&memory->index);
    buf_free(&memory->values);
    for (size_t i = 0; i < TRANSFORM_SLOTS_MOST; i++)
        buf_free(&memory->slots[i]);
}

bool transform_encode(enum transform_id id, const struct column *column, struct transform_memory *memory,
                      struct buf *out)
{
    return transforms[id].encode(column, memory, out);
}

bool transform_decode(unsigned id, const void *bytes, size_t length, uint32_t rows, struct transform_memory *memory,
                      char *out, size_t room, size_t *used)
{
    struct bytes in = bytes_of(bytes, length);
    struct transform_target target = {.next = out, .end = out + room};

    if (id >= sizeof transforms / sizeof *transforms)
        return false;
    if (!transforms[id].decode(&in, rows, memory, &target) || in.failed || bytes_left(&in) || target.next > target.end)
        return false;
    *used = (size_t)(target.next - out);
    return true;
}
