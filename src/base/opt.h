/*
 * opt.h - command-line options as tables, over getopt_long.
 *
 * A command has one table of struct opt; the help text, the parser and the house test that compares help with the man
 * page all read it. How to add one: add a row, a field in the command's options struct, and a paragraph in the man page.
 */
#ifndef PGSNAP_OPT_H
#define PGSNAP_OPT_H

#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum opt_type {
    OPT_FLAG,   /* bool: true when given */
    OPT_TEXT,   /* const char *: the last one wins */
    OPT_LIST,   /* struct opt_list: every one given, in order */
    OPT_NUMBER, /* unsigned: minimum .. maximum */
    OPT_TIME,   /* uint64_t, milliseconds: "5s", "200ms", "2min", "1h", "7d", a bare number means `unit` below */
    OPT_ABSENT  /* no field: refused, with `help` as hint; users know it from elsewhere. Not in the help text */
};

struct opt_list {
    const char **values;
    size_t count;
};

struct opt {
    char letter;      /* 0: no short form */
    const char *name; /* long form, without "--" */
    enum opt_type type;
    size_t offset;             /* of the field in the command's options struct */
    const char *argument;      /* "FILE" for the help; NULL for OPT_FLAG */
    const char *help;          /* one line, lower-case, no full stop */
    unsigned minimum, maximum; /* OPT_NUMBER */
    const char *group;         /* heading in --help that begins with this row, or NULL */
    unsigned unit;             /* OPT_TIME: milliseconds that a bare number counts; 0 is 1 */
};

/*
 * Parses argv[1..] into *options; argv[0] is the command's name ("dump"). free_arguments: those that are not options
 * (pointers into argv), at most free_most; one more is an error (ERR_USAGE), as is an unknown option, a missing or bad
 * value: the message names it and the hint names "pgsnap COMMAND --help". Options may stand after free arguments; "--"
 * ends them; "-" is a free argument. Main thread only: getopt_long keeps its state in globals.
 */
bool opt_parse(const struct opt *table, size_t rows, int argc, char **argv, void *options, const char **free_arguments,
               size_t free_most, size_t *free_count, struct err *err);
void opt_help(FILE *out, const struct opt *table, size_t rows);
void opt_list_add(struct opt_list *list, const char *value);
void opt_list_free(struct opt_list *list);

/*
 * The way back: tells each flag, text and list that is set, as "--name" or "--name=value", in the table's order, so that
 * opt_parse would set the same. Of rows that share a field the first one is told.
 */
void opt_tell(const struct opt *table, size_t rows, const void *options,
              void (*tell)(void *context, const char *option), void *context);

#endif
