#include "cmd/scratch_keeper.h"

#include "base/arena.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The keeper is another process because nothing that happens to the program may leave a server running: it holds one end
 * of a pipe whose other end closes when the program ends, by whatever means. It is in a session of its own, so that a
 * terminal's Ctrl-C does not reach it or the server.
 *
 * It was forked from a program with threads. It uses the C library's memory, which glibc keeps usable, and no lock of ours.
 */
enum { STEP_MS = 100, PATIENCE_MS = 20000, FILES_OPEN = 16, FIRST_OTHER_FILE = 3 };

static const char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", NULL};

/* One file takes what everybody says; nothing of the program stays open but the two pipes. */
static bool take_own_files(const struct scratch_keeper *keeper, const char *folder)
{
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    char *name = mem_printf("%s/log", folder);
    int out = open(name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);

    free(name);
    if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
        return false;
    for (int file = FIRST_OTHER_FILE; file < (int)sysconf(_SC_OPEN_MAX) && file < 65536; file++)
        if (file != keeper->life && file != keeper->news)
            close(file);
    fcntl(keeper->life, F_SETFD, FD_CLOEXEC);
    fcntl(keeper->news, F_SETFD, FD_CLOEXEC);
    return true;
}

static bool become_user(const struct scratch_keeper *keeper)
{
    if (!keeper->drop)
        return true;
    return setgroups(0, NULL) == 0 && setgid(keeper->group) == 0 && setuid(keeper->user) == 0 && setuid(0) != 0;
}

static void take_signals(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
    sigset_t none;

    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        signal(ignored[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static pid_t run(const char *const *arguments)
{
    pid_t child = fork();

    if (child != 0)
        return child;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGQUIT); /* should somebody kill the keeper */
    execve(arguments[0], (char *const *)arguments, (char *const *)environment);
    _exit(127);
}

/* Nothing is ever written into the pipe: readable means that the other end is closed. */
static bool is_alone(const struct scratch_keeper *keeper, int milliseconds)
{
    struct pollfd life = {.fd = keeper->life, .events = POLLIN};

    return poll(&life, 1, milliseconds) > 0;
}

static void end_child(pid_t child)
{
    int waited = 0;

    kill(child, SIGQUIT); /* an immediate stop: what it holds is worth nothing */
    while (waitpid(child, NULL, WNOHANG) == 0) {
        if (waited >= PATIENCE_MS)
            kill(child, SIGKILL);
        poll(NULL, 0, STEP_MS);
        waited += STEP_MS;
    }
}

static bool make_data(const struct scratch_keeper *keeper, const char *folder)
{
    const char *program = mem_printf("%s/initdb", keeper->bindir), *data = mem_printf("%s/data", folder);
    const char *arguments[] = {program, "-D",   data,         "-U",        "postgres", "--auth=trust",
                               "-E",    "UTF8", "--locale=C", "--no-sync", NULL};
    pid_t child = run(arguments);
    int status = -1;

    while (child > 0 && waitpid(child, &status, WNOHANG) == 0)
        if (is_alone(keeper, STEP_MS)) {
            kill(-child, SIGKILL); /* initdb and the servers that it runs */
            waitpid(child, &status, 0);
            return false;
        }
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Safety against a crash is given up for speed: nobody will miss this server. */
static pid_t start_server(const struct scratch_keeper *keeper, const char *folder)
{
    const char *program = mem_printf("%s/postgres", keeper->bindir), *data = mem_printf("%s/data", folder);
    const char *socket = mem_printf("unix_socket_directories=\"%s\"", folder);
    const char *port = mem_printf("port=%s", keeper->port);
    const char *connections = mem_printf("max_connections=%u", keeper->connections);
    const char *arguments[] = {program,
                               "-D",
                               data,
                               "-c",
                               "listen_addresses=",
                               "-c",
                               socket,
                               "-c",
                               "unix_socket_permissions=0700",
                               "-c",
                               port,
                               "-c",
                               connections,
                               "-c",
                               "fsync=off",
                               "-c",
                               "full_page_writes=off",
                               "-c",
                               "synchronous_commit=off",
                               "-c",
                               "wal_level=minimal",
                               "-c",
                               "max_wal_senders=0",
                               "-c",
                               "autovacuum=off",
                               "-c",
                               "max_locks_per_transaction=1024",
                               "-c",
                               "log_min_messages=fatal",
                               NULL};

    return run(arguments);
}

static bool has_socket(const struct scratch_keeper *keeper, const char *folder)
{
    char *name = mem_printf("%s/.s.PGSQL.%s", folder, keeper->port);
    bool found = access(name, F_OK) == 0;

    free(name);
    return found;
}

static void tell(const struct scratch_keeper *keeper, char news)
{
    if (write(keeper->news, &news, 1) != 1)
        return; /* the program is gone: `life` says so, too */
}

/* The server is told of once its socket is there. */
static void keep_server(const struct scratch_keeper *keeper, const char *folder, pid_t server)
{
    bool told = false;

    do {
        if (waitpid(server, NULL, WNOHANG) != 0) {
            if (!told)
                tell(keeper, SCRATCH_KEEPER_POSTGRES);
            return;
        }
        if (!told && has_socket(keeper, folder)) {
            tell(keeper, SCRATCH_KEEPER_STARTED);
            told = true;
        }
    } while (!is_alone(keeper, STEP_MS));
    end_child(server);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    remove(path);
    return 0;
}

/* What was just killed may write a last file meanwhile. */
static void remove_folder(const char *folder)
{
    if (chdir("/") != 0)
        return;
    for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
        nftw(folder, remove_one, FILES_OPEN, FTW_DEPTH | FTW_PHYS);
        if (rmdir(folder) == 0 || (errno != ENOTEMPTY && errno != EEXIST))
            return;
        poll(NULL, 0, STEP_MS);
    }
}

static void serve(const struct scratch_keeper *keeper, const char *folder)
{
    if (!make_data(keeper, folder)) {
        tell(keeper, SCRATCH_KEEPER_INITDB);
        return;
    }

    pid_t server = start_server(keeper, folder);
    if (server > 0)
        keep_server(keeper, folder, server);
    else
        tell(keeper, SCRATCH_KEEPER_POSTGRES);
}

/* malloc'd; NULL when there is no place for it. Whoever makes it owns it: nothing is to be given away. */
static char *make_folder(const struct scratch_keeper *keeper)
{
    const char *const bases[] = {keeper->base, "/tmp"};

    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        char *folder = mem_printf("%s/pgsnap-scratch.XXXXXX", bases[i]);

        if (mkdtemp(folder) != NULL)
            return folder;
        free(folder);
    }
    return NULL;
}

static void tell_folder(const struct scratch_keeper *keeper, const char *folder)
{
    if (folder != NULL && dprintf(keeper->news, "%s", folder) < 0)
        return; /* as in tell */
    tell(keeper, '\n');
}

void scratch_keeper_run(const struct scratch_keeper *keeper)
{
    char *folder;

    setsid();
    take_signals();
    umask(077);
    folder = become_user(keeper) ? make_folder(keeper) : NULL;
    tell_folder(keeper, folder);
    if (folder == NULL || chdir(folder) != 0 || !take_own_files(keeper, folder))
        tell(keeper, SCRATCH_KEEPER_USER);
    else
        serve(keeper, folder);
    while (!is_alone(keeper, -1))
        continue;
    if (folder != NULL)
        remove_folder(folder);
    _exit(0);
}
