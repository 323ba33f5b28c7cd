/*
 * Which drops run, and in which order.
 */
#include "base/arena.h"
#include "model/drops.h"

#include <check.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16 };

static struct entry entries[MOST];
static uint32_t needs[MOST][4];
static struct toc toc;

static struct entry *add(const char *kind, enum stage stage, uint32_t parent)
{
    struct entry *entry = &entries[toc.count++];

    *entry = (struct entry){.id = (uint32_t)toc.count,
                            .kind = kind,
                            .stage = stage,
                            .name = kind,
                            .drop = "DROP ...;",
                            .parent = parent,
                            .needs = needs[toc.count - 1],
                            .selected = true};
    return entry;
}

static void need(struct entry *entry, uint32_t id)
{
    entry->needs[entry->needs_count++] = id;
}

static void start(void)
{
    toc = (struct toc){.entries = entries};
}

/* The ids of the plan must be these, 0 at the end. */
static void expect(uint32_t first, ...)
{
    size_t count, i = 0;
    const struct entry **plan = drops_plan(&toc, &count);
    uint32_t id = first;
    va_list ids;

    va_start(ids, first);
    for (; id != 0; id = va_arg(ids, uint32_t), i++) {
        ck_assert_msg(i < count, "entry %u is not dropped", id);
        ck_assert_uint_eq(plan[i]->id, id);
    }
    va_end(ids);
    ck_assert_uint_eq(count, i);
    free(plan);
}

START_TEST(nothing_to_drop)
{
    size_t count = 7;

    start();
    ck_assert_ptr_null(drops_plan(&toc, &count));
    ck_assert_uint_eq(count, 0);
    add("TABLE", STAGE_PRE, 0)->selected = false;
    add("TABLE DATA", STAGE_DATA, 1)->drop = NULL;
    add("DATABASE", STAGE_DATABASE, 0);
    ck_assert_ptr_null(drops_plan(&toc, &count));
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(reverse_order)
{
    start();
    add("SCHEMA", STAGE_PRE, 0);
    add("TABLE", STAGE_PRE, 0);
    add("VIEW", STAGE_PRE, 0);
    expect(3, 2, 1, 0);
}
END_TEST

START_TEST(parts_go_with_their_table)
{
    start();
    add("SCHEMA", STAGE_PRE, 0);
    add("TABLE", STAGE_PRE, 0);
    struct entry *index = add("INDEX", STAGE_POST, 2);
    need(index, 1);
    need(index, 2);
    struct entry *trigger = add("TRIGGER", STAGE_POST, 2);
    need(trigger, 2);
    need(trigger, 3);
    expect(2, 1, 0);
}
END_TEST

START_TEST(part_without_its_table)
{
    start();
    add("TABLE", STAGE_PRE, 0)->selected = false;
    need(add("INDEX", STAGE_POST, 1), 1);
    expect(2, 0);
    entries[0].selected = true;
    entries[0].drop = NULL;
    expect(2, 0);
}
END_TEST

/* Table 2 is dropped before table 1, so only a foreign key from 1 to 2 is in the way. */
START_TEST(foreign_keys)
{
    start();
    add("TABLE", STAGE_PRE, 0);
    add("TABLE", STAGE_PRE, 0);
    struct entry *key1 = add("CONSTRAINT", STAGE_POST, 1);
    need(key1, 1);
    struct entry *key2 = add("CONSTRAINT", STAGE_POST, 2);
    need(key2, 2);
    struct entry *forward = add("FK CONSTRAINT", STAGE_POST, 1);
    need(forward, 1);
    need(forward, 4);
    struct entry *backward = add("FK CONSTRAINT", STAGE_POST, 2);
    need(backward, 2);
    need(backward, 3);
    expect(5, 2, 1, 0);
}
END_TEST

START_TEST(default_by_a_function)
{
    start();
    add("FUNCTION", STAGE_PRE, 0);
    add("TABLE", STAGE_PRE, 0);
    struct entry *early = add("DEFAULT", STAGE_PRE, 2);
    need(early, 1);
    need(early, 2);
    struct entry *function = add("FUNCTION", STAGE_PRE, 0);
    need(function, 2);
    struct entry *late = add("CHECK CONSTRAINT", STAGE_PRE, 2);
    need(late, 2);
    need(late, 4);
    struct entry *later = add("COMMENT", STAGE_RIGHTS, 2);
    need(later, 5);
    expect(6, 5, 4, 2, 1, 0);
}
END_TEST

/* The sequence is made before the table that owns it: its drop comes last and finds nothing. */
START_TEST(owned_sequence)
{
    start();
    add("SEQUENCE", STAGE_PRE, 2);
    add("TABLE", STAGE_PRE, 0);
    expect(2, 1, 0);
}
END_TEST

START_TEST(wrong_ids)
{
    start();
    need(add("TABLE", STAGE_PRE, 99), 98);
    need(add("INDEX", STAGE_POST, 1), 97);
    need(add("INDEX", STAGE_POST, 3), 3);
    expect(3, 1, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("drops");
    TCase *cases = tcase_create("plan");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, nothing_to_drop);
    tcase_add_test(cases, reverse_order);
    tcase_add_test(cases, parts_go_with_their_table);
    tcase_add_test(cases, part_without_its_table);
    tcase_add_test(cases, foreign_keys);
    tcase_add_test(cases, default_by_a_function);
    tcase_add_test(cases, owned_sequence);
    tcase_add_test(cases, wrong_ids);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
