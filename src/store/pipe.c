/*
 * pipe.c - bytes that go forward only, and waits that can be ended.
 *
 * Before each read or write, poll waits for the descriptor or for `wake`, an eventfd that store_cancel fills; so a
 * cancelled store does not hang on a peer that does nothing. Descriptors stay in blocking mode, because standard input
 * and output are shared with other processes, who would see O_NONBLOCK as well. A pipe that poll calls writable takes
 * PIPE_BUF bytes without waiting, so that is the most that is written at a time. SIGPIPE is ignored by the program.
 */
#include "store/pipe.h"
#include "base/arena.h"
#include "store/backend.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

struct pipe {
    struct store store;
    int fd;
    bool own;     /* to be closed: not standard input or output */
    bool sync;    /* to be synced when published */
    size_t piece; /* bytes written at a time */
    int wake;
};

static struct pipe *pipe_of(struct store *store)
{
    return (struct pipe *)store;
}

/* Waits until fd is ready for events (or broken: then the call that follows tells); false when cancelled. */
static bool wait_for(struct pipe *pipe, short events, struct err *err)
{
    struct pollfd polled[] = {{.fd = pipe->fd, .events = events}, {.fd = pipe->wake, .events = POLLIN}};

    while (backend_proceed(&pipe->store, err)) {
        if (poll(polled, 2, -1) < 0) {
            if (errno != EINTR)
                return backend_failed(pipe->store.name, "wait", errno, err);
        } else if (polled[0].revents && !polled[1].revents) {
            return true;
        }
    }
    return false;
}

static bool may_repeat(int number)
{
    return number == EINTR || number == EAGAIN;
}

static bool pipe_write(struct store *store, const void *bytes, size_t length, struct err *err)
{
    struct pipe *pipe = pipe_of(store);
    const char *next = bytes;

    while (length) {
        ssize_t written;

        if (!wait_for(pipe, POLLOUT, err))
            return false;
        written = write(pipe->fd, next, length < pipe->piece ? length : pipe->piece);
        if (written < 0 && errno == EPIPE)
            return err_set(err, ERR_FAILED, "the reader of %s went away", store->name);
        if (written < 0 && !may_repeat(errno))
            return backend_failed(store->name, "write", errno, err);
        if (written > 0) {
            next += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static bool pipe_publish(struct store *store, struct err *err)
{
    struct pipe *pipe = pipe_of(store);

    if (pipe->sync && fsync(pipe->fd) < 0)
        return backend_failed(store->name, "sync", errno, err);
    return true;
}

static bool pipe_read(struct store *store, void *bytes, size_t length, size_t *got, struct err *err)
{
    struct pipe *pipe = pipe_of(store);

    *got = 0;
    while (*got < length) {
        ssize_t taken;

        if (!wait_for(pipe, POLLIN, err))
            return false;
        taken = read(pipe->fd, (char *)bytes + *got, length - *got);
        if (taken < 0 && !may_repeat(errno))
            return backend_failed(store->name, "read", errno, err);
        if (taken == 0)
            return true;
        if (taken > 0)
            *got += (size_t)taken;
    }
    return true;
}

static void pipe_wake(struct store *store)
{
    /* It fails only when the counter is full; then it is readable already. */
    (void)eventfd_write(pipe_of(store)->wake, 1);
}

static void pipe_close(struct store *store)
{
    struct pipe *pipe = pipe_of(store);

    if (pipe->own)
        (void)close(pipe->fd);
    (void)close(pipe->wake);
    free(pipe);
}

static const struct backend writing = {
    .write = pipe_write, .publish = pipe_publish, .wake = pipe_wake, .close = pipe_close};
static const struct backend reading = {.read = pipe_read, .wake = pipe_wake, .close = pipe_close};

static bool refuse_terminal(bool output, struct err *err)
{
    if (output) {
        err_set(err, ERR_USAGE, "an archive is not written to a terminal");
        return err_hint(err, "name a file with -f FILE, or send standard output to a file or a pipe");
    }
    err_set(err, ERR_USAGE, "an archive is not read from a terminal");
    return err_hint(err, "name an archive, or send one to standard input");
}

/* Takes fd over, also when it fails. */
static bool make(const struct backend *backend, const char *name, int fd, bool own, struct store **store,
                 struct err *err)
{
    bool output = backend == &writing;
    struct pipe *pipe;
    struct stat status;
    int wake = -1;

    if (isatty(fd))
        refuse_terminal(output, err);
    else if (fstat(fd, &status) < 0)
        backend_failed(name, "open", errno, err);
    else if ((wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0)
        backend_failed(name, "open", errno, err);
    if (wake < 0) {
        if (own)
            (void)close(fd);
        return false;
    }
    pipe = mem_calloc(1, sizeof *pipe);
    pipe->store = backend_store(backend, name);
    pipe->fd = fd;
    pipe->own = own;
    pipe->wake = wake;
    pipe->piece = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ? PIPE_BUF : SSIZE_MAX;
    *store = &pipe->store;
    return true;
}

bool pipe_create(const char *name, bool sync, struct store **store, struct err *err)
{
    int fd = name ? open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC) : STDOUT_FILENO;
    struct stat status;

    if (fd < 0)
        return backend_failed(name, "open", errno, err);
    if (!make(&writing, name ? name : "standard output", fd, name != NULL, store, err))
        return false;
    pipe_of(*store)->sync = sync && fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode));
    return true;
}

bool pipe_open(const char *name, struct store **store, struct err *err)
{
    int fd = name ? open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC) : STDIN_FILENO;

    if (fd < 0)
        return backend_failed(name, "open", errno, err);
    return make(&reading, name ? name : "standard input", fd, name != NULL, store, err);
}
