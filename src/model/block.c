#include <pgsnap/block.h>

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void block_init(struct block *block)
{
    *block = (struct block){0};
}

void block_free(struct block *block)
{
    if (!block->borrowed)
        free(block->data);
    block_init(block);
}

void block_reset(struct block *block)
{
    block->sequence = 0;
    block->rows = 0;
    block->used = 0;
    block->digest = (struct digest){0, 0};
    if (block->borrowed) {
        block->borrowed = false;
        block->data = NULL;
        block->size = 0;
    }
    if (block->size > BLOCK_KEEP) {
        block->data = mem_resize(block->data, BLOCK_KEEP + BLOCK_SLACK, 1);
        memset(block->data, 0, BLOCK_KEEP + BLOCK_SLACK);
        block->size = BLOCK_KEEP;
    }
}

void block_borrow(struct block *block, const char *row, size_t length)
{
    uint32_t entry = block->entry;

    if (block->used > 0)
        abort();
    block_free(block);
    *block = (struct block){
        .entry = entry, .rows = 1, .borrowed = true, .data = (char *)(uintptr_t)row, .used = length, .size = length};
}

char *block_reserve(struct block *block, size_t bytes)
{
    size_t wanted;
    size_t size = block->size;

    if (block->borrowed || __builtin_add_overflow(block->used, bytes, &wanted))
        abort();
    if (wanted > size || block->data == NULL) {
        if (size == 0)
            size = 4096;
        while (size < wanted)
            size = size > SIZE_MAX / 2 ? wanted : size * 2;
        if (size > SIZE_MAX - BLOCK_SLACK)
            abort();
        block->data = mem_resize(block->data, size + BLOCK_SLACK, 1);
        /* Not for a single large row: nobody reads beyond that one, and what it does not use is to cost no memory. */
        if (size <= BLOCK_KEEP)
            memset(block->data + block->used, 0, size + BLOCK_SLACK - block->used);
        block->size = size;
    }
    return block->data + block->used;
}

void digest_add(struct digest *sum, const struct digest *digest)
{
    uint64_t low = sum->low + digest->low;

    sum->high += digest->high + (low < sum->low);
    sum->low = low;
}

void counts_add_block(struct counts *counts, const struct block *block)
{
    counts->blocks++;
    counts->rows += block->rows;
    counts->bytes += block->used;
    digest_add(&counts->digest, &block->digest);
}

void counts_add(struct counts *sum, const struct counts *counts)
{
    sum->blocks += counts->blocks;
    sum->rows += counts->rows;
    sum->bytes += counts->bytes;
    digest_add(&sum->digest, &counts->digest);
}
