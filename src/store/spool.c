#include "store/spool.h"
#include "base/arena.h"
#include "store/backend.h"
#include "store/file.h"
#include "store/store.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

struct spool {
    int fd;
    uint64_t size;
    char *name; /* of where it came from */
};

/* Not every file system knows files that never had a name. */
static int open_nameless(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    char *path;

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    path = mem_printf("%s/pgsnap-spool-XXXXXX", folder);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    free(path);
    return fd;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static bool copy_all(struct spool *spool, const char *folder, struct store *from, struct err *err)
{
    char *piece = mem_alloc(PIECE);
    size_t got = PIECE;
    bool ok = true;

    while (ok && got == PIECE) {
        ok = store_read(from, piece, PIECE, &got, err);
        if (ok && !write_all(spool->fd, piece, got))
            ok = backend_failed(folder, "keep the archive from a pipe there until it is checked", errno, err);
        spool->size += got;
    }
    free(piece);
    return ok;
}

bool spool_fill(const char *folder, struct store *from, struct spool **spool, struct err *err)
{
    int fd = open_nameless(folder);
    struct spool *made;

    if (fd < 0)
        return backend_failed(folder, "keep the archive from a pipe there until it is checked", errno, err);
    made = mem_calloc(1, sizeof *made);
    made->fd = fd;
    made->name = mem_strdup(store_name(from));
    if (!copy_all(made, folder, from, err)) {
        spool_free(made);
        return false;
    }
    *spool = made;
    return true;
}

uint64_t spool_size(const struct spool *spool)
{
    return spool->size;
}

bool spool_open(const struct spool *spool, struct store **store, struct err *err)
{
    int fd = fcntl(spool->fd, F_DUPFD_CLOEXEC, 3);

    if (fd < 0)
        return backend_failed(spool->name, "open", errno, err);
    *store = file_adopt(fd, spool->name, spool->size);
    return true;
}

void spool_free(struct spool *spool)
{
    if (spool == NULL)
        return;
    (void)close(spool->fd);
    free(spool->name);
    free(spool);
}
