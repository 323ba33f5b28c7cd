/*
 * relay.h - drives a source and a sink over lanes: the one loop behind dump, restore, verify, script and copy.
 * Only this floor makes threads.
 */
#ifndef PGSNAP_RELAY_H
#define PGSNAP_RELAY_H

#include <pgsnap/ends.h>
#include <stdbool.h>

struct relay_options {
    unsigned lanes;       /* 1 .. 64 */
    bool define;          /* the sink wants DDL (restore, script); false for an archive */
    bool define_database; /* STAGE_DATABASE entries too */
    bool define_in_order; /* lane 0 makes all that rows need: what must be one transaction, or one text */
    const char *what;     /* "dumping", "restoring", "verifying": for the progress line */
    bool progress;        /* show progress (log_progress decides about terminals) */
};

/* What went through; totals and per entry (index id - 1). */
struct relay_totals {
    struct counts all;
    struct counts *entries; /* malloc'd, toc->count long; the caller frees */
    double seconds;
};

/*
 * Runs an opened source into a sink (NULL: rows are only checked). Runs finish or abort, not close. On the first error cancels both
 * ends, waits for all lanes, and returns false with that error. While it runs, SIGINT, SIGTERM and SIGHUP cancel both ends and
 * make it return false with err->cancelled; see watch.h.
 */
bool relay_run(struct source *source, struct sink *sink, const struct toc *toc, const struct relay_options *options,
               struct relay_totals *totals, struct err *err);

#endif
