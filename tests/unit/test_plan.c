#include "unit.h"

#include "engine/plan.h"
#include "scripted.h"

#include <string.h>

static struct scripted s;

static void setup(void)
{
    scripted_start(&s);
}

static void teardown(void)
{
    scripted_end(&s);
}

static struct plan *post_plan(unsigned lanes)
{
    struct plan_scope scope = {.stage = STAGE_POST, .first = 1, .last = (uint32_t)s.toc.count, .lanes = lanes};

    return plan_new(&s.toc, &scope);
}

START_TEST(empty_plan_is_over)
{
    struct plan *plan = post_plan(2);
    struct batch batch;

    ck_assert(!plan_take(plan, 0, &batch));
    plan_free(plan);
}
END_TEST

START_TEST(what_locks_waits_for_its_relation)
{
    uint32_t table = scripted_add(&s, "TABLE", "t", 0, 0);
    uint32_t other = scripted_add(&s, "TABLE", "u", 0, 0);
    uint32_t index = scripted_add(&s, "INDEX", "i", table, 0);
    uint32_t second = scripted_add(&s, "INDEX", "j", table, 0);
    uint32_t locker = scripted_add(&s, "CONSTRAINT", "c", table, 0);
    uint32_t free_one = scripted_add(&s, "CONSTRAINT", "d", other, 0);
    struct plan *plan = post_plan(3);
    struct batch one, two, three;

    ck_assert(plan_take(plan, 0, &one));
    ck_assert_uint_eq(one.count, 1);
    ck_assert_uint_eq(one.entries[0]->id, index);
    ck_assert(plan_take(plan, 1, &two)); /* two indexes of one table at the same time */
    ck_assert_uint_eq(two.entries[0]->id, second);
    ck_assert(plan_take(plan, 2, &three)); /* the constraint of that table has to wait */
    ck_assert_uint_eq(three.entries[0]->id, free_one);
    plan_done(plan, &three);
    plan_done(plan, &one);
    plan_done(plan, &two);
    ck_assert(plan_take(plan, 2, &three));
    ck_assert_uint_eq(three.entries[0]->id, locker);
    plan_done(plan, &three);
    ck_assert(!plan_take(plan, 0, &one));
    plan_free(plan);
}
END_TEST

START_TEST(needs_within_the_stage_come_first)
{
    uint32_t key = scripted_add(&s, "CONSTRAINT", "key", 0, 0);
    uint32_t fk = scripted_add(&s, "FK CONSTRAINT", "fk", 0, key);
    struct plan *plan = post_plan(1);
    struct batch batch;

    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.entries[0]->id, key);
    plan_done(plan, &batch);
    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.entries[0]->id, fk);
    plan_done(plan, &batch);
    plan_free(plan);
}
END_TEST

START_TEST(cheap_ones_go_together)
{
    uint32_t table = scripted_add(&s, "TABLE", "t", 0, 0);
    struct plan *plan;
    struct batch batch;
    unsigned batches = 0, count = 0;

    for (unsigned i = 0; i < 450; i++)
        scripted_add(&s, "POLICY", "p", table, 0);
    plan = post_plan(1);
    for (; plan_take(plan, 0, &batch); batches++) {
        ck_assert_uint_le(batch.count, BATCH_ENTRIES);
        count += (unsigned)batch.count;
        plan_done(plan, &batch);
    }
    ck_assert_uint_eq(count, 450);
    ck_assert_uint_eq(batches, 3);
    plan_free(plan);
}
END_TEST

/* The first lane locks the table; the second finds nothing, until the first has done. Then it takes many at once. */
START_TEST(parked_entries_come_back_in_batches)
{
    uint32_t table = scripted_add(&s, "TABLE", "t", 0, 0);
    uint32_t other = scripted_add(&s, "TABLE", "u", 0, 0);
    struct plan *plan;
    struct batch one, two;

    for (unsigned i = 0; i < 100; i++)
        scripted_add(&s, "POLICY", "p", table, 0);
    scripted_add(&s, "POLICY", "q", other, 0);
    plan = post_plan(2);
    ck_assert(plan_take(plan, 0, &one));
    ck_assert_uint_eq(one.count, 51);
    ck_assert(plan_take(plan, 1, &two));
    ck_assert_uint_eq(two.count, 1);
    ck_assert_str_eq(two.entries[0]->name, "q");
    plan_done(plan, &one);
    ck_assert(plan_take(plan, 0, &one));
    ck_assert_uint_eq(one.count, 25);
    plan_done(plan, &one);
    plan_done(plan, &two);
    while (plan_take(plan, 1, &two))
        plan_done(plan, &two);
    plan_free(plan);
}
END_TEST

/* A queue that leads from one relation into another must not be called round and round. */
START_TEST(entries_of_two_relations_end)
{
    uint32_t a = scripted_add(&s, "TABLE", "a", 0, 0);
    uint32_t b = scripted_add(&s, "TABLE", "b", 0, 0);
    struct plan *plan;
    struct batch one, two, three;
    unsigned left = 0;

    scripted_add(&s, "INDEX", "ia", a, 0);
    scripted_add(&s, "INDEX", "ib", b, 0);
    for (unsigned i = 0; i < 10; i++) {
        scripted_add(&s, "FK CONSTRAINT", "ab", a, b);
        scripted_add(&s, "FK CONSTRAINT", "ba", b, a);
    }
    scripted_add(&s, "STATISTICS", "free", 0, 0);
    plan = post_plan(3);
    ck_assert(plan_take(plan, 0, &one));
    ck_assert(plan_take(plan, 1, &two));
    ck_assert(plan_take(plan, 2, &three));
    ck_assert_str_eq(three.entries[0]->name, "free");
    plan_done(plan, &three);
    plan_done(plan, &one);
    plan_done(plan, &two);
    for (; plan_take(plan, 0, &one); left++)
        plan_done(plan, &one);
    ck_assert_uint_eq(left, 20);
    plan_free(plan);
}
END_TEST

/* Only an archive that lies has a need that does not come before. */
START_TEST(circular_needs_do_not_hang)
{
    uint32_t one = scripted_add(&s, "CONSTRAINT", "one", 0, 0);
    uint32_t two = scripted_add(&s, "CONSTRAINT", "two", 0, one);
    struct plan *plan;
    struct batch batch;
    unsigned count = 0;

    scripted_add_need(&s, one, two);
    scripted_add_need(&s, one, one);
    scripted_add_need(&s, two, 4000);
    plan = post_plan(1);
    for (; plan_take(plan, 0, &batch); count++)
        plan_done(plan, &batch);
    ck_assert_uint_eq(count, 2);
    plan_free(plan);
}
END_TEST

struct waiting {
    struct plan *plan;
    bool got;
};

static void *wait_in_plan(void *argument)
{
    struct waiting *waiting = argument;
    struct batch batch;

    waiting->got = plan_take(waiting->plan, 1, &batch);
    return NULL;
}

START_TEST(stopping_wakes_who_waits)
{
    uint32_t table = scripted_add(&s, "TABLE", "t", 0, 0);
    struct waiting waiting;
    struct batch batch;
    pthread_t thread;

    scripted_add(&s, "CONSTRAINT", "a", table, 0);
    scripted_add(&s, "CONSTRAINT", "b", table, 0);
    waiting.plan = post_plan(2);
    ck_assert(plan_take(waiting.plan, 0, &batch));
    pthread_create(&thread, NULL, wait_in_plan, &waiting);
    plan_stop(waiting.plan);
    pthread_join(thread, NULL);
    ck_assert(!waiting.got);
    ck_assert(!plan_take(waiting.plan, 0, &batch));
    plan_free(waiting.plan);
}
END_TEST

static uint32_t add_table(const char *name, uint64_t bytes)
{
    uint32_t table = scripted_add(&s, "TABLE", name, 0, 0);

    s.entries[scripted_add(&s, "TABLE DATA", name, table, 0) - 1].bytes = bytes;
    return table;
}

START_TEST(largest_first_where_lanes_share)
{
    uint32_t small = add_table("small", 1000), large = add_table("large", 1000000);
    uint32_t of_small = scripted_add(&s, "INDEX", "i", small, 0);
    uint32_t of_large = scripted_add(&s, "INDEX", "j", large, 0);
    struct plan *plan = post_plan(2);
    struct batch batch;

    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.entries[0]->id, of_large);
    ck_assert(plan_take(plan, 1, &batch));
    ck_assert_uint_eq(batch.entries[0]->id, of_small);
    plan_free(plan);
    plan = post_plan(1);
    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.entries[0]->id, of_small);
    plan_free(plan);
}
END_TEST

START_TEST(what_reads_few_rows_goes_together)
{
    struct plan *plan;
    struct batch batch;

    for (unsigned i = 0; i < 40; i++)
        scripted_add(&s, "INDEX", "i", add_table("t", 1000), 0);
    plan = post_plan(2);
    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.count, 20); /* a fair share for each lane */
    plan_done(plan, &batch);
    plan_free(plan);
}
END_TEST

START_TEST(what_reads_many_rows_goes_alone)
{
    uint32_t large = add_table("large", 10 << 20), small = add_table("small", 1000);
    uint32_t on_large = scripted_add(&s, "INDEX", "i", large, 0);
    uint32_t fk = scripted_add(&s, "FK CONSTRAINT", "f", small, large);
    struct plan *plan;
    struct batch batch;

    scripted_add(&s, "INDEX", "j", small, 0);
    scripted_add(&s, "INDEX", "k", scripted_add(&s, "TABLE", "of unknown size", 0, 0), 0);
    plan = post_plan(1);
    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.count, 1);
    ck_assert_uint_eq(batch.entries[0]->id, on_large);
    plan_done(plan, &batch);
    ck_assert(plan_take(plan, 0, &batch)); /* a foreign key reads both tables */
    ck_assert_uint_eq(batch.count, 1);
    ck_assert_uint_eq(batch.entries[0]->id, fk);
    plan_done(plan, &batch);
    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.count, 1);
    plan_done(plan, &batch);
    ck_assert(plan_take(plan, 0, &batch));
    ck_assert_uint_eq(batch.count, 1);
    plan_done(plan, &batch);
    plan_free(plan);
}
END_TEST

/* A table whose indexes are built along with others stays locked until the others are built too. */
START_TEST(what_shares_a_transaction_excludes_other_lanes)
{
    uint32_t table = add_table("t", 1000);
    struct plan *plan;
    struct batch one, two;

    for (unsigned i = 0; i < 8; i++)
        scripted_add(&s, "INDEX", "i", table, 0);
    scripted_add(&s, "INDEX", "j", add_table("u", 1000), 0);
    plan = post_plan(2);
    ck_assert(plan_take(plan, 0, &one));
    ck_assert_uint_eq(one.count, 5);
    ck_assert(plan_take(plan, 1, &two));
    ck_assert_uint_eq(two.count, 1);
    ck_assert_str_eq(two.entries[0]->name, "j");
    plan_free(plan);
}
END_TEST

UNIT_MAIN_AROUND("plan", setup, teardown, empty_plan_is_over, what_locks_waits_for_its_relation,
                 needs_within_the_stage_come_first, cheap_ones_go_together, parked_entries_come_back_in_batches,
                 entries_of_two_relations_end, circular_needs_do_not_hang, largest_first_where_lanes_share,
                 stopping_wakes_who_waits, what_reads_few_rows_goes_together, what_reads_many_rows_goes_alone,
                 what_shares_a_transaction_excludes_other_lanes)
