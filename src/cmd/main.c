#include "cmd/command.h"
#include "cmd/report.h"

#include "base/log.h"
#include "engine/watch.h"
#include "pq/stop.h"
#include "store/store.h"
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#error "PACKAGE_VERSION comes from configure"
#endif

static const struct command *const commands[] = {&cmd_dump, &cmd_restore, &cmd_verify, &cmd_list, &cmd_diff};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(void)
{
    printf("pgsnap dumps and restores PostgreSQL databases.\n\nUsage: pgsnap COMMAND [OPTION]... [ARGUMENT]...\n\n");
    printf("Commands:\n");
    for (int i = 0; i < COMMANDS; i++)
        printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    printf("\n\"pgsnap COMMAND --help\" shows the options of a command, \"pgsnap --version\" the version.\n");
}

static void print_command_help(const struct command *command)
{
    printf("pgsnap %s: %s.\n\nUsage: pgsnap %s [OPTION]... %s\n", command->name, command->summary, command->name,
           command->arguments);
    opt_help(stdout, command->options, command->options_count);
}

/*
 * Text that did not reach standard output (a full disk, a closed pipe) is a failure like any other. Whoever reads no further, as
 * head does, has what he wanted and needs not be told.
 */
static int finish_output(int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;

    struct err err = ERR_INIT;
    bool is_left = errno == EPIPE;

    err_errno(&err, "could not write to standard output");
    if (!is_left)
        log_error(&err);
    return status == 0 ? ERR_FAILED : status;
}

/* Among a command's arguments; what else is there does not matter then. */
static bool asks_for(const char *option, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], option) == 0)
            return true;
    return false;
}

static int print_version(void)
{
    printf("pgsnap %s\n", PACKAGE_VERSION);
    return finish_output(0);
}

static int run_command(const struct command *command, int argc, char **argv)
{
    if (asks_for("--help", argc, argv)) {
        print_command_help(command);
        return finish_output(0);
    }
    if (asks_for("--version", argc, argv) || asks_for("-V", argc, argv))
        return print_version();

    struct err err = ERR_INIT;
    bool done = command->run(argc, argv, &err);
    log_progress_end();
    report_resources();
    if (done)
        return finish_output(0);
    if (err.code != ERR_DIFFERENT) /* that is the answer, and has been printed */
        log_error(&err);
    return finish_output((int)err.code);
}

/* Not by log_error: a thread that hangs may have its lock. */
static void leave(int signal)
{
    static const char message[] = "\npgsnap: error: interrupted\n";

    (void)signal;
    store_abandon();
    if (write(STDERR_FILENO, message, sizeof message - 1) < 0)
        return; /* there is nobody to tell */
}

/*
 * Without a standard stream the next file or connection to be opened would get its number, and the archive or a message
 * would be written into it. These fail instead when they are used: 0 can only be written, 1 and 2 only read.
 */
static void fill_standard_streams(void)
{
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++)
        if (fcntl(number, F_GETFD) < 0 && open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) != number)
            _exit(ERR_FAILED);
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    watch_block();
    watch_guard(leave);
    /* Patterns (regcomp) must see characters, not bytes, whatever the environment says. */
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        setlocale(LC_CTYPE, "");
    log_start("pgsnap", LOG_NORMAL);

    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help();
        return finish_output(argc < 2 ? ERR_USAGE : 0);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return print_version();
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0) {
            int status = run_command(commands[i], argc - 1, argv + 1);

            if (stop_has_left_thread())
                _exit(status);
            return status;
        }

    struct err err = ERR_INIT;
    err_set(&err, ERR_USAGE, "there is no command \"%s\"", argv[1]);
    err_hint(&err, "\"pgsnap --help\" lists the commands");
    log_error(&err);
    return ERR_USAGE;
}
