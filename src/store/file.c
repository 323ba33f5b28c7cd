/*
 * file.c - a file that appears only when it is complete.
 *
 * Bytes go to NAME.pgsnap-partial-PID. Its writer holds a flock on it as long as it lives; so whoever finds a partial
 * file and gets the lock knows that its writer is gone, also when process ids say nothing (in containers every run may
 * be process 1). Publishing is: sync the file, rename it over NAME, sync the folder. Whatever happens before the
 * rename leaves an older archive of that name untouched.
 */
#include "store/file.h"
#include "base/arena.h"
#include "store/backend.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    struct store store;
    int fd;
    bool sync;
    char *partial;     /* NULL when reading, and once it was published or discarded; changes under unfinished_lock */
    struct file *next; /* of the unfinished; under unfinished_lock */
    uint64_t base;     /* where the archive begins: standard input may have been read before */
    uint64_t size;     /* from base on, when it was opened; nothing beyond is read */
};

static struct file *file_of(struct store *store)
{
    return (struct file *)store;
}

/* Is path still a name of the open file? */
static bool is_same(int fd, const char *path)
{
    struct stat open_status, path_status;

    return fstat(fd, &open_status) == 0 && lstat(path, &path_status) == 0 && open_status.st_dev == path_status.st_dev &&
           open_status.st_ino == path_status.st_ino;
}

/* Files that have a partial name: file_abandon, in another thread, removes them when the program must end at once. */
static struct file *unfinished;
static pthread_mutex_t unfinished_lock = PTHREAD_MUTEX_INITIALIZER;

static void remember(struct file *file, char *partial)
{
    pthread_mutex_lock(&unfinished_lock);
    file->partial = partial;
    file->next = unfinished;
    unfinished = file;
    pthread_mutex_unlock(&unfinished_lock);
}

static void forget(struct file *file)
{
    pthread_mutex_lock(&unfinished_lock);
    for (struct file **at = &unfinished; *at; at = &(*at)->next)
        if (*at == file) {
            *at = file->next;
            break;
        }
    free(file->partial);
    file->partial = NULL;
    pthread_mutex_unlock(&unfinished_lock);
}

void file_abandon(void)
{
    pthread_mutex_lock(&unfinished_lock);
    for (const struct file *file = unfinished; file; file = file->next)
        if (is_same(file->fd, file->partial))
            (void)unlink(file->partial);
    pthread_mutex_unlock(&unfinished_lock);
}

bool file_remove_stale(const char *path)
{
    struct stat status;
    bool removed = false;
    int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return false;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
        flock(fd, LOCK_EX | LOCK_NB) == 0 && is_same(fd, path))
        removed = unlink(path) == 0;
    (void)close(fd);
    return removed;
}

bool file_sync_folder(const char *path, struct err *err)
{
    char *copy = mem_strdup(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = true;

    /* A folder that may be written but not listed cannot be opened; a few file systems cannot sync folders. */
    if (fd < 0 ? errno != EACCES : fsync(fd) < 0 && errno != EINVAL && errno != ENOTSUP)
        done = backend_failed(path, "sync the folder that holds it", errno, err);
    if (fd >= 0)
        (void)close(fd);
    free(copy);
    return done;
}

static bool file_write(struct store *store, const void *bytes, size_t length, struct err *err)
{
    const char *next = bytes;

    while (length) {
        ssize_t written = write(file_of(store)->fd, next, length);

        if (written < 0 && errno != EINTR)
            return backend_failed(store->name, "write", errno, err);
        if (written > 0) {
            next += written;
            length -= (size_t)written;
        }
    }
    return true;
}

/* Network file systems tell of a full disk as late as at close, even when no sync is wanted. */
static bool flush(const struct file *file)
{
    int copy;

    if (file->sync)
        return fsync(file->fd) == 0;
    copy = dup(file->fd);
    return copy >= 0 && close(copy) == 0;
}

static bool file_publish(struct store *store, struct err *err)
{
    struct file *file = file_of(store);

    if (!flush(file))
        return backend_failed(store->name, "write", errno, err);
    if (!is_same(file->fd, file->partial))
        return err_set(err, ERR_FAILED, "%s: the partial file %s was removed or replaced", store->name, file->partial);
    if (rename(file->partial, store->name) < 0)
        return backend_failed(store->name, "rename the partial file to it", errno, err);
    forget(file);
    return !file->sync || file_sync_folder(store->name, err);
}

static void file_discard(struct store *store)
{
    struct file *file = file_of(store);

    if (file->partial && is_same(file->fd, file->partial))
        (void)unlink(file->partial);
    forget(file);
}

static bool file_read_at(struct store *store, uint64_t offset, void *bytes, size_t length, size_t *got, struct err *err)
{
    struct file *file = file_of(store);
    char *next = bytes;

    *got = 0;
    if (offset >= file->size)
        return true;
    if (length > file->size - offset)
        length = (size_t)(file->size - offset);
    while (*got < length) {
        ssize_t taken = pread(file->fd, next + *got, length - *got, (off_t)(file->base + offset + *got));

        if (taken < 0 && errno != EINTR)
            return backend_failed(store->name, "read", errno, err);
        if (taken == 0)
            return true;
        if (taken > 0)
            *got += (size_t)taken;
    }
    return true;
}

static bool file_read(struct store *store, void *bytes, size_t length, size_t *got, struct err *err)
{
    return file_read_at(store, store->offset, bytes, length, got, err);
}

static uint64_t file_size(const struct store *store)
{
    return ((const struct file *)store)->size;
}

static void file_close(struct store *store)
{
    struct file *file = file_of(store);

    file_discard(store);
    if (file->fd != STDIN_FILENO)
        (void)close(file->fd);
    free(file);
}

static const struct backend writing = {
    .write = file_write, .publish = file_publish, .discard = file_discard, .close = file_close};
static const struct backend reading = {
    .read = file_read, .read_at = file_read_at, .size = file_size, .close = file_close};

/* Opens a new file under the partial name and locks it; -1 with errno, EEXIST when there is one in use. */
static int open_partial(const char *partial)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(partial, flags, S_IRUSR | S_IWUSR);

    if (fd < 0 && errno == EEXIST) {
        if (!file_remove_stale(partial)) {
            errno = EEXIST;
            return -1;
        }
        fd = open(partial, flags, S_IRUSR | S_IWUSR);
    }
    if (fd < 0)
        return -1;
    /* Where locks are unknown, partial files are never taken for stale. A process with the same id in another container
     * may have taken ours for stale before it was locked. */
    if ((flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) || !is_same(fd, partial)) {
        (void)close(fd);
        errno = EEXIST;
        return -1;
    }
    return fd;
}

static bool cannot_create(const char *name, const char *partial, int number, struct err *err)
{
    if (err_is_set(err))
        return false;
    if (number == ENOENT) {
        err_set(err, ERR_FAILED, "%s: could not create the file: there is no such folder", name);
        return err_hint(err, "make the folder first");
    }
    if (number == EEXIST) {
        err_set(err, ERR_FAILED, "%s: could not create the file: %s exists already", name, partial);
        return err_hint(err, "another process may be writing it; if none is, remove it");
    }
    return backend_failed(name, "create the file", number, err);
}

/*
 * What the new file replaces, malloc'd. A link to an archive stays a link, and the archive stays on the disk where it was
 * put; but in a folder like /tmp somebody else's link must not lead us anywhere: it is replaced.
 */
static char *resolve(const char *name)
{
    struct stat link;
    char *target = NULL;

    if (lstat(name, &link) == 0 && S_ISLNK(link.st_mode) && (link.st_uid == geteuid() || link.st_uid == 0))
        target = realpath(name, NULL);
    return target ? target : mem_strdup(name);
}

bool file_create(const char *name, bool sync, struct store **store, struct err *err)
{
    size_t length = strlen(name);
    struct stat status;
    struct file *file;
    char *partial, *target;
    int fd;

    if (length == 0)
        return err_set(err, ERR_USAGE, "the name of the archive is empty");
    if (name[length - 1] == '/' || (stat(name, &status) == 0 && S_ISDIR(status.st_mode))) {
        err_set(err, ERR_FAILED, "%s: is a folder, and an archive is one file", name);
        return err_hint(err, "give the name of a file in it, or use --dir");
    }
    target = resolve(name);
    partial = mem_printf("%s" FILE_PARTIAL "%ld", target, (long)getpid());
    fd = open_partial(partial);
    if (fd < 0) {
        cannot_create(name, partial, errno, err);
        free(partial);
        free(target);
        return false;
    }
    file = mem_calloc(1, sizeof *file);
    file->store = backend_store(&writing, target);
    free(target);
    file->fd = fd;
    file->sync = sync;
    remember(file, partial);
    *store = &file->store;
    return true;
}

bool file_open(const char *name, struct store **store, struct err *err)
{
    const char *shown = name ? name : "standard input";
    int fd = name ? open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC) : STDIN_FILENO;
    off_t base = name ? 0 : lseek(STDIN_FILENO, 0, SEEK_CUR);
    struct stat status;
    struct file *file;

    if (fd < 0 || base < 0 || fstat(fd, &status) < 0)
        return backend_failed(shown, "open", errno, err);
    if (S_ISDIR(status.st_mode)) {
        if (name)
            (void)close(fd);
        err_set(err, ERR_FAILED, "%s: is a folder, and an archive is one file", shown);
        return err_hint(err, "give the name of an archive in it");
    }
    file = mem_calloc(1, sizeof *file);
    file->store = backend_store(&reading, shown);
    file->fd = fd;
    file->base = (uint64_t)base;
    file->size = status.st_size > base ? (uint64_t)(status.st_size - base) : 0;
    *store = &file->store;
    return true;
}

struct store *file_adopt(int fd, const char *name, uint64_t size)
{
    struct file *file = mem_calloc(1, sizeof *file);

    file->store = backend_store(&reading, name);
    file->fd = fd;
    file->size = size;
    return &file->store;
}
