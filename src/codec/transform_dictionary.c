/* A column with few different fields: each of them once, then for every row which one it is. */
#include "codec/choices.h"
#include "codec/scan.h"
#include "codec/transform_each.h"
#include <string.h>

enum { TEXT_MOST = 1 << 16 };

/*
 * Long texts are compared with the one before first. For short ones that is no quicker than to look them up, and where a few
 * values alternate at random, the processor would guess wrongly which of the two it will be.
 */
static int find(struct choices *choices, const struct field *field, const struct field *last, int last_number)
{
    int number;

    if (field->length > 2 * SCAN_WIDTH && last->at && field->length == last->length &&
        memcmp(field->at, last->at, field->length) == 0)
        return last_number;
    number = choices_guess(choices, field->at, field->length);
    return number == CHOICES_NONE ? choices_find(choices, field->at, field->length) : number;
}

static bool put_index(const struct column *column, struct choices *choices, unsigned char *index)
{
    struct field last = {.at = NULL};
    int number = 0;

    for (uint32_t row = 0; row < column->rows; row++) {
        struct field field = column_field(column, row);

        number = find(choices, &field, &last, number);
        if (number == CHOICES_NONE || choices->text->used > TEXT_MOST)
            return false;
        index[row] = (unsigned char)number;
        last = field;
    }
    return true;
}

bool transform_dictionary_encode(const struct column *column, struct transform_memory *memory, struct buf *out)
{
    struct choices choices;

    choices_begin(&choices, &memory->text);
    buf_reset(&memory->index);
    if (!put_index(column, &choices, (unsigned char *)buf_reserve(&memory->index, column->rows)))
        return false;
    buf_add_u8(out, (uint8_t)(choices.count - 1));
    buf_add(out, memory->text.data, memory->text.used);
    cuts_add(&memory->cuts, out->used);
    if (choices.count > 1)
        buf_add(out, memory->index.data, column->rows);
    return true;
}

struct words {
    const char *begins[TRANSFORM_CHOICES_MOST];
    size_t lengths[TRANSFORM_CHOICES_MOST]; /* with '\n' */
    unsigned count;
};

static bool take_words(struct bytes *in, struct words *words)
{
    words->count = bytes_take_u8(in) + 1U;
    for (unsigned i = 0; i < words->count; i++) {
        const char *at = (const char *)in->next;
        const char *stop = bytes_left(in) ? memchr(at, '\n', bytes_left(in)) : NULL;

        if (!stop || memchr(at, '\t', (size_t)(stop - at)))
            return false;
        words->lengths[i] = (size_t)(stop - at) + 1;
        words->begins[i] = bytes_take(in, words->lengths[i]);
    }
    return !in->failed;
}

static bool put_word(const struct words *words, unsigned number, struct transform_target *target)
{
    size_t length = words->lengths[number];

    if (length > (size_t)(target->end - target->next))
        return false;
    scan_copy(target->next, words->begins[number]);
    if (length > SCAN_WIDTH)
        memcpy(target->next, words->begins[number], length);
    target->next += length;
    return true;
}

bool transform_dictionary_decode(struct bytes *in, uint32_t rows, struct transform_memory *memory,
                                 struct transform_target *target)
{
    static const unsigned char only = 0;
    const unsigned char *index = &only;
    struct words words;

    (void)memory;
    if (!take_words(in, &words))
        return false;
    if (words.count > 1)
        index = (const unsigned char *)bytes_take(in, rows);
    if (in->failed)
        return false;
    for (uint32_t row = 0; row < rows; row++) {
        unsigned number = words.count > 1 ? index[row] : 0;

        if (number >= words.count || !put_word(&words, number, target))
            return false;
    }
    return true;
}
