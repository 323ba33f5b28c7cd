/*
 * unit.h - what every unit test program shares. A program is one suite of one module:
 *
 *     UNIT_MAIN("buf", grows, printf_appends, ...)
 *
 * lists its tests, each written with START_TEST and END_TEST (UNIT_MAIN_AROUND: with a set-up and tear-down). With CK_FORK=no they run in one process, as sanitizers
 * and debuggers like it; tests must not rely on being alone.
 */
#ifndef PGSNAP_UNIT_H
#define PGSNAP_UNIT_H

#include <check.h>
#include <stdlib.h>

/* Frees the suite. Returns the exit status of the program. */
static inline int unit_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    int failed;

    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A suite of one case with these tests. count: how many. setup and teardown run around each test and may be NULL. */
static inline Suite *unit_suite(const char *name, void (*setup)(void), void (*teardown)(void),
                                const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}

#define UNIT_MAIN_AROUND(name, setup, teardown, ...)                                                                   \
    int main(void)                                                                                                     \
    {                                                                                                                  \
        const TTest *const tests[] = {__VA_ARGS__};                                                                    \
                                                                                                                       \
        return unit_run(unit_suite(name, setup, teardown, tests, sizeof tests / sizeof tests[0]));                     \
    }

#define UNIT_MAIN(name, ...) UNIT_MAIN_AROUND(name, NULL, NULL, __VA_ARGS__)

#endif
