/*
 * opt.c - the table of options made into what getopt_long wants, and its findings made into values and errors.
 *
 * getopt_long gives for a long option LONG_FIRST + its row, for a short one its letter, 1 for a free argument (the
 * leading '-' of the short string, which also makes it ignore POSIXLY_CORRECT), ':' for a missing value and '?' for
 * all else. It keeps its state in globals: opt_parse is for the main thread, and begins anew each time (optind = 0).
 */
#include "base/opt.h"
#include "base/arena.h"
#include "base/buf.h"
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_FIRST = 256, FREE_ARGUMENT = 1, HELP_COLUMN = 34 };

/* A hundred years: what is computed with it stays far from any limit. */
#define TIME_MOST_DAYS 36500u
#define TIME_MOST (TIME_MOST_DAYS * UINT64_C(24) * 60 * 60 * 1000)

/* How to add a unit: add a row. The empty suffix is the option's own unit. */
static const struct {
    const char *suffix;
    uint64_t milliseconds;
} time_units[] = {
    {"ms", 1}, {"s", 1000}, {"min", 60 * 1000}, {"h", 60 * 60 * 1000}, {"d", 24 * 60 * 60 * 1000},
};

static bool fail(struct err *err, const char *command)
{
    return err->hint[0] == '\0' && err_hint(err, "\"pgsnap %s --help\" lists the options", command);
}

/* "--jobs" (or "-j" for an option without a long form), for messages. */
static const char *option_name(const struct opt *opt, char buffer[64])
{
    if (opt->name)
        (void)snprintf(buffer, 64, "--%s", opt->name);
    else
        (void)snprintf(buffer, 64, "-%c", opt->letter);
    return buffer;
}

/* Reads the digits at *text and moves it behind them. Too large a number is UINT64_MAX. */
static bool take_number(const char **text, uint64_t *number)
{
    char *end;

    if (!isdigit((unsigned char)**text)) /* strtoull would take blanks and a sign */
        return false;
    errno = 0;
    *number = strtoull(*text, &end, 10);
    if (errno == ERANGE)
        *number = UINT64_MAX;
    *text = end;
    return true;
}

static bool set_number(const struct opt *opt, const char *value, unsigned *field, struct err *err)
{
    const char *rest = value;
    char name[64];
    uint64_t number;

    if (!take_number(&rest, &number) || *rest)
        return err_set(err, ERR_USAGE, "option %s: \"%s\" is not a whole number", option_name(opt, name), value);
    if (number < opt->minimum || number > opt->maximum)
        return err_set(err, ERR_USAGE, "option %s: %s is not between %u and %u", option_name(opt, name), value,
                       opt->minimum, opt->maximum);
    *field = (unsigned)number;
    return true;
}

/* 0 when there is no such unit. */
static uint64_t unit_of(const struct opt *opt, const char *suffix)
{
    if (!*suffix)
        return opt->unit ? opt->unit : 1;
    for (size_t i = 0; i < sizeof time_units / sizeof time_units[0]; i++)
        if (strcmp(time_units[i].suffix, suffix) == 0)
            return time_units[i].milliseconds;
    return 0;
}

static bool set_time(const struct opt *opt, const char *value, uint64_t *field, struct err *err)
{
    const char *rest = value;
    char name[64];
    uint64_t number, unit;

    if (!take_number(&rest, &number) || !(unit = unit_of(opt, rest)))
        return err_set(err, ERR_USAGE, "option %s: \"%s\" is not a time such as 200ms, 5s, 2min, 1h or 7d",
                       option_name(opt, name), value);
    if (number > TIME_MOST / unit)
        return err_set(err, ERR_USAGE, "option %s: %s is too long a time; the longest is %ud", option_name(opt, name),
                       value, TIME_MOST_DAYS);
    *field = number * unit;
    return true;
}

static bool set_value(const struct opt *opt, const char *value, void *options, struct err *err)
{
    char *field = (char *)options + opt->offset;

    switch (opt->type) {
    case OPT_FLAG:
        *(bool *)(void *)field = true;
        return true;
    case OPT_TEXT:
        *(const char **)(void *)field = value;
        return true;
    case OPT_LIST:
        opt_list_add((struct opt_list *)(void *)field, value);
        return true;
    case OPT_NUMBER:
        return set_number(opt, value, (unsigned *)(void *)field, err);
    case OPT_TIME:
        return set_time(opt, value, (uint64_t *)(void *)field, err);
    case OPT_ABSENT:
        err_set(err, ERR_USAGE, "there is no option --%s", opt->name);
        return err_hint(err, "%s", opt->help);
    }
    abort();
}

/* The row that getopt_long meant by this number, or NULL. */
static const struct opt *row_of(const struct opt *table, size_t rows, int found)
{
    if (found >= LONG_FIRST)
        return (size_t)(found - LONG_FIRST) < rows ? &table[found - LONG_FIRST] : NULL;
    for (size_t i = 0; i < rows; i++)
        if (found && table[i].letter == found)
            return &table[i];
    return NULL;
}

/* A long option that begins no row's name, or those of several. given: "--exclude=x". */
static bool unknown_long(const struct opt *table, size_t rows, const char *given, struct err *err)
{
    int length = (int)strcspn(given, "=");
    struct buf candidates = {0};

    for (size_t i = 0; i < rows; i++)
        if (table[i].name && length > 2 && strncmp(table[i].name, given + 2, (size_t)length - 2) == 0)
            buf_printf(&candidates, "%s--%s", candidates.used ? ", " : "", table[i].name);
    if (candidates.used)
        err_set(err, ERR_USAGE, "option %.*s is ambiguous: it could be %s", length, given, buf_text(&candidates));
    else
        err_set(err, ERR_USAGE, "there is no option %.*s", length, given);
    buf_free(&candidates);
    return false;
}

/* What getopt_long did not like: found is '?' or ':', optopt says more. */
static bool complain(const struct opt *table, size_t rows, int found, char **argv, struct err *err)
{
    const struct opt *opt = row_of(table, rows, optopt);
    char name[64];

    if (!optopt)
        return unknown_long(table, rows, argv[optind - 1], err);
    if (!opt)
        return err_set(err, ERR_USAGE, "there is no option -%c", optopt);
    if (found == ':')
        return err_set(err, ERR_USAGE, "option %s needs a value: %s", option_name(opt, name), opt->argument);
    return err_set(err, ERR_USAGE, "option %s takes no value", option_name(opt, name));
}

/* Makes the two forms in which getopt_long wants the table. */
static void make_tables(const struct opt *table, size_t rows, struct option *longs, struct buf *letters)
{
    size_t used = 0;

    buf_add_text(letters, "-:");
    for (size_t i = 0; i < rows; i++) {
        int has = table[i].argument == NULL ? no_argument : required_argument;

        if (table[i].name)
            longs[used++] = (struct option){.name = table[i].name, .has_arg = has, .val = LONG_FIRST + (int)i};
        if (table[i].letter)
            buf_printf(letters, "%c%s", table[i].letter, has == required_argument ? ":" : "");
    }
    longs[used] = (struct option){0};
}

struct free_list {
    const char **arguments;
    size_t most;
    size_t count;
};

static bool add_free(struct free_list *list, const char *argument, struct err *err)
{
    if (list->count == list->most)
        return err_set(err, ERR_USAGE, "too many arguments: \"%s\"", argument);
    list->arguments[list->count++] = argument;
    return true;
}

static bool parse(const struct opt *table, size_t rows, int argc, char **argv, void *options, struct free_list *list,
                  const char *letters, const struct option *longs, struct err *err)
{
    int found;

    opterr = 0;
    optind = 0;
    while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (found == FREE_ARGUMENT) {
            if (!add_free(list, optarg, err))
                return false;
        } else if (found == '?' || found == ':') {
            return complain(table, rows, found, argv, err);
        } else if (!set_value(row_of(table, rows, found), optarg, options, err)) {
            return false;
        }
    }
    for (int i = optind; i < argc; i++) /* behind "--" */
        if (!add_free(list, argv[i], err))
            return false;
    return true;
}

bool opt_parse(const struct opt *table, size_t rows, int argc, char **argv, void *options, const char **free_arguments,
               size_t free_most, size_t *free_count, struct err *err)
{
    struct option *longs = mem_calloc(rows + 1, sizeof *longs);
    struct free_list list = {.arguments = free_arguments, .most = free_most};
    struct buf letters = {0};
    bool done;

    make_tables(table, rows, longs, &letters);
    done = parse(table, rows, argc, argv, options, &list, buf_text(&letters), longs, err);
    if (free_count)
        *free_count = list.count;
    buf_free(&letters);
    free(longs);
    return done || fail(err, argv[0]);
}

void opt_help(FILE *out, const struct opt *table, size_t rows)
{
    struct buf line = {0};

    for (const struct opt *opt = table; opt < table + rows; opt++) {
        if (opt->type == OPT_ABSENT)
            continue;
        if (opt->group)
            (void)fprintf(out, "\n%s:\n", opt->group);
        buf_reset(&line);
        if (opt->letter)
            buf_printf(&line, "  -%c%s", opt->letter, opt->name ? ", " : "");
        else
            buf_add_text(&line, "      ");
        if (opt->name)
            buf_printf(&line, "--%s", opt->name);
        if (opt->argument)
            buf_printf(&line, "%c%s", opt->name ? '=' : ' ', opt->argument);
        if (line.used + 2 > HELP_COLUMN)
            (void)fprintf(out, "%s\n%*s%s\n", buf_text(&line), HELP_COLUMN, "", opt->help);
        else
            (void)fprintf(out, "%-*s%s\n", HELP_COLUMN, buf_text(&line), opt->help);
    }
    buf_free(&line);
}

void opt_list_add(struct opt_list *list, const char *value)
{
    list->values = mem_resize(list->values, list->count + 1, sizeof *list->values);
    list->values[list->count++] = value;
}

void opt_list_free(struct opt_list *list)
{
    free(list->values);
    *list = (struct opt_list){0};
}

static bool is_second_name(const struct opt *table, const struct opt *opt)
{
    for (const struct opt *other = table; other < opt; other++)
        if (other->offset == opt->offset)
            return true;
    return false;
}

void opt_tell(const struct opt *table, size_t rows, const void *options,
              void (*tell)(void *context, const char *option), void *context)
{
    struct buf text = {0};

    for (const struct opt *opt = table; opt < table + rows; opt++) {
        const void *field = (const char *)options + opt->offset;
        const struct opt_list *list = field;
        bool is_list = opt->type == OPT_LIST, is_text = opt->type == OPT_TEXT;
        size_t count = is_list ? list->count : is_text ? *(const char *const *)field != NULL : *(const bool *)field;

        if (is_second_name(table, opt))
            continue;
        for (size_t i = 0; i < count; i++) {
            buf_reset(&text);
            buf_printf(&text, "--%s", opt->name);
            if (is_list || is_text)
                buf_printf(&text, "=%s", is_list ? list->values[i] : *(const char *const *)field);
            tell(context, buf_text(&text));
        }
    }
    buf_free(&text);
}
