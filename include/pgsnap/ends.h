/*
 * ends.h - a source, a sink, and who may call what when.
 *
 *   dump    = live server -> archive        restore = archive -> live server
 *   verify  = archive -> nothing            script  = live server or archive -> SQL text
 *
 * engine/relay.c is the only caller of next, begin, define, put, drain, end and finish. Order of calls:
 *
 *   source->open                                  once, by the command, which then may clear entries' `selected`
 *   sink->begin                                   once, main thread
 *   sink->define  (STAGE_DATABASE, STAGE_PRE)     lane 0, in order; runs of tables and sequences by any lane, several at
 *                                                 once, unless the relay is told define_in_order
 *   sink->define  (STAGE_DATA without rows)       likewise, when there was something to define before; else after the
 *                                                 rows, with the later stages
 *   source->next, sink->put, sink->end            every lane in its own thread, until next says SOURCE_DONE
 *   sink->drain                                   each lane, once, after its last put
 *   sink->define  (later stages)                  any lane, several at once; needs come first
 *   sink->finish  or  sink->abort                 once, main thread, after all lanes have ended
 *   sink->close, source->close                    once, main thread; frees the object itself
 *
 * cancel may be called at any time between open and close from any thread, more than once, also while other calls
 * run: those then fail soon. It must not block.
 *
 * A `lane` is 0 .. lanes - 1; one lane is one thread: what an end keeps per lane needs no lock.
 */
#ifndef PGSNAP_ENDS_H
#define PGSNAP_ENDS_H

#include <pgsnap/block.h>
#include <pgsnap/entry.h>
#include <pgsnap/err.h>

enum source_event {
    SOURCE_BLOCK, /* *block is filled (the caller owns it and passes it in again when it is done with it) */
    SOURCE_END,   /* *ending: all blocks of that entry have been handed out, to this lane or to others */
    SOURCE_DONE   /* nothing more will come for this lane */
};

/*
 * counts.blocks is the number of blocks of the entry handed out over all lanes. When `stated` the other counts are
 * what the archive says of the entry; the relay compares them with what it saw. SOURCE_END comes exactly once for
 * each selected entry with ENTRY_ROWS, also when it has no rows.
 */
struct ending {
    uint32_t entry;
    struct counts counts;
    bool stated;
};

struct source;
struct source_ops {
    /* Makes the toc (owned by the source). lanes: how many lanes will call next. */
    bool (*open)(struct source *source, unsigned lanes, struct toc **toc, struct err *err);
    /* Entries with selected == false give no blocks and no SOURCE_END. */
    bool (*next)(struct source *source, unsigned lane, struct block *block, struct ending *ending,
                 enum source_event *event, struct err *err);
    void (*cancel)(struct source *source);
    void (*close)(struct source *source);
};
struct source {
    const struct source_ops *ops;
};

struct sink;
struct sink_ops {
    bool (*begin)(struct sink *sink, const struct toc *toc, unsigned lanes, struct err *err);
    /* Creates the entries (1 or more of one stage), in this order. Entries without selected are never passed. */
    bool (*define)(struct sink *sink, unsigned lane, const struct entry *const *entries, size_t count, struct err *err);
    /* Takes the rows of one block; does not keep the block. */
    bool (*put)(struct sink *sink, unsigned lane, const struct block *block, struct err *err);
    /* The lane puts no more: ends what it holds open (a COPY). */
    bool (*drain)(struct sink *sink, unsigned lane, struct err *err);
    /* All put calls of the entry have returned; counts are what went through. Another lane may still hold a COPY of
     * it open until its drain or its next put. */
    bool (*end)(struct sink *sink, unsigned lane, const struct entry *entry, const struct counts *counts,
                struct err *err);
    bool (*finish)(struct sink *sink, struct err *err);
    /* Leaves nothing behind under a final name. After a failed call, or when the relay is cancelled. */
    void (*abort)(struct sink *sink);
    void (*cancel)(struct sink *sink);
    void (*close)(struct sink *sink);
};
struct sink {
    const struct sink_ops *ops;
};

#endif
