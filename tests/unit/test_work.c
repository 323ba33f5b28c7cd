/*
 * What lanes that dump have to read, and what becomes of tables that a lane cannot begin.
 */
#include "server/work.h"
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { TABLES = 3 };

static struct entry entries[TABLES];
static struct toc toc = {.entries = entries, .count = TABLES};
static struct work *work;
static atomic_bool has_asked;

static void setup(void)
{
    for (uint32_t i = 0; i < TABLES; i++)
        entries[i] = (struct entry){.id = i + 1,
                                    .kind = "TABLE DATA",
                                    .flags = ENTRY_ROWS,
                                    .name = "t",
                                    .unload = "COPY t TO stdout",
                                    .bytes = 1000 - i,
                                    .selected = true};
    atomic_store(&has_asked, false);
    work = work_new(&toc, 2, false, false);
}

static void teardown(void)
{
    work_free(work);
}

static void *lead(void *context)
{
    const struct work_item **item = context;

    atomic_store(&has_asked, true);
    *item = work_take(work, true);
    return NULL;
}

/* What the leader gets who asks when nothing is left but what another lane is about to begin. */
static void ask(pthread_t *thread, const struct work_item **item)
{
    ck_assert_int_eq(pthread_create(thread, NULL, lead, item), 0);
    while (!atomic_load(&has_asked))
        usleep(1000);
    usleep(20000); /* by now it waits, in all likelihood */
}

START_TEST(the_largest_come_first)
{
    for (uint32_t i = 0; i < TABLES; i++)
        ck_assert_uint_eq(work_take(work, true)->entry->id, i + 1);
    ck_assert_ptr_null(work_take(work, true));
    ck_assert_ptr_null(work_take(work, false));
}
END_TEST

START_TEST(the_leader_gets_what_a_lane_cannot_begin)
{
    const struct work_item *first = work_take(work, false), *led = NULL;
    pthread_t thread;

    ck_assert_uint_eq(work_take(work, true)->entry->id, 2);
    ck_assert_uint_eq(work_take(work, true)->entry->id, 3);
    ask(&thread, &led);
    ck_assert_ptr_null(work_take(work, false)); /* no other lane gets it */
    work_return(work, first);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_ptr_eq(led, first);
    ck_assert_ptr_null(work_take(work, true));
}
END_TEST

START_TEST(the_leader_has_done_when_all_have_begun)
{
    const struct work_item *led = &(struct work_item){.part = 1};
    pthread_t thread;

    for (uint32_t i = 0; i < TABLES; i++)
        ck_assert_uint_eq(work_take(work, false)->entry->id, i + 1);
    work_begun(work);
    ask(&thread, &led);
    work_begun(work);
    work_begun(work);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_ptr_null(led);
}
END_TEST

START_TEST(what_was_returned_ends_its_table)
{
    const struct work_item *first = work_take(work, false);
    uint64_t blocks;

    work_return(work, first);
    ck_assert_ptr_eq(work_take(work, true), first); /* before what nobody has taken */
    ck_assert(work_end(work, first, 7, &blocks));
    ck_assert_uint_eq(blocks, 7);
}
END_TEST

UNIT_MAIN_AROUND("work", setup, teardown, the_largest_come_first, the_leader_gets_what_a_lane_cannot_begin,
                 the_leader_has_done_when_all_have_begun, what_was_returned_ends_its_table)
