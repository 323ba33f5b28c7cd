#include "cmd/stopper.h"

#include "engine/watch.h"
#include <signal.h>
#include <string.h>

static void stop(void *context, int signal)
{
    struct source *source = context;

    (void)signal;
    source->ops->cancel(source);
}

bool stopper_open(struct source *source, unsigned lanes, struct toc **toc, struct err *err)
{
    struct watch *watch = watch_start(stop, source);
    struct err opening = ERR_INIT;
    bool good = source->ops->open(source, lanes, toc, &opening);
    int signal = watch_end(watch);

    if (signal != 0) {
        err_set(err, ERR_FAILED, "interrupted by SIG%s", sigabbrev_np(signal));
        err->cancelled = true;
        return false;
    }
    if (!good)
        *err = opening;
    return good;
}
