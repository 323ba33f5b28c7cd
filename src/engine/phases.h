/*
 * phases.h - what the lanes of a relay do one after the other; they meet after each.
 */
#ifndef PGSNAP_PHASES_H
#define PGSNAP_PHASES_H

#include "engine/plan.h"
#include <pgsnap/entry.h>

enum phase_kind {
    PHASE_IN_ORDER, /* lane 0 defines the entries from first to last, in toc order */
    PHASE_PLANNED,  /* all lanes define what the plan hands out */
    PHASE_ROWS      /* all lanes pass rows on */
};

struct phase {
    enum phase_kind kind;
    uint32_t first, last; /* PHASE_IN_ORDER: ids; both included */
    enum stage from, to;  /* likewise: stages */
    struct plan *plan;    /* PHASE_PLANNED */
};

/* Constant once made. */
struct phases {
    struct phase *list;
    size_t count;
};

struct phases_options {
    unsigned lanes;
    bool define;   /* false: there are rows only */
    bool database; /* as for batch_wants */
    bool in_order; /* one lane makes all that rows need */
};

enum { PHASES_LEAST_RUN = 64 }; /* entries: fewer are not worth a meeting of the lanes */

/* The toc must outlive them. */
void phases_make(struct phases *phases, const struct toc *toc, const struct phases_options *options);
void phases_free(struct phases *phases);
/* From any thread: plan_stop for all plans. */
void phases_stop(const struct phases *phases);

#endif
