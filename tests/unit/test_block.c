#include "unit.h"

#include "base/arena.h"
#include <pgsnap/block.h>
#include <pgsnap/entry.h>
#include <stdio.h>
#include <string.h>

START_TEST(reserve_keeps_what_is_there)
{
    struct block block;

    block_init(&block);
    for (unsigned i = 0; i < 10000; i++) {
        memcpy(block_reserve(&block, 10), "0123456789", 10);
        block.used += 10;
    }
    ck_assert_uint_eq(block.used, 100000);
    ck_assert_uint_ge(block.size, block.used);
    for (unsigned i = 0; i < 10000; i++)
        ck_assert_mem_eq(block.data + 10 * i, "0123456789", 10);
    block_free(&block);
    ck_assert_ptr_null(block.data);
}
END_TEST

START_TEST(reset_empties_and_gives_back)
{
    struct block block;

    block_init(&block);
    block_reserve(&block, 100);
    block.used = 100;
    block.rows = 3;
    block.digest.high = 7;
    block_reset(&block);
    ck_assert_uint_eq(block.used, 0);
    ck_assert_uint_eq(block.rows, 0);
    ck_assert_uint_eq(block.digest.high, 0);
    ck_assert_uint_ge(block.size, 100);
    block_reserve(&block, 2 * BLOCK_KEEP);
    block_reset(&block);
    ck_assert_uint_eq(block.size, BLOCK_KEEP);
    memset(block_reserve(&block, BLOCK_KEEP), 'x', BLOCK_KEEP);
    block_free(&block);
}
END_TEST

START_TEST(digest_carries)
{
    struct digest sum = {UINT64_MAX, 1};
    struct digest one = {1, UINT64_MAX};

    digest_add(&sum, &one);
    ck_assert_uint_eq(sum.low, 0);
    ck_assert_uint_eq(sum.high, 1); /* 1 + (2^64 - 1) + carry, modulo 2^64 */
}
END_TEST

START_TEST(counts_add_up)
{
    struct counts counts = {0}, sum = {0};
    struct block block = {.rows = 5, .digest = {2, 3}, .used = 70};

    counts_add_block(&counts, &block);
    counts_add_block(&counts, &block);
    counts_add(&sum, &counts);
    counts_add(&sum, &counts);
    ck_assert_uint_eq(sum.blocks, 4);
    ck_assert_uint_eq(sum.rows, 20);
    ck_assert_uint_eq(sum.bytes, 280);
    ck_assert_uint_eq(sum.digest.low, 8);
    ck_assert_uint_eq(sum.digest.high, 12);
}
END_TEST

START_TEST(entries_are_found_and_described)
{
    struct entry entries[] = {{.id = 1, .kind = "TABLE", .schema = "Sales", .name = "Orders"},
                              {.id = 2, .kind = "EVENT TRIGGER", .name = "No DDL"}};
    struct toc toc = {.entries = entries, .count = 2};
    char name[64], small[8];

    ck_assert_ptr_null(entry_find(&toc, 0));
    ck_assert_ptr_null(entry_find(&toc, 3));
    ck_assert_ptr_eq(entry_find(&toc, 2), &entries[1]);
    ck_assert_str_eq(entry_describe(&entries[0], name, sizeof name), "table Sales.Orders");
    ck_assert_str_eq(entry_describe(&entries[1], name, sizeof name), "event trigger No DDL");
    ck_assert_str_eq(entry_describe(&entries[1], small, sizeof small), "event t");
}
END_TEST

START_TEST(facts_are_kept_in_order)
{
    struct toc toc = {.arena = arena_new()};
    char key[16], value[16];

    for (unsigned i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "k%u", i % 50);
        snprintf(value, sizeof value, "v%u", i);
        entry_add_fact(&toc, key, value);
    }
    ck_assert_uint_eq(toc.facts_count, 100);
    ck_assert_str_eq(entry_fact(&toc, "k7"), "v7");
    ck_assert_str_eq(toc.facts[57].key, "k7");
    ck_assert_str_eq(toc.facts[57].value, "v57");
    ck_assert_ptr_null(entry_fact(&toc, "none"));
    arena_free(toc.arena);
}
END_TEST

START_TEST(borrowed_rows_are_not_freed)
{
    static const char row[] = "a row of the source\n";
    struct block block;

    block_init(&block);
    block.entry = 7;
    block_reserve(&block, 100);
    block_borrow(&block, row, sizeof row - 1);
    ck_assert_ptr_eq(block.data, row);
    ck_assert_uint_eq(block.entry, 7);
    ck_assert_uint_eq(block.rows, 1);
    ck_assert_uint_eq(block.used, sizeof row - 1);
    block_reset(&block);
    ck_assert_ptr_null(block.data);
    memcpy(block_reserve(&block, 2), "b\n", 2);
    ck_assert_ptr_ne(block.data, row);
    block_reset(&block);
    block_borrow(&block, row, sizeof row - 1);
    block_free(&block);
    ck_assert_ptr_null(block.data);
}
END_TEST

UNIT_MAIN("block", borrowed_rows_are_not_freed, reserve_keeps_what_is_there, reset_empties_and_gives_back,
          digest_carries, counts_add_up, entries_are_found_and_described, facts_are_kept_in_order)
