#include "base/opt.h"
#include "unit.h"
#include <string.h>

struct options {
    bool clean, data_only;
    const char *file, *format;
    struct opt_list tables;
    unsigned jobs;
    uint64_t wait, keep;
};

#define AT(field) .offset = offsetof(struct options, field)

/* clang-format off */
static const struct opt table[] = {
    {.letter = 'f', .name = "file", .type = OPT_TEXT, AT(file), .argument = "FILE", .help = "write to FILE",
     .group = "Output"},
    {.name = "format", .type = OPT_TEXT, AT(format), .argument = "FORMAT", .help = "format"},
    {.letter = 'c', .name = "clean", .type = OPT_FLAG, AT(clean), .help = "drop first"},
    {.letter = 'a', .type = OPT_FLAG, AT(data_only), .help = "only rows"},
    {.letter = 't', .name = "table", .type = OPT_LIST, AT(tables), .argument = "PATTERN", .help = "tables",
     .group = "Selection"},
    {.letter = 'j', .name = "jobs", .type = OPT_NUMBER, AT(jobs), .argument = "N", .help = "lanes", .minimum = 1,
     .maximum = 64},
    {.name = "lock-wait-timeout", .type = OPT_TIME, AT(wait), .argument = "TIME", .help = "wait so long"},
    {.name = "keep-within", .type = OPT_TIME, AT(keep), .argument = "TIME", .help = "keep", .unit = 86400000},
    {.letter = 'E', .name = "encoding", .type = OPT_ABSENT, .argument = "ENCODING", .help = "it is the database's"},
};
/* clang-format on */

enum { ROWS = sizeof table / sizeof table[0], MOST = 16, FREE_MOST = 2 };

struct outcome {
    bool done;
    struct options options;
    const char *free_arguments[FREE_MOST];
    size_t free_count;
    struct err err;
};

/* The words stand for what follows "pgsnap dump". */
static struct outcome parse(const char *words)
{
    static char text[256];
    char *argv[MOST + 2] = {NULL}, *rest = NULL, command[] = "dump";
    struct outcome outcome = {0};
    int argc = 0;

    argv[argc++] = command;
    (void)snprintf(text, sizeof text, "%s", words);
    for (char *word = strtok_r(text, " ", &rest); word && argc <= MOST; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    outcome.done = opt_parse(table, ROWS, argc, argv, &outcome.options, outcome.free_arguments, FREE_MOST,
                             &outcome.free_count, &outcome.err);
    return outcome;
}

static void refuses(const char *words, const char *message)
{
    struct outcome outcome = parse(words);

    ck_assert(!outcome.done);
    ck_assert_int_eq(outcome.err.code, ERR_USAGE);
    ck_assert_str_eq(outcome.err.message, message);
    ck_assert_ptr_nonnull(strstr(outcome.err.hint, "pgsnap dump --help"));
    opt_list_free(&outcome.options.tables);
}

START_TEST(takes_every_type)
{
    struct outcome outcome = parse("-c --file=x -j7 -t a --table=b --lock-wait-timeout 5s -a");

    ck_assert_msg(outcome.done, "%s", outcome.err.message);
    ck_assert(outcome.options.clean);
    ck_assert(outcome.options.data_only);
    ck_assert_str_eq(outcome.options.file, "x");
    ck_assert_uint_eq(outcome.options.jobs, 7);
    ck_assert_uint_eq(outcome.options.wait, 5000);
    ck_assert_uint_eq(outcome.options.tables.count, 2);
    ck_assert_str_eq(outcome.options.tables.values[0], "a");
    ck_assert_str_eq(outcome.options.tables.values[1], "b");
    ck_assert_uint_eq(outcome.free_count, 0);
    opt_list_free(&outcome.options.tables);
    ck_assert_uint_eq(outcome.options.tables.count, 0);
}
END_TEST

START_TEST(last_text_wins)
{
    struct outcome outcome = parse("-f one -f two");

    ck_assert(outcome.done);
    ck_assert_str_eq(outcome.options.file, "two");
}
END_TEST

START_TEST(what_is_not_given_stays)
{
    struct outcome outcome = parse("");

    ck_assert(outcome.done);
    ck_assert_ptr_null(outcome.options.file);
    ck_assert(!outcome.options.clean);
    ck_assert_uint_eq(outcome.options.jobs, 0);
}
END_TEST

START_TEST(times_have_units)
{
    static const struct {
        const char *words;
        uint64_t wait, keep;
    } rows[] = {
        {"--lock-wait-timeout 250", 250, 0},
        {"--lock-wait-timeout 250ms", 250, 0},
        {"--lock-wait-timeout 2min", 120000, 0},
        {"--lock-wait-timeout 1h", 3600000, 0},
        {"--keep-within 7d", 0, UINT64_C(604800000)},
        {"--keep-within 90", 0, UINT64_C(7776000000)},
        {"--keep-within 36500d", 0, UINT64_C(3153600000000)},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct outcome outcome = parse(rows[i].words);

        ck_assert_msg(outcome.done, "%s", outcome.err.message);
        ck_assert_uint_eq(outcome.options.wait, rows[i].wait);
        ck_assert_uint_eq(outcome.options.keep, rows[i].keep);
    }
}
END_TEST

START_TEST(free_arguments_stand_anywhere)
{
    struct outcome outcome = parse("one -c two -f -");

    ck_assert_msg(outcome.done, "%s", outcome.err.message);
    ck_assert(outcome.options.clean);
    ck_assert_str_eq(outcome.options.file, "-");
    ck_assert_uint_eq(outcome.free_count, 2);
    ck_assert_str_eq(outcome.free_arguments[0], "one");
    ck_assert_str_eq(outcome.free_arguments[1], "two");
    outcome = parse("- -- -c");
    ck_assert(outcome.done);
    ck_assert(!outcome.options.clean);
    ck_assert_uint_eq(outcome.free_count, 2);
    ck_assert_str_eq(outcome.free_arguments[0], "-");
    ck_assert_str_eq(outcome.free_arguments[1], "-c");
}
END_TEST

START_TEST(free_arguments_stand_anywhere_under_posix)
{
    struct outcome outcome;

    ck_assert_int_eq(setenv("POSIXLY_CORRECT", "1", 1), 0);
    outcome = parse("one -c");
    ck_assert_int_eq(unsetenv("POSIXLY_CORRECT"), 0);
    ck_assert(outcome.done);
    ck_assert(outcome.options.clean);
    ck_assert_uint_eq(outcome.free_count, 1);
}
END_TEST

START_TEST(abbreviations)
{
    struct outcome outcome = parse("--cl --lock 3s --form x");

    ck_assert_msg(outcome.done, "%s", outcome.err.message);
    ck_assert(outcome.options.clean);
    ck_assert_uint_eq(outcome.options.wait, 3000);
    ck_assert_str_eq(outcome.options.format, "x");
    refuses("--f x", "option --f is ambiguous: it could be --file, --format");
    refuses("--f=x", "option --f is ambiguous: it could be --file, --format");
}
END_TEST

START_TEST(bad_lines_are_refused)
{
    refuses("--nothing", "there is no option --nothing");
    refuses("--nothing=3", "there is no option --nothing");
    refuses("one --nothing", "there is no option --nothing");
    refuses("-cq", "there is no option -q");
    refuses("--file", "option --file needs a value: FILE");
    refuses("-cj", "option --jobs needs a value: N");
    refuses("--clean=yes", "option --clean takes no value");
    refuses("-j 0", "option --jobs: 0 is not between 1 and 64");
    refuses("-j 65", "option --jobs: 65 is not between 1 and 64");
    refuses("-j 99999999999999999999999", "option --jobs: 99999999999999999999999 is not between 1 and 64");
    refuses("-j -1", "option --jobs: \"-1\" is not a whole number");
    refuses("-j +1", "option --jobs: \"+1\" is not a whole number");
    refuses("-j 0x8", "option --jobs: \"0x8\" is not a whole number");
    refuses("--jobs=", "option --jobs: \"\" is not a whole number");
    refuses("--lock 5x", "option --lock-wait-timeout: \"5x\" is not a time such as 200ms, 5s, 2min, 1h or 7d");
    refuses("--lock s", "option --lock-wait-timeout: \"s\" is not a time such as 200ms, 5s, 2min, 1h or 7d");
    refuses("--keep 36501d", "option --keep-within: 36501d is too long a time; the longest is 36500d");
    refuses("a b c", "too many arguments: \"c\"");
    refuses("a b -- c", "too many arguments: \"c\"");
}
END_TEST

START_TEST(what_others_have_is_refused_with_a_hint)
{
    static const char *const lines[] = {"-E UTF8", "--encoding=UTF8", "--enc x"};

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct outcome outcome = parse(lines[i]);

        ck_assert(!outcome.done);
        ck_assert_str_eq(outcome.err.message, "there is no option --encoding");
        ck_assert_str_eq(outcome.err.hint, "it is the database's");
    }
}
END_TEST

START_TEST(help_lists_every_option)
{
    static const char wanted[] = "\n"
                                 "Output:\n"
                                 "  -f, --file=FILE                 write to FILE\n"
                                 "      --format=FORMAT             format\n"
                                 "  -c, --clean                     drop first\n"
                                 "  -a                              only rows\n"
                                 "\n"
                                 "Selection:\n"
                                 "  -t, --table=PATTERN             tables\n"
                                 "  -j, --jobs=N                    lanes\n"
                                 "      --lock-wait-timeout=TIME    wait so long\n"
                                 "      --keep-within=TIME          keep\n";
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    opt_help(out, table, ROWS);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_str_eq(text, wanted);
    free(text);
}
END_TEST

static void collect(void *context, const char *option)
{
    strcat(strcat(context, option), "\n");
}

START_TEST(tells_what_is_set)
{
    static const char *tables[] = {"a", "b c"};
    static const struct opt named[] = {
        {.name = "format", .type = OPT_TEXT, AT(format)},
        {.letter = 'c', .name = "clean", .type = OPT_FLAG, AT(clean)},
        {.name = "tidy", .type = OPT_FLAG, AT(clean)},
        {.name = "data-only", .type = OPT_FLAG, AT(data_only)},
        {.letter = 't', .name = "table", .type = OPT_LIST, AT(tables)},
    };
    struct options options = {.clean = true, .tables = {tables, 2}};
    char text[256] = "";

    opt_tell(named, sizeof named / sizeof named[0], &options, collect, text);
    ck_assert_str_eq(text, "--clean\n--table=a\n--table=b c\n");
    options = (struct options){.format = "x=y"};
    text[0] = '\0';
    opt_tell(named, sizeof named / sizeof named[0], &options, collect, text);
    ck_assert_str_eq(text, "--format=x=y\n");
}
END_TEST

UNIT_MAIN("opt", takes_every_type, last_text_wins, what_is_not_given_stays, times_have_units,
          free_arguments_stand_anywhere, free_arguments_stand_anywhere_under_posix, abbreviations,
          bad_lines_are_refused, what_others_have_is_refused_with_a_hint, help_lists_every_option, tells_what_is_set)
