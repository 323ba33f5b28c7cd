/*
 * command.h - the commands, and what they share.
 *
 * How to add one: write cmd_NAME.c with its options table and run function, add a row in main.c, a man page
 * man/pgsnap-NAME.1, and a line in the README. The house test help.t compares the options with the man page.
 */
#ifndef PGSNAP_COMMAND_H
#define PGSNAP_COMMAND_H

#include "base/opt.h"
#include <pgsnap/err.h>

struct command {
    const char *name;
    const char *arguments; /* what stands behind the options in the usage line */
    const char *summary;   /* one line for pgsnap --help */
    const struct opt *options;
    size_t options_count;
    /* argv[0] is the command's name. Returns false with err; the exit status is err->code. */
    bool (*run)(int argc, char **argv, struct err *err);
};

extern const struct command cmd_dump;
extern const struct command cmd_restore;
extern const struct command cmd_verify;
extern const struct command cmd_list;
extern const struct command cmd_diff;

#endif
