#include "cmd/scratch.h"

#include "base/arena.h"
#include "base/log.h"
#include "cmd/scratch_bin.h"
#include "cmd/scratch_keeper.h"
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A socket's path has 107 bytes at most. */
enum { BASE_MOST = 60, FOLDER_MOST = 100, LOG_MOST = 1500 };

static const char port[] = "5432";

struct scratch {
    char *bindir, *folder;
    struct scratch_keeper keeper;
    pid_t process;  /* the keeper's; 0: none */
    int life, news; /* our ends; -1: none */
};

/* PostgreSQL does not run as root. */
static bool choose_user(struct scratch_keeper *keeper, struct err *err)
{
    static const char *const users[] = {"postgres", "nobody"};

    if (geteuid() != 0)
        return true;
    for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
        const struct passwd *user = getpwnam(users[i]);

        if (user == NULL || user->pw_uid == 0)
            continue;
        keeper->drop = true;
        keeper->user = user->pw_uid;
        keeper->group = user->pw_gid;
        return true;
    }
    err_set(err, ERR_FAILED, "PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
    return err_hint(err, "run this as another user");
}

/* A name that fits into a socket's path and into a list of folders in a setting. */
static const char *choose_base(void)
{
    const char *base = getenv("TMPDIR");

    return base == NULL || base[0] != '/' || strlen(base) > BASE_MOST || strpbrk(base, "\"\\\n,") != NULL ? "/tmp"
                                                                                                          : base;
}

static bool start_keeper(struct scratch *scratch, struct err *err)
{
    int life[2], news[2];

    if (pipe2(life, O_CLOEXEC) != 0)
        return err_errno(err, "could not make a pipe");
    scratch->life = life[1];
    scratch->keeper.life = life[0];
    if (pipe2(news, O_CLOEXEC) != 0) {
        close(life[0]);
        return err_errno(err, "could not make a pipe");
    }
    scratch->news = news[0];
    scratch->keeper.news = news[1];
    scratch->process = fork();
    if (scratch->process == 0) {
        close(life[1]); /* or the keeper would wait for itself */
        close(news[0]);
        scratch_keeper_run(&scratch->keeper);
    }
    close(life[0]);
    close(news[1]);
    if (scratch->process > 0)
        return true;
    scratch->process = 0;
    return err_errno(err, "could not start a process");
}

/* The end of what the server's programs said. */
static void add_log(const struct scratch *scratch, struct err *err)
{
    char *name = mem_printf("%s/log", scratch->folder), text[LOG_MOST + 1];
    int file = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    ssize_t length = 0;

    if (file >= 0 && fstat(file, &status) == 0)
        length = pread(file, text, LOG_MOST, status.st_size > LOG_MOST ? status.st_size - LOG_MOST : 0);
    text[length > 0 ? length : 0] = '\0';
    char *fatal = length > 0 ? strstr(text, "FATAL") : NULL;
    if (length > 0)
        log_verbose("%s", text);
    if (fatal != NULL) {
        fatal[strcspn(fatal, "\n")] = '\0';
        err_hint(err, "it said: %s", fatal);
    }
    err_hint(err, "--verbose shows what it said");
    if (file >= 0)
        close(file);
    free(name);
}

/* One byte, or 0 when there is none any more. */
static char hear(const struct scratch *scratch)
{
    char news = 0;

    while (read(scratch->news, &news, 1) < 0 && errno == EINTR)
        continue;
    return news;
}

static void hear_folder(struct scratch *scratch)
{
    char folder[FOLDER_MOST + 1], news;
    size_t length = 0;

    while ((news = hear(scratch)) != 0 && news != '\n' && length < FOLDER_MOST)
        folder[length++] = news;
    folder[length] = '\0';
    scratch->folder = mem_strdup(folder);
}

static bool hear_news(struct scratch *scratch, struct err *err)
{
    char news;

    hear_folder(scratch);
    news = hear(scratch);
    if (news == SCRATCH_KEEPER_STARTED)
        return true;
    if (news == SCRATCH_KEEPER_USER)
        err_set(err, ERR_FAILED, "could not make a folder for a throwaway server in %s", scratch->keeper.base);
    else
        err_set(err, ERR_FAILED, "the throwaway server could not be %s: %s failed",
                news == SCRATCH_KEEPER_POSTGRES ? "started" : "made",
                news == SCRATCH_KEEPER_POSTGRES ? "postgres" : "initdb");
    add_log(scratch, err);
    return false;
}

bool scratch_start(const struct scratch_options *options, struct scratch **scratch, struct err *err)
{
    struct scratch *made = mem_calloc(1, sizeof *made);

    made->life = made->news = -1;
    if (!choose_user(&made->keeper, err) || !scratch_bin_find(options->bindir, options->major, &made->bindir, err)) {
        scratch_stop(made);
        return false;
    }
    made->keeper.bindir = made->bindir;
    made->keeper.base = choose_base();
    made->keeper.port = port;
    made->keeper.connections = options->connections;
    if (!start_keeper(made, err) || !hear_news(made, err)) {
        scratch_stop(made);
        return false;
    }
    log_verbose("throwaway server: %s/postgres in %s", made->bindir, made->folder);
    *scratch = made;
    return true;
}

const char *scratch_host(const struct scratch *scratch)
{
    return scratch->folder;
}

const char *scratch_port(const struct scratch *scratch)
{
    return scratch->keeper.port;
}

void scratch_stop(struct scratch *scratch)
{
    if (scratch == NULL)
        return;
    if (scratch->life >= 0)
        close(scratch->life);
    if (scratch->news >= 0)
        close(scratch->news);
    while (scratch->process > 0 && waitpid(scratch->process, NULL, 0) < 0 && errno == EINTR)
        continue;
    free(scratch->bindir);
    free(scratch->folder);
    free(scratch);
}
