#include "store/folder.h"
#include "base/arena.h"
#include "base/buf.h"
#include "store/backend.h"
#include "store/file.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXTENSION ".pgsnap"
#define TIME_FORMAT "_%Y%m%dT%H%M%SZ"

enum { TIME_LENGTH = 17, EXTENSION_LENGTH = sizeof EXTENSION - 1, PARTIAL_LENGTH = sizeof FILE_PARTIAL - 1 };

/* --- names */

/* isalnum would ask the locale. */
static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

static void add_encoded(struct buf *out, const char *database)
{
    for (const unsigned char *at = (const unsigned char *)database; *at; at++) {
        bool first = (const char *)at == database;

        if (is_plain(*at) && !(first && (*at == '.' || *at == '-')))
            buf_add_char(out, (char)*at);
        else
            buf_printf(out, "%%%02X", *at);
    }
}

static void add_name(struct buf *out, const char *database, time_t when)
{
    char text[64] = "";
    struct tm parts;

    add_encoded(out, database);
    if (gmtime_r(&when, &parts))
        (void)strftime(text, sizeof text, TIME_FORMAT, &parts);
    buf_add_text(out, text);
    buf_add_text(out, EXTENSION);
}

char *folder_archive_path(const char *folder, const char *database, time_t time)
{
    struct buf path = {0};

    buf_printf(&path, "%s/", folder);
    add_name(&path, database, time);
    return path.data;
}

static int hex_value(char c)
{
    const char *digits = "0123456789ABCDEF", *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Half-encoded names need no care here: folder_parse_name compares with what encoding the result gives. */
static void add_decoded(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int high = i + 2 < length ? hex_value(text[i + 1]) : -1, low = high >= 0 ? hex_value(text[i + 2]) : -1;

        if (text[i] != '%' || low < 0) {
            buf_add_char(out, text[i]);
        } else {
            buf_add_char(out, (char)(high * 16 + low));
            i += 2;
        }
    }
}

bool folder_parse_name(const char *name, char **database, time_t *time)
{
    size_t length = strlen(name);
    struct buf decoded = {0}, again = {0};
    struct tm parts = {0};
    const char *end;
    bool same = false;

    if (length <= TIME_LENGTH + EXTENSION_LENGTH)
        return false;
    length -= TIME_LENGTH + EXTENSION_LENGTH;
    add_decoded(&decoded, name, length);
    end = strptime(name + length, TIME_FORMAT EXTENSION, &parts);
    if (end && !*end) {
        *time = timegm(&parts);
        add_name(&again, buf_text(&decoded), *time);
        same = strcmp(buf_text(&again), name) == 0;
    }
    buf_free(&again);
    if (same)
        *database = decoded.data;
    else
        buf_free(&decoded);
    return same;
}

/* --- the folder */

static bool make_one(const char *path, struct err *err)
{
    struct stat status;
    int number;

    if (mkdir(path, S_IRWXU) == 0)
        return file_sync_folder(path, err);
    /* Of a folder that is there, mkdir may also say that the one above it cannot be written. */
    number = errno;
    if (stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return true;
        number = ENOTDIR;
    }
    return backend_failed(path, "make the folder", number, err);
}

bool folder_make(const char *folder, struct err *err)
{
    char *path = mem_strdup(folder);
    bool made = true;

    if (!*path)
        made = err_set(err, ERR_USAGE, "the name of the folder is empty");
    for (char *at = path; made && *at; at++)
        if (at[0] == '/' && at > path && at[-1] != '/') {
            *at = '\0';
            made = make_one(path, err);
            *at = '/';
        }
    made = made && make_one(path, err);
    free(path);
    return made;
}

static bool open_folder(const char *folder, DIR **directory, struct err *err)
{
    *directory = opendir(folder);
    return *directory ? true : backend_failed(folder, "list the folder", errno, err);
}

/* The next name in the folder, or NULL: at its end with errno 0, else after a failure. */
static const char *next_name(DIR *directory)
{
    struct dirent *found;

    errno = 0;
    found = readdir(directory);
    return found ? found->d_name : NULL;
}

/* After next_name gave NULL. */
static bool close_folder(DIR *directory, const char *folder, struct err *err)
{
    int number = errno;

    (void)closedir(directory);
    return number == 0 || backend_failed(folder, "list the folder", number, err);
}

static bool is_of(const char *name, const char *database, time_t *time)
{
    char *found;
    bool same;

    if (!folder_parse_name(name, &found, time))
        return false;
    same = strcmp(found, database) == 0;
    free(found);
    return same;
}

static int compare_archives(const void *one, const void *other)
{
    const struct folder_archive *a = one, *b = other;

    return a->time < b->time ? -1 : a->time > b->time;
}

bool folder_list(const char *folder, const char *database, struct folder_list *list, struct err *err)
{
    struct stat status;
    const char *name;
    DIR *directory;
    time_t time;
    bool listed;

    *list = (struct folder_list){0};
    if (!open_folder(folder, &directory, err))
        return false;
    while ((name = next_name(directory)))
        if (is_of(name, database, &time) && fstatat(dirfd(directory), name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode)) {
            list->archives = mem_resize(list->archives, list->count + 1, sizeof *list->archives);
            list->archives[list->count++] =
                (struct folder_archive){.path = mem_printf("%s/%s", folder, name), .time = time};
        }
    listed = close_folder(directory, folder, err);
    if (list->count)
        qsort(list->archives, list->count, sizeof *list->archives, compare_archives);
    return listed;
}

void folder_list_free(struct folder_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->archives[i].path);
    free(list->archives);
    *list = (struct folder_list){0};
}

/* --- the lock */

struct folder_lock {
    char *folder;
    char *database;
    int fd;
};

static char *lock_path(const char *folder, const char *database)
{
    struct buf path = {0};

    buf_printf(&path, "%s/.", folder);
    add_encoded(&path, database);
    buf_add_text(&path, ".pgsnap-lock");
    return path.data;
}

/* -1 with err. */
static int open_lock(const char *path, const char *database, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);

    if (fd < 0) {
        backend_failed(path, "open the lock file", errno, err);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (errno == EWOULDBLOCK && !err_is_set(err)) {
        err_set(err, ERR_LOCKED, "database %s: another run holds the lock %s", database, path);
        err_hint(err, "wait until it ends; the lock ends with it, and the file may stay");
    } else {
        backend_failed(path, "lock the file", errno, err);
    }
    (void)close(fd);
    return -1;
}

bool folder_lock(const char *folder, const char *database, struct folder_lock **lock, struct err *err)
{
    char *path = lock_path(folder, database);
    int fd = open_lock(path, database, err);

    free(path);
    if (fd < 0)
        return false;
    *lock = mem_alloc(sizeof **lock);
    **lock = (struct folder_lock){.folder = mem_strdup(folder), .database = mem_strdup(database), .fd = fd};
    return true;
}

void folder_unlock(struct folder_lock *lock)
{
    if (!lock)
        return;
    (void)close(lock->fd);
    free(lock->folder);
    free(lock->database);
    free(lock);
}

/* "shop_20261123T190000Z.pgsnap.pgsnap-partial-4711" */
static bool is_partial_of(const char *name, const char *database)
{
    const char *end = name + strlen(name), *digits = end;
    char *archive;
    time_t time;
    bool same;

    while (digits > name && isdigit((unsigned char)digits[-1]))
        digits--;
    if (digits == end || digits - name < PARTIAL_LENGTH ||
        memcmp(digits - PARTIAL_LENGTH, FILE_PARTIAL, PARTIAL_LENGTH))
        return false;
    archive = mem_printf("%.*s", (int)(digits - PARTIAL_LENGTH - name), name);
    same = is_of(archive, database, &time);
    free(archive);
    return same;
}

bool folder_remove_partials(const struct folder_lock *lock, size_t *removed, struct err *err)
{
    size_t count = 0;
    const char *name;
    DIR *directory;

    if (!open_folder(lock->folder, &directory, err))
        return false;
    while ((name = next_name(directory)))
        if (is_partial_of(name, lock->database)) {
            char *path = mem_printf("%s/%s", lock->folder, name);

            count += file_remove_stale(path);
            free(path);
        }
    if (removed)
        *removed = count;
    return close_folder(directory, lock->folder, err);
}
