#include "unit.h"

#include "engine/phases.h"
#include "scripted.h"

#include <string.h>

static struct scripted s;
static struct phases phases;

static void setup(void)
{
    scripted_start(&s);
}

static void teardown(void)
{
    phases_free(&phases);
    scripted_end(&s);
}

static void add_many(const char *kind, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        scripted_add(&s, kind, "n", 0, 0);
}

static void make(unsigned lanes, bool in_order)
{
    struct phases_options options = {.lanes = lanes, .define = true, .in_order = in_order};

    phases_make(&phases, &s.toc, &options);
}

static size_t count_kind(enum phase_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < phases.count; i++)
        count += phases.list[i].kind == kind;
    return count;
}

static void check_phase(size_t at, enum phase_kind kind, uint32_t first, uint32_t last)
{
    ck_assert_uint_lt(at, phases.count);
    ck_assert_int_eq(phases.list[at].kind, kind);
    if (kind == PHASE_IN_ORDER) {
        ck_assert_uint_eq(phases.list[at].first, first);
        ck_assert_uint_eq(phases.list[at].last, last);
    }
}

enum { LATER = 4 }; /* stages after the rows, each a plan, when there is a schema to make */

START_TEST(nothing_to_define_is_rows_only)
{
    struct phases_options options = {.lanes = 2};

    add_many("TABLE", 100);
    phases_make(&phases, &s.toc, &options);
    ck_assert_uint_eq(phases.count, 1);
    check_phase(0, PHASE_ROWS, 0, 0);
}
END_TEST

START_TEST(few_tables_are_made_in_order)
{
    add_many("SCHEMA", 2);
    add_many("TABLE", PHASES_LEAST_RUN - 1);
    add_many("VIEW", 1);
    add_many("INDEX", 1);
    make(2, false);
    check_phase(0, PHASE_IN_ORDER, 1, (uint32_t)s.toc.count);
    check_phase(1, PHASE_ROWS, 0, 0);
    ck_assert_uint_eq(count_kind(PHASE_PLANNED), LATER);
}
END_TEST

START_TEST(many_tables_are_shared_between_what_is_not)
{
    struct batch batch;

    add_many("SCHEMA", 2);
    add_many("SEQUENCE", 50);
    add_many("TABLE", 50);
    add_many("VIEW", 3);
    make(2, false);
    check_phase(0, PHASE_IN_ORDER, 1, 2);
    check_phase(1, PHASE_PLANNED, 0, 0);
    check_phase(2, PHASE_IN_ORDER, 103, 105);
    check_phase(3, PHASE_ROWS, 0, 0);
    ck_assert(plan_take(phases.list[1].plan, 1, &batch));
    ck_assert_uint_eq(batch.entries[0]->id, 3);
}
END_TEST

START_TEST(one_lane_and_one_transaction_share_nothing)
{
    add_many("TABLE", 200);
    make(1, false);
    ck_assert_uint_eq(count_kind(PHASE_PLANNED), LATER);
    phases_free(&phases);
    make(4, true);
    ck_assert_uint_eq(count_kind(PHASE_PLANNED), LATER);
}
END_TEST

START_TEST(children_are_made_in_order)
{
    uint32_t parent;

    add_many("TABLE", 100);
    parent = scripted_add(&s, "TABLE", "parent", 0, 0);
    for (unsigned i = 0; i < 100; i++)
        scripted_add(&s, "TABLE", "child", 0, parent);
    make(2, false);
    check_phase(0, PHASE_PLANNED, 0, 0);
    check_phase(1, PHASE_IN_ORDER, 102, 201);
    check_phase(2, PHASE_ROWS, 0, 0);
}
END_TEST

START_TEST(what_is_left_out_does_not_part_a_run)
{
    add_many("TABLE", 40);
    add_many("VIEW", 1);
    s.entries[40].selected = false;
    add_many("TABLE", 40);
    make(2, false);
    check_phase(0, PHASE_PLANNED, 0, 0);
    check_phase(1, PHASE_ROWS, 0, 0);
}
END_TEST

START_TEST(sequences_get_their_values_before_the_rows)
{
    add_many("SEQUENCE", 2);
    add_many("SEQUENCE SET", 2);
    make(2, false);
    check_phase(0, PHASE_IN_ORDER, 1, 4);
    check_phase(1, PHASE_PLANNED, 0, 0);
    check_phase(2, PHASE_ROWS, 0, 0);
    ck_assert_uint_eq(count_kind(PHASE_PLANNED), LATER + 1);
    phases_free(&phases);
    make(2, true);
    check_phase(1, PHASE_IN_ORDER, 1, 4);
    ck_assert_int_eq(phases.list[1].from, STAGE_DATA);
    check_phase(2, PHASE_ROWS, 0, 0);
}
END_TEST

START_TEST(sequences_that_are_there_get_their_values_after_the_rows)
{
    add_many("SEQUENCE SET", 2);
    make(2, false);
    check_phase(0, PHASE_IN_ORDER, 1, 2);
    check_phase(1, PHASE_ROWS, 0, 0);
    ck_assert_uint_eq(count_kind(PHASE_PLANNED), LATER + 1);
}
END_TEST

START_TEST(stopping_stops_all_plans)
{
    struct batch batch;

    add_many("TABLE", 100);
    add_many("INDEX", 10);
    make(2, false);
    phases_stop(&phases);
    for (size_t i = 0; i < phases.count; i++)
        ck_assert(phases.list[i].plan == NULL || !plan_take(phases.list[i].plan, 0, &batch));
}
END_TEST

UNIT_MAIN_AROUND("phases", setup, teardown, sequences_get_their_values_before_the_rows,
                 sequences_that_are_there_get_their_values_after_the_rows, nothing_to_define_is_rows_only,
                 few_tables_are_made_in_order, many_tables_are_shared_between_what_is_not,
                 one_lane_and_one_transaction_share_nothing, children_are_made_in_order,
                 what_is_left_out_does_not_part_a_run, stopping_stops_all_plans)
