#include "unit.h"

#include "engine/relay.h"
#include "engine/watch.h"
#include "scripted.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TABLES = 20 };

static struct scripted s;
static struct relay_totals totals;
static struct err err;

/* Tables with rows and indexes, keys and comments on them, and one of everything that is special. */
static void add_entries(void)
{
    uint32_t ids[TABLES], keys[TABLES];
    uint32_t database = scripted_add(&s, "DATABASE", "db", 0, 0);
    uint32_t view;

    for (unsigned i = 0; i < TABLES; i++)
        ids[i] = scripted_add(&s, "TABLE", "t", 0, 0);
    view = scripted_add(&s, "MATERIALIZED VIEW", "mv", 0, ids[0]);
    for (unsigned i = 0; i < TABLES; i++)
        scripted_add(&s, "TABLE DATA", "t", ids[i], 0);
    scripted_add(&s, "SEQUENCE SET", "seq", 0, 0);
    for (unsigned i = 0; i < TABLES; i++)
        keys[i] = scripted_add(&s, "CONSTRAINT", "key", ids[i], 0);
    for (unsigned i = 1; i < TABLES; i++)
        scripted_add_need(&s, scripted_add(&s, "FK CONSTRAINT", "fk", ids[i], ids[i - 1]), keys[i - 1]);
    for (unsigned i = 0; i < TABLES; i++)
        scripted_add(&s, "POLICY", "p", ids[i % 3], 0);
    scripted_add(&s, "SUBSCRIPTION", "sub", 0, 0);
    for (unsigned i = 0; i < TABLES; i++)
        scripted_add(&s, "COMMENT", "c", 0, keys[i]);
    scripted_add(&s, "COMMENT", "on the database", 0, database);
    scripted_add(&s, "MATERIALIZED VIEW DATA", "mv", view, 0);
    scripted_add(&s, "EVENT TRIGGER", "e", 0, 0);
}

static void setup(void)
{
    watch_block();
    scripted_start(&s);
    s.blocks_per_table = 4;
    add_entries();
    memset(&totals, 0, sizeof totals);
    err_clear(&err);
}

static void teardown(void)
{
    ck_assert_str_eq(s.breach, "");
    scripted_end(&s);
}

static bool run(unsigned lanes, bool define)
{
    struct relay_options options = {.lanes = lanes, .define = define, .what = "testing"};
    bool done = relay_run(&s.source, &s.sink, &s.toc, &options, &totals, &err);

    ck_assert_str_eq(s.breach, "");
    ck_assert(done ? s.finished && !s.aborted : s.aborted && !s.finished);
    ck_assert(done != err_is_set(&err));
    return done;
}

static void check_all_went_through(void)
{
    ck_assert_uint_eq(totals.all.blocks, TABLES * s.blocks_per_table);
    ck_assert_uint_eq(totals.all.rows, TABLES * s.blocks_per_table * 2);
    for (unsigned i = 0; i < TABLES; i++) {
        ck_assert(s.ended[s.tables[i] - 1]);
        ck_assert_uint_eq(totals.entries[s.tables[i] - 1].rows, s.blocks_per_table * 2);
    }
    free(totals.entries);
}

START_TEST(archive_takes_rows_only)
{
    ck_assert_msg(run(4, false), "%s", err.message);
    ck_assert_uint_eq(s.calls[CALL_DEFINE], 0);
    ck_assert_uint_eq(s.drains, 4);
    check_all_went_through();
}
END_TEST

START_TEST(server_is_given_everything)
{
    for (unsigned lanes = 1; lanes <= SCRIPTED_LANES; lanes++) {
        ck_assert_msg(run(lanes, true), "%s", err.message);
        check_all_went_through();
        for (size_t i = 0; i < s.toc.count; i++) {
            const struct entry *entry = &s.entries[i];
            bool expected = !(entry->flags & ENTRY_ROWS) && entry->stage != STAGE_DATABASE &&
                            strcmp(entry->name, "on the database") != 0;

            ck_assert_msg(s.defined[i] == expected, "%s %s", entry->kind, entry->name);
        }
        ck_assert(lanes == 1 || s.most_at_once > 1);
        ck_assert_uint_gt(s.largest_define, 1);
        teardown();
        setup();
    }
}
END_TEST

START_TEST(tables_are_made_by_all_lanes)
{
    struct relay_options options = {.lanes = 3, .define = true, .what = "testing"};

    for (unsigned i = 0; i < 200; i++)
        scripted_add(&s, "TABLE", "more", 0, 0);
    ck_assert_msg(relay_run(&s.source, &s.sink, &s.toc, &options, &totals, &err), "%s", err.message);
    ck_assert(s.lanes_before_rows[0] + s.lanes_before_rows[1] + s.lanes_before_rows[2] > 1);
    check_all_went_through();
}
END_TEST

START_TEST(one_lane_makes_tables_when_asked)
{
    struct relay_options options = {.lanes = 3, .define = true, .define_in_order = true, .what = "testing"};

    for (unsigned i = 0; i < 200; i++)
        scripted_add(&s, "TABLE", "more", 0, 0);
    ck_assert_msg(relay_run(&s.source, &s.sink, &s.toc, &options, &totals, &err), "%s", err.message);
    ck_assert(s.lanes_before_rows[0] && !s.lanes_before_rows[1] && !s.lanes_before_rows[2]);
    check_all_went_through();
}
END_TEST

START_TEST(database_is_defined_when_asked)
{
    struct relay_options options = {.lanes = 2, .define = true, .define_database = true, .what = "testing"};

    ck_assert(relay_run(&s.source, &s.sink, &s.toc, &options, &totals, &err));
    ck_assert(s.defined[0]);
    check_all_went_through();
}
END_TEST

START_TEST(ends_may_come_before_blocks)
{
    s.end_early = true;
    s.blocks_per_table = 9;
    ck_assert_msg(run(SCRIPTED_LANES, true), "%s", err.message);
    check_all_went_through();
}
END_TEST

START_TEST(tables_may_be_empty)
{
    s.blocks_per_table = 0;
    ck_assert_msg(run(3, true), "%s", err.message);
    check_all_went_through();
}
END_TEST

START_TEST(unselected_entries_are_left_out)
{
    for (size_t i = 0; i < s.toc.count; i++)
        if (strcmp(s.entries[i].kind, "CONSTRAINT") == 0)
            s.entries[i].selected = false;
    ck_assert_msg(run(4, true), "%s", err.message);
    check_all_went_through();
}
END_TEST

START_TEST(without_a_sink_rows_are_counted)
{
    struct relay_options options = {.lanes = 4, .define = true, .what = "verifying"};

    ck_assert(relay_run(&s.source, NULL, &s.toc, &options, &totals, &err));
    ck_assert_uint_eq(totals.all.rows, TABLES * 4 * 2);
    free(totals.entries);
}
END_TEST

START_TEST(the_first_error_is_the_one_reported)
{
    for (enum scripted_call fails = CALL_NEXT; fails < CALLS; fails++) {
        unsigned most = fails == CALL_BEGIN || fails == CALL_FINISH ? 1 : fails == CALL_DRAIN ? 4 : 6;

        for (unsigned at = 1; at <= most; at++) {
            s.fails = fails;
            s.fails_at = at;
            ck_assert_msg(!run(4, true), "call %d", fails);
            ck_assert_str_eq(err.message, "injected");
            ck_assert(!err.cancelled);
            ck_assert_uint_eq(s.source_cancels, 1);
            ck_assert_uint_eq(s.sink_cancels, 1);
            free(totals.entries);
            teardown();
            setup();
        }
    }
}
END_TEST

START_TEST(late_define_may_fail_too)
{
    s.fails = CALL_DEFINE;
    s.fails_at = 3;
    ck_assert(!run(4, true));
    ck_assert_str_eq(err.message, "injected");
    ck_assert_uint_eq(s.drains, 4);
    free(totals.entries);
}
END_TEST

START_TEST(other_counts_than_stated_are_damage)
{
    s.wrong_rows = true;
    ck_assert(!run(4, false));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.message, "table data s.t: 8 rows came, but 9 were stated"));
    free(totals.entries);
}
END_TEST

START_TEST(missing_end_is_damage)
{
    s.forget_end = true;
    ck_assert(!run(4, true));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.message, "did not come to an end"));
    free(totals.entries);
}
END_TEST

START_TEST(rows_of_what_has_none_are_damage)
{
    s.tables[3] = 2;
    ck_assert(!run(2, false));
    ck_assert_int_eq(err.code, ERR_DAMAGED);
    free(totals.entries);
}
END_TEST

START_TEST(a_signal_cancels)
{
    s.hang = true;
    kill(getpid(), SIGTERM);
    ck_assert(!run(4, true));
    ck_assert_str_eq(err.message, "interrupted by SIGTERM");
    ck_assert(err.cancelled);
    free(totals.entries);
}
END_TEST

START_TEST(progress_may_be_asked_for)
{
    struct relay_options options = {.lanes = 3, .define = true, .what = "testing", .progress = true};

    s.blocks_per_table = 200;
    ck_assert(relay_run(&s.source, &s.sink, &s.toc, &options, &totals, &err));
    check_all_went_through();
}
END_TEST

UNIT_MAIN_AROUND("relay", setup, teardown, archive_takes_rows_only, server_is_given_everything,
                 tables_are_made_by_all_lanes, one_lane_makes_tables_when_asked, database_is_defined_when_asked,
                 ends_may_come_before_blocks, tables_may_be_empty, unselected_entries_are_left_out,
                 without_a_sink_rows_are_counted, the_first_error_is_the_one_reported, late_define_may_fail_too,
                 other_counts_than_stated_are_damage, missing_end_is_damage, rows_of_what_has_none_are_damage,
                 a_signal_cancels, progress_may_be_asked_for)
