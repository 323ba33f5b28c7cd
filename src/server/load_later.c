#include "server/load_later.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void load_later_init(struct load_later *later)
{
    *later = (struct load_later){0};
    pthread_mutex_init(&later->lock, NULL);
}

void load_later_free(struct load_later *later)
{
    for (size_t i = 0; i < later->count; i++)
        block_free(&later->blocks[i]);
    free(later->blocks);
    pthread_mutex_destroy(&later->lock);
}

bool load_later_waits(const struct toc *toc, const struct entry *entry)
{
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(toc, entry->needs[i]);

        if (need != NULL && need->selected && (need->flags & ENTRY_ROWS) != 0)
            return true;
    }
    return false;
}

static void copy_block(struct block *copy, const struct block *block)
{
    block_init(copy);
    memcpy(block_reserve(copy, block->used), block->data, block->used);
    copy->entry = block->entry;
    copy->sequence = block->sequence;
    copy->rows = block->rows;
    copy->digest = block->digest;
    copy->used = block->used;
}

bool load_later_add(struct load_later *later, const struct block *block)
{
    bool fits;

    pthread_mutex_lock(&later->lock);
    fits = block->used <= LOAD_LATER_BYTES - later->bytes;
    if (fits) {
        later->blocks = mem_resize(later->blocks, later->count + 1, sizeof *later->blocks);
        copy_block(&later->blocks[later->count++], block);
        later->bytes += block->used;
    }
    pthread_mutex_unlock(&later->lock);
    return fits;
}

static int compare_blocks(const void *a, const void *b)
{
    const struct block *left = a, *right = b;

    if (left->entry != right->entry)
        return left->entry < right->entry ? -1 : 1;
    return left->sequence < right->sequence ? -1 : left->sequence > right->sequence;
}

/* Ids are in an order in which nothing needs what comes after it. */
void load_later_sort(struct load_later *later)
{
    if (later->count > 0)
        qsort(later->blocks, later->count, sizeof *later->blocks, compare_blocks);
}
