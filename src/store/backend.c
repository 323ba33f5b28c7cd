#include "store/backend.h"
#include "base/arena.h"
#include <errno.h>
#include <string.h>

/* How to add a reason: add a row. Others are told in the system's words, without a hint. */
static const struct {
    int number;
    const char *reason;
    const char *hint;
} reasons[] = {
    {EACCES, "permission denied",
     "check the rights on it and on every folder above it for the user that pgsnap runs as"},
    {EDQUOT, "the disk quota is used up", "remove what is no longer needed, or write to another disk"},
    {EFBIG, "the file may not become larger", "look at \"ulimit -f\" and at what the file system allows"},
    {ENAMETOOLONG, "the name is too long", "pgsnap adds up to 27 bytes to the name while it writes"},
    {ENOENT, "there is no such file or folder", "check the name"},
    {ENOSPC, "no space is left on the disk", "free some space there, or write to another disk"},
    {EROFS, "the file system is read-only", "write to another place"},
};

struct store backend_store(const struct backend *backend, const char *name)
{
    return (struct store){.backend = backend, .name = mem_strdup(name)};
}

bool backend_proceed(const struct store *store, struct err *err)
{
    if (!atomic_load(&store->cancelled))
        return true;
    if (!err_is_set(err)) {
        err_set(err, ERR_FAILED, "%s: cancelled", store->name);
        err->cancelled = true;
    }
    return false;
}

bool backend_failed(const char *name, const char *doing, int number, struct err *err)
{
    if (err_is_set(err))
        return false;
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].number == number) {
            err_set(err, ERR_FAILED, "%s: could not %s: %s", name, doing, reasons[i].reason);
            return err_hint(err, "%s", reasons[i].hint);
        }
    errno = number;
    return err_errno(err, "%s: could not %s", name, doing);
}
