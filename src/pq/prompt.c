#include "pq/prompt.h"

#include "base/arena.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { CONTROL_C = 3, PASSWORD_MOST = 1024 };

static const char terminal[] = "/dev/tty";

bool prompt_is_possible(void)
{
    int file = open(terminal, O_RDWR | O_CLOEXEC);

    if (file >= 0)
        close(file);
    return file >= 0;
}

static void say(int file, const char *text)
{
    if (write(file, text, strlen(text)) < 0)
        return; /* the read that follows fails too, and reports it */
}

/* The signals are blocked in all threads (engine/watch.h), so Control-C comes as a character, which ends the line. */
static bool hide(int file, struct termios *before)
{
    struct termios hidden;

    if (tcgetattr(file, before) != 0)
        return false;
    hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ISIG);
    hidden.c_cc[VEOL] = CONTROL_C;
    return tcsetattr(file, TCSAFLUSH, &hidden) == 0;
}

static bool interrupted(struct err *err)
{
    err_set(err, ERR_FAILED, "interrupted at the password prompt");
    err->cancelled = true;
    return false;
}

static bool read_line(int file, const struct stop *stop, char line[PASSWORD_MOST], struct err *err)
{
    ssize_t length;

    if (!stop_wait(stop, file))
        return interrupted(err);
    do
        length = read(file, line, PASSWORD_MOST - 1);
    while (length < 0 && errno == EINTR);
    if (length < 0)
        return err_errno(err, "could not read a password from %s", terminal);
    if (length > 0 && line[length - 1] == CONTROL_C)
        return interrupted(err);
    if (length == 0 || line[length - 1] != '\n')
        return err_set(err, ERR_FAILED, "no complete password was typed");
    line[length - 1] = '\0';
    return true;
}

bool prompt_password(const char *user, const struct stop *stop, char **password, struct err *err)
{
    char line[PASSWORD_MOST], safe[256], *question;
    struct termios before;
    int file = open(terminal, O_RDWR | O_CLOEXEC);
    bool ok;

    if (file < 0)
        return err_errno(err, "could not open %s to ask for a password", terminal);
    question = user == NULL ? mem_strdup("Password: ")
                            : mem_printf("Password for user %s: ", log_safe(user, safe, sizeof safe));
    if (!hide(file, &before))
        ok = err_errno(err, "could not hide a password on %s", terminal);
    else {
        say(file, question);
        ok = read_line(file, stop, line, err);
        say(file, "\n");
        tcsetattr(file, TCSAFLUSH, &before);
    }
    close(file);
    free(question);
    if (ok)
        *password = mem_strdup(line);
    explicit_bzero(line, sizeof line);
    return ok;
}
