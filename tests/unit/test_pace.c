#include "archive/pace.h"
#include "unit.h"

/* Parts of a thousand. */
static int next(int level, long long working, long long queued)
{
    struct pace_time time = {.passed = 1000000000, .working = working * 1000000, .queued = queued * 1000000};

    return pace_next(level, &time);
}

START_TEST(an_idle_lane_goes_up)
{
    ck_assert_int_eq(next(1, 10, 0), 2);
    ck_assert_int_eq(next(8, 60, 0), 9);
    ck_assert_int_eq(next(PACE_LEVEL_MOST, 10, 0), PACE_LEVEL_MOST);
}
END_TEST

START_TEST(a_busy_lane_goes_down)
{
    ck_assert_int_eq(next(9, 130, 0), 8);
    ck_assert_int_eq(next(2, 900, 0), 1);
    ck_assert_int_eq(next(PACE_LEVEL_LEAST, 900, 0), PACE_LEVEL_LEAST);
}
END_TEST

START_TEST(between_it_stays)
{
    for (int level = PACE_LEVEL_LEAST; level <= PACE_LEVEL_MOST; level++) {
        ck_assert_int_eq(next(level, 70, 0), level);
        ck_assert_int_eq(next(level, 120, 0), level);
    }
}
END_TEST

/* Twice the work of what has just been too little is not yet too much: the level does not go up and down. */
START_TEST(one_step_does_not_ask_for_the_other)
{
    for (long long working = 0; working < 62; working++) {
        ck_assert_int_eq(next(3, working, 0), 4);
        ck_assert_int_ge(next(4, 2 * working, 0), 4);
    }
}
END_TEST

START_TEST(a_queue_for_processors_brings_it_down)
{
    ck_assert_int_eq(next(3, 20, 100), 4);
    ck_assert_int_eq(next(3, 20, 130), 2);
    ck_assert_int_eq(next(3, 70, 130), 2);
}
END_TEST

START_TEST(steps_keep_to_the_levels)
{
    struct pace pace = {0};

    ck_assert_int_eq(pace_step(&pace), PACE_LEVEL_LEAST);
    for (unsigned i = 0; i < 1000; i++) {
        int before = pace.level, level = pace_step(&pace);

        ck_assert_int_ge(level, PACE_LEVEL_LEAST);
        ck_assert_int_le(level, PACE_LEVEL_MOST);
        ck_assert_int_le(level - before, 1);
        ck_assert_int_ge(level - before, -1);
    }
}
END_TEST

UNIT_MAIN("pace", an_idle_lane_goes_up, a_busy_lane_goes_down, between_it_stays, one_step_does_not_ask_for_the_other,
          a_queue_for_processors_brings_it_down, steps_keep_to_the_levels)
