#include "cmd/intake.h"

#include "base/log.h"
#include "cmd/proof.h"
#include "cmd/report.h"
#include "engine/watch.h"
#include "store/spool.h"
#include "store/store.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(const struct err *cause, struct err *err)
{
    if (cause->cancelled) {
        *err = *cause;
        return false;
    }
    err_set(err, cause->code, "%s; nothing was changed", cause->message);
    return err_hint(err, "%s", cause->hint[0] != '\0' ? cause->hint : "\"pgsnap verify\" shows all that is damaged");
}

/* Takes the store over. */
static bool prove(struct store *store, const struct intake_options *options, struct err *err)
{
    struct proof proof;
    struct proof_options how = {.lanes = options->lanes, .quick = true, .progress = options->progress};
    struct err cause = ERR_INIT;
    bool good = proof_read_store(store, &how, &proof, &cause);

    log_progress_end();
    if (good)
        log_verbose("archive checked in %.1f s", proof.seconds);
    proof_free(&proof);
    return good || refuse(&cause, err);
}

static void stop(void *context, int signal)
{
    (void)signal;
    store_cancel(context);
}

static bool fill(const char *folder, struct store *from, struct spool **spool, struct err *err)
{
    struct watch *watch = watch_start(stop, from);
    struct err cause = ERR_INIT;
    bool good = spool_fill(folder, from, spool, &cause);
    int signal = watch_end(watch);

    if (good)
        return true;
    if (signal != 0) {
        err_set(err, ERR_FAILED, "interrupted by SIG%s", sigabbrev_np(signal));
        err->cancelled = true;
        return false;
    }
    *err = cause;
    err->hint[0] = '\0';
    return err_hint(err,
                    "nothing was changed; name a folder with more space with --spool, or go without with --no-spool");
}

/* /tmp is in memory on many machines. */
static const char *folder_of(const struct intake_options *options)
{
    const char *variable = getenv("TMPDIR");

    if (options->folder != NULL)
        return options->folder;
    return variable != NULL && *variable != '\0' ? variable : "/var/tmp";
}

/* Closes *store and opens the spool in its place. On failure *store is NULL. */
static bool replace_by_spool(const struct intake_options *options, struct store **store, struct err *err)
{
    const char *folder = folder_of(options);
    struct spool *spool = NULL;
    struct store *first = NULL;
    char size[32];
    bool good;

    log_verbose("keeping the archive in %s until it is checked", folder);
    good = fill(folder, *store, &spool, err);
    store_close(*store);
    *store = NULL;
    if (good)
        log_verbose("%s kept in %s", report_bytes(spool_size(spool), size, sizeof size), folder);
    good = good && spool_open(spool, &first, err) && prove(first, options, err) && spool_open(spool, store, err);
    spool_free(spool);
    return good;
}

static bool prove_named(const struct intake_options *options, struct err *err)
{
    struct store *store;

    return store_open(options->archive, &store, err) && prove(store, options, err);
}

bool intake_open(const struct intake_options *options, struct store **store, struct err *err)
{
    bool proves = options->prove || options->folder != NULL;

    if (!store_open(options->archive, store, err))
        return false;
    if (!store_can_seek(*store))
        return options->no_spool || !(proves || options->in_order) || replace_by_spool(options, store, err);
    if (!proves || prove_named(options, err))
        return true;
    store_close(*store);
    return false;
}
