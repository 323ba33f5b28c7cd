/*
 * What is removed, and when.
 *
 * Only under the folder's lock, only after the archive just written has been read back and found good, and only files
 * that bear the name of an archive of this database and say inside that they are one: of the same database and, where both know it,
 * of the same server (its system identifier). A dump of a part (-n, -t, -s) takes the place of no whole one, nor the other way
 * round: each removes its like, so that hourly dumps of one table do not push out the nightly ones. An archive that is too old is still kept while it is among the newest `keep_last`
 * complete ones. So the new archive, which is proven, always stays.
 */
#include "cmd/nightly.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "base/log.h"
#include "cmd/choice.h"
#include "cmd/proof.h"
#include "store/folder.h"
#include "store/store.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct nightly {
    const struct nightly_options *options;
    char *database;
    char *path;
    time_t time; /* in the name of path */
    struct folder_lock *lock;
};

static bool removes(const struct nightly_options *options)
{
    return options->keep_within > 0 || options->keep_last > 0;
}

bool nightly_check(const struct nightly_options *options, struct err *err)
{
    if (options->folder == NULL && removes(options))
        return err_set(err, ERR_USAGE, "--keep-within and --keep-last need --dir");
    return true;
}

bool nightly_prepare(const struct nightly_options *options, struct err *err)
{
    return folder_make(options->folder, err);
}

/* Two runs may end within one second: the second takes the next free one. */
static void choose_path(struct nightly *nightly)
{
    struct stat status;

    nightly->time = time(NULL);
    nightly->path = folder_archive_path(nightly->options->folder, nightly->database, nightly->time);
    while (lstat(nightly->path, &status) == 0) {
        free(nightly->path);
        nightly->path = folder_archive_path(nightly->options->folder, nightly->database, ++nightly->time);
    }
}

bool nightly_begin(const struct nightly_options *options, const char *database, struct nightly **nightly,
                   struct err *err)
{
    struct nightly *made = mem_calloc(1, sizeof *made);

    made->options = options;
    made->database = mem_strdup(database);
    if (!folder_lock(options->folder, database, &made->lock, err) || !folder_remove_partials(made->lock, NULL, err)) {
        nightly_end(made);
        return false;
    }
    choose_path(made);
    *nightly = made;
    return true;
}

const char *nightly_file(const struct nightly *nightly)
{
    return nightly->path;
}

void nightly_end(struct nightly *nightly)
{
    folder_unlock(nightly->lock);
    free(nightly->database);
    free(nightly->path);
    free(nightly);
}

bool nightly_verify(const char *name, unsigned lanes, struct err *err)
{
    struct proof proof;
    struct proof_options how = {.lanes = lanes, .progress = true};
    bool good = proof_read(name, &how, &proof, err);

    log_progress_end();
    proof_free(&proof);
    if (good || err->code != ERR_DAMAGED)
        return good;

    char *aside = mem_printf("%s.damaged", name);
    if (rename(name, aside) == 0)
        err_hint(err, "it was renamed to %s; check the disk and the memory of this machine", aside);
    free(aside);
    return false;
}

const char nightly_globals[] = "globals";

static bool same_fact(const struct toc *one, const struct toc *other, const char *key)
{
    const char *a = entry_fact(one, key), *b = entry_fact(other, key);

    return a == NULL || b == NULL || strcmp(a, b) == 0;
}

/* Which of what all databases share it was asked to hold (enum catalog_globals); 0: it is of a database. */
static unsigned globals_of(const struct toc *toc)
{
    struct choice choice;

    choice_recall(toc, &choice);
    unsigned globals = options_globals(&choice.selection);
    choice_free(&choice);
    return globals;
}

/* True when the file is a complete archive of the database that was just dumped, and as that one of all or of a part. */
static bool is_ours(const struct nightly *nightly, const struct toc *new, const char *path)
{
    struct err err = ERR_INIT;
    struct reader_options how = {.mode = READER_SEEK};
    struct store *store;
    struct toc *toc;
    bool ours = false;

    if (!store_open(path, &store, &err))
        return false;
    struct source *source = reader_new(store, &how);
    if (source->ops->open(source, 1, &toc, &err)) {
        const char *database = entry_fact(toc, "database");
        unsigned globals = globals_of(toc);

        ours = database != NULL && strcmp(globals != 0 ? nightly_globals : database, nightly->database) == 0 &&
               globals == globals_of(new) && same_fact(toc, new, "system_identifier") &&
               (entry_left_out(toc) == NULL) == (entry_left_out(new) == NULL);
    }
    source->ops->close(source);
    return ours;
}

static bool remove_archive(const char *path, struct err *err)
{
    if (unlink(path) == 0 || errno == ENOENT) {
        log_verbose("removed %s", path);
        return true;
    }
    return err_errno(err, "could not remove the old archive %s", path);
}

static bool remove_old(const struct nightly *nightly, const struct toc *new, struct err *err)
{
    const struct nightly_options *options = nightly->options;
    time_t oldest = nightly->time - (time_t)(options->keep_within / 1000);
    struct folder_list list;
    size_t kept = 0;
    bool good = folder_list(options->folder, nightly->database, &list, err);

    /* The newest first, so that keep_last can be counted. */
    for (size_t i = good ? list.count : 0; i > 0 && good; i--) {
        const struct folder_archive *archive = &list.archives[i - 1];
        bool young = options->keep_within > 0 && archive->time >= oldest;
        bool is_new = strcmp(archive->path, nightly->path) == 0;

        if (!is_new && !is_ours(nightly, new, archive->path))
            continue;
        /* A time in the future is a clock that was wrong: such an archive is not the oldest of all. */
        if (is_new || young || archive->time >= nightly->time || kept < options->keep_last)
            kept++;
        else
            good = remove_archive(archive->path, err);
    }
    folder_list_free(&list);
    return good;
}

bool nightly_finish(struct nightly *nightly, const struct toc *toc, unsigned lanes, struct err *err)
{
    if (!removes(nightly->options) && !nightly->options->verify)
        return true;
    if (!nightly_verify(nightly->path, lanes, err))
        return false;
    return !removes(nightly->options) || remove_old(nightly, toc, err);
}
