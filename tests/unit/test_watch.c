#include "unit.h"

#include "engine/watch.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int calls;
static atomic_int last;

static void note(void *context, int number)
{
    atomic_store((atomic_int *)context, number);
    atomic_fetch_add(&calls, 1);
}

/* Where the program would go on to end: the test sees that it came here. */
static void leave(int number)
{
    _exit(40 + number);
}

static void setup(void)
{
    watch_block();
    atomic_store(&calls, 0);
    atomic_store(&last, 0);
}

static bool wait_for_calls(int count)
{
    struct timespec pause = {0, 1000000};

    for (int i = 0; i < 10000 && atomic_load(&calls) < count; i++)
        nanosleep(&pause, NULL);
    return atomic_load(&calls) == count;
}

START_TEST(nothing_comes)
{
    struct watch *watch = watch_start(note, &last);

    ck_assert_int_eq(watch_end(watch), 0);
    ck_assert_int_eq(atomic_load(&calls), 0);
}
END_TEST

START_TEST(each_signal_is_told_and_the_first_is_kept)
{
    struct watch *watch = watch_start(note, &last);

    kill(getpid(), SIGHUP);
    ck_assert(wait_for_calls(1));
    ck_assert_int_eq(atomic_load(&last), SIGHUP);
    kill(getpid(), SIGTERM);
    ck_assert(wait_for_calls(2));
    kill(getpid(), SIGINT);
    ck_assert(wait_for_calls(3));
    ck_assert_int_eq(atomic_load(&last), SIGINT);
    ck_assert_int_eq(watch_end(watch), SIGHUP);
}
END_TEST

START_TEST(signal_between_two_watches_is_not_lost)
{
    struct watch *watch = watch_start(note, &last);

    watch_end(watch);
    kill(getpid(), SIGTERM);
    watch = watch_start(note, &last);
    ck_assert(wait_for_calls(1));
    ck_assert_int_eq(watch_end(watch), SIGTERM);
}
END_TEST

/*
 * What a guarded process ends with that sends itself `signals` signals, 0.6 s apart, while it watches or not. With keep it watches
 * at the end, for what was kept.
 */
static int guarded_status(bool watches, bool keep, int signals)
{
    struct timespec pause = {0, 600000000};
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        watch_guard(leave);
        watch_keep(keep);
        if (watches)
            watch_start(note, &last);
        for (int i = 0; i < signals; i++) {
            kill(getpid(), SIGTERM);
            nanosleep(&pause, NULL);
        }
        if (keep)
            _exit(watch_end(watch_start(note, &last)));
        _exit(atomic_load(&calls) + 10);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

START_TEST(guarded_program_ends_when_nobody_watches)
{
    ck_assert_int_eq(guarded_status(false, false, 1), 40 + SIGTERM);
}
END_TEST

START_TEST(second_signal_ends_a_guarded_program)
{
    ck_assert_int_eq(guarded_status(true, false, 1), 11);
    ck_assert_int_eq(guarded_status(true, false, 2), 40 + SIGTERM);
}
END_TEST

START_TEST(kept_signal_waits_for_the_next_watch)
{
    ck_assert_int_eq(guarded_status(false, true, 1), SIGTERM);
    ck_assert_int_eq(guarded_status(false, true, 2), SIGTERM);
}
END_TEST

START_TEST(closed_pipe_is_an_error_not_a_death)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    ck_assert_int_eq(write(ends[1], "x", 1), -1);
    close(ends[1]);
}
END_TEST

/* Those that fork come first: a sanitizer bears no new threads in the child of a process that has some. */
UNIT_MAIN_AROUND("watch", setup, NULL, guarded_program_ends_when_nobody_watches, second_signal_ends_a_guarded_program,
                 kept_signal_waits_for_the_next_watch, nothing_comes, each_signal_is_told_and_the_first_is_kept,
                 signal_between_two_watches_is_not_lost, closed_pipe_is_an_error_not_a_death)
