/*
 * What differs between two tables of contents.
 */
#include "base/arena.h"
#include "model/compare.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16 };

struct sample {
    struct entry entries[MOST];
    struct counts counts[MOST];
    struct toc toc;
};

static struct sample one, other;

static struct entry *add(struct sample *sample, const char *kind, const char *name, const char *create)
{
    struct entry *entry = &sample->entries[sample->toc.count++];

    *entry = (struct entry){.id = (uint32_t)sample->toc.count,
                            .kind = kind,
                            .stage = STAGE_PRE,
                            .schema = "public",
                            .name = name,
                            .create = create,
                            .owner = "ann",
                            .own = "ALTER ... OWNER TO ann;",
                            .selected = true};
    return entry;
}

static struct entry *add_rows(struct sample *sample, const char *name, const char *load, uint64_t rows, uint64_t digest)
{
    struct entry *entry = add(sample, "TABLE DATA", name, NULL);

    entry->stage = STAGE_DATA;
    entry->flags = ENTRY_ROWS;
    entry->load = load;
    entry->own = entry->owner = NULL;
    sample->counts[entry->id - 1] = (struct counts){.rows = rows, .digest = {digest, 0}};
    return entry;
}

static void start(void)
{
    one = (struct sample){0};
    other = (struct sample){0};
    one.toc.entries = one.entries;
    other.toc.entries = other.entries;
}

static size_t compare(struct compare_options options, struct compare_difference **list)
{
    struct compare_side first = {&one.toc, one.counts}, second = {&other.toc, other.counts};

    return compare_sides(&first, &second, &options, list);
}

static void expect_same(struct compare_options options)
{
    struct compare_difference *list;

    ck_assert_uint_eq(compare(options, &list), 0);
    free(list);
}

/* The only difference there is. */
static struct compare_difference expect_one(struct compare_options options)
{
    struct compare_difference *list;

    ck_assert_uint_eq(compare(options, &list), 1);
    struct compare_difference difference = list[0];
    free(list);
    return difference;
}

static const struct compare_options plain = {.statements = true};

START_TEST(nothing)
{
    start();
    expect_same(plain);
}
END_TEST

START_TEST(order_does_not_matter)
{
    start();
    add(&one, "TABLE", "a", "CREATE a;");
    add(&one, "TABLE", "b", "CREATE b;");
    add(&one, "VIEW", "a", "CREATE v;");
    add(&other, "VIEW", "a", "CREATE v;");
    add(&other, "TABLE", "b", "CREATE b;");
    add(&other, "TABLE", "a", "CREATE a;");
    expect_same(plain);
}
END_TEST

START_TEST(removed_and_added)
{
    struct compare_difference *list;

    start();
    add(&one, "TABLE", "b", "CREATE b;");
    add(&one, "TABLE", "gone", "CREATE gone;");
    add(&other, "TABLE", "z new", "CREATE new;");
    add(&other, "TABLE", "b", "CREATE other;");
    add(&other, "TABLE", "a new", "CREATE new;")->schema = NULL;
    ck_assert_uint_eq(compare(plain, &list), 4);
    ck_assert_int_eq(list[0].status, COMPARE_REMOVED);
    ck_assert_str_eq(list[0].first->name, "gone");
    ck_assert_ptr_null(list[0].second);
    ck_assert_int_eq(list[1].status, COMPARE_ADDED);
    ck_assert_str_eq(list[1].second->name, "z new");
    ck_assert_int_eq(list[2].status, COMPARE_CHANGED);
    ck_assert(list[2].statements && !list[2].rows);
    ck_assert_str_eq(list[3].second->name, "a new");
    free(list);
    ck_assert_uint_eq(compare((struct compare_options){.statements = true, .no_added = true}, &list), 2);
    free(list);
}
END_TEST

START_TEST(quoted_types)
{
    static const struct {
        const char *kind, *quoted, *plain;
    } names[] = {
        {"FUNCTION", "f(\"overlaps\", \"O'Brien\")", "f(overlaps, \"O'Brien\")"},
        {"FUNCTION", "quo\"te(\"overlaps\")", "quo\"te(overlaps)"},
        {"FUNCTION", "o'clock(\"overlaps\"[])", "o'clock(overlaps[])"},
        {"PROCEDURE", "odd(\"(\"overlaps\")", "odd(\"(overlaps)"},
        {"COMMENT", "OPERATOR \"odd\".<=>(\"odd\".\"pair\",integer)", "OPERATOR odd.<=>(odd.pair,integer)"},
        {"COMMENT", "FUNCTION pair(of \"\"(\"overlaps\")", "FUNCTION pair(of \"\"(overlaps)"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        start();
        add(&one, names[i].kind, names[i].quoted, "CREATE f;");
        add(&other, names[i].kind, names[i].plain, "CREATE f;");
        expect_same(plain);
    }
    start();
    add(&one, "FUNCTION", "f\"(int)", "CREATE f;");
    add(&other, "FUNCTION", "f(int)", "CREATE f;");
    ck_assert_uint_eq(compare_keys(one.entries, other.entries) != 0, 1);
}
END_TEST

START_TEST(refreshes)
{
    start();
    add(&one, "MATERIALIZED VIEW DATA", "m", "REFRESH m;");
    add(&other, "MATERIALIZED VIEW DATA", "m", "SET row_security = on; REFRESH m; SET row_security = off;");
    one.entries[0].flags = other.entries[0].flags = ENTRY_DATA;
    expect_same(plain);
    other.toc.count = 0;
    ck_assert_int_eq(expect_one(plain).status, COMPARE_REMOVED);
}
END_TEST

START_TEST(left_out)
{
    start();
    add(&one, "TABLE", "a", "CREATE a;")->selected = false;
    add(&other, "TABLE", "b", "CREATE b;")->selected = false;
    add(&one, "DATABASE", "one", "CREATE DATABASE one;")->stage = STAGE_DATABASE;
    add(&other, "DATABASE", "other", "CREATE DATABASE other;")->stage = STAGE_DATABASE;
    expect_same(plain);
}
END_TEST

START_TEST(owners)
{
    start();
    add(&one, "TABLE", "a", "CREATE a;");
    add(&other, "TABLE", "a", "CREATE a;")->own = "ALTER ... OWNER TO bob;";
    other.entries[0].owner = "bob";
    add(&one, "ACL", "TABLE a", "GRANT one;")->flags = ENTRY_RIGHTS;
    ck_assert_uint_eq(one.toc.count, 2);
    add(&other, "ACL", "TABLE a", "GRANT one;")->flags = ENTRY_RIGHTS;
    ck_assert(expect_one(plain).statements);
    ck_assert(expect_one((struct compare_options){.statements = false}).statements);
    other.entries[1].create = "GRANT other;";
    expect_same((struct compare_options){.statements = true, .no_owner = true});
    expect_same((struct compare_options){.no_owner = true});
}
END_TEST

/* Other majors: the words do not count, data does. */
START_TEST(other_words)
{
    start();
    add(&one, "VIEW", "v", "SELECT (a)");
    add(&other, "VIEW", "v", "SELECT a");
    ck_assert(expect_one(plain).statements);
    expect_same((struct compare_options){.statements = false});
    add(&one, "SEQUENCE SET", "s", "setval 1")->flags = ENTRY_DATA;
    add(&other, "SEQUENCE SET", "s", "setval 2")->flags = ENTRY_DATA;
    ck_assert_str_eq(expect_one((struct compare_options){.statements = false}).first->name, "s");
}
END_TEST

/* A multirange type has rights of its own on servers before 17 only. */
START_TEST(multirange_rights)
{
    static uint32_t range[] = {1};
    static struct fact version = {"server_version_num", "170011"};
    struct entry *rights;

    start();
    add(&one, "RANGE", "span", "");
    add(&other, "RANGE", "span", "");
    rights = add(&one, "ACL", "TYPE span_multirange", "GRANT");
    rights->needs = range;
    rights->needs_count = 1;
    ck_assert_int_eq(expect_one((struct compare_options){.statements = false}).status, COMPARE_REMOVED);
    other.toc.facts = &version;
    other.toc.facts_count = 1;
    expect_same((struct compare_options){.statements = false});
    rights->name = "TYPE span";
    ck_assert_int_eq(expect_one((struct compare_options){.statements = false}).status, COMPARE_REMOVED);
}
END_TEST

START_TEST(rows)
{
    struct compare_difference difference;

    start();
    add_rows(&one, "a", "COPY a (x)", 10, 77);
    add_rows(&other, "a", "COPY a (x)", 10, 77);
    expect_same(plain);
    other.counts[0].digest.low = 78;
    difference = expect_one(plain);
    ck_assert(difference.rows && !difference.columns && !difference.statements && !difference.together);
    other.counts[0].digest.low = 77;
    other.counts[0].digest.high = 1;
    ck_assert(expect_one(plain).rows);
    other.counts[0] = (struct counts){.rows = 9, .digest = {77, 0}};
    difference = expect_one((struct compare_options){.statements = false});
    ck_assert_uint_eq(difference.first_counts.rows, 10);
    ck_assert_uint_eq(difference.second_counts.rows, 9);
    other.entries[0].load = "COPY a (x, y)";
    ck_assert(expect_one(plain).columns);
}
END_TEST

START_TEST(rows_of_one_side)
{
    struct compare_difference difference;

    start();
    add_rows(&other, "new", "COPY new (x)", 3, 4);
    difference = expect_one(plain);
    ck_assert_int_eq(difference.status, COMPARE_ADDED);
    ck_assert_uint_eq(difference.second_counts.rows, 3);
}
END_TEST

/* Partitions that load through their root: a row may be in another of them, but must be in one. */
START_TEST(partitions)
{
    struct compare_difference difference;

    start();
    add_rows(&one, "p0", "COPY p (x)", 10, 100);
    add_rows(&one, "p1", "COPY p (x)", 20, 200);
    add_rows(&other, "p0", "COPY p (x)", 25, 250);
    add_rows(&other, "p1", "COPY p (x)", 5, 50);
    expect_same(plain);
    other.counts[1].rows = 4;
    difference = expect_one(plain);
    ck_assert(difference.rows && difference.together);
    ck_assert_uint_eq(difference.first_counts.rows, 30);
    ck_assert_uint_eq(difference.second_counts.rows, 29);
}
END_TEST

/* They are others on each side, and there on one only. */
START_TEST(planner_statistics)
{
    start();
    add(&one, "STATISTICS DATA", "t", "SELECT 1;")->flags = ENTRY_STATISTICS;
    add(&other, "STATISTICS DATA", "t", "SELECT 2;")->flags = ENTRY_STATISTICS;
    add(&other, "STATISTICS DATA", "u", "SELECT 3;")->flags = ENTRY_STATISTICS;
    expect_same((struct compare_options){.statements = true});
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compare");
    TCase *cases = tcase_create("sides");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, nothing);
    tcase_add_test(cases, order_does_not_matter);
    tcase_add_test(cases, removed_and_added);
    tcase_add_test(cases, quoted_types);
    tcase_add_test(cases, refreshes);
    tcase_add_test(cases, left_out);
    tcase_add_test(cases, owners);
    tcase_add_test(cases, other_words);
    tcase_add_test(cases, multirange_rights);
    tcase_add_test(cases, rows);
    tcase_add_test(cases, rows_of_one_side);
    tcase_add_test(cases, partitions);
    tcase_add_test(cases, planner_statistics);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
