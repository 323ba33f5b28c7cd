/*
 * scripted.h - a source and a sink for tests of the relay, that check each other's and the relay's calls.
 *
 * The source has a toc of tables with rows and of entries to define; it hands the tables' blocks out to all lanes, ends
 * of tables long before their last blocks when told so, and fails or blocks where told. The sink notes and checks the
 * order of calls that ends.h promises; a breach is noted in `breach`, which the test looks at.
 */
#ifndef PGSNAP_TESTS_SCRIPTED_H
#define PGSNAP_TESTS_SCRIPTED_H

#include <pgsnap/ends.h>
#include <pthread.h>
#include <stdbool.h>

enum { SCRIPTED_LANES = 8, SCRIPTED_ENTRIES = 512 };

/* Where a call fails: the nth one of its kind (from 1). */
enum scripted_call {
    CALL_NONE,
    CALL_NEXT,
    CALL_BEGIN,
    CALL_DEFINE,
    CALL_PUT,
    CALL_DRAIN,
    CALL_END,
    CALL_FINISH,
    CALLS
};

struct scripted {
    /* set by the test */
    unsigned blocks_per_table;
    bool end_early;  /* a table's end comes before its blocks */
    bool wrong_rows; /* the end states a row too many */
    bool forget_end; /* of the last table */
    bool hang;       /* the source's next waits until it is cancelled */
    enum scripted_call fails;
    unsigned fails_at;

    /* made by scripted_start */
    struct source source;
    struct sink sink;
    struct toc toc;
    struct entry entries[SCRIPTED_ENTRIES];
    uint32_t needs[SCRIPTED_ENTRIES][4];
    uint32_t tables[SCRIPTED_ENTRIES]; /* ids of the entries with rows */
    unsigned tables_count;

    pthread_mutex_t lock; /* for all below */
    pthread_cond_t changed;
    unsigned step; /* of the source: which event comes next */
    unsigned calls[CALLS];
    unsigned lanes;
    unsigned puts[SCRIPTED_ENTRIES]; /* that have returned, by id - 1 */
    bool defined[SCRIPTED_ENTRIES];  /* by id - 1 */
    bool defining[SCRIPTED_ENTRIES];
    bool ended[SCRIPTED_ENTRIES];
    bool in_call[SCRIPTED_LANES];
    bool drained[SCRIPTED_LANES];
    bool lanes_before_rows[SCRIPTED_LANES]; /* that have defined something of STAGE_PRE */
    unsigned drains, largest_define, at_once, most_at_once;
    unsigned source_cancels, sink_cancels;
    bool cancelled, finished, aborted;
    char breach[256]; /* the first one; empty when there was none */
};

void scripted_start(struct scripted *scripted);
void scripted_end(struct scripted *scripted);

/* Appends an entry of a known kind; need and parent are ids, or 0. Returns its id. */
uint32_t scripted_add(struct scripted *scripted, const char *kind, const char *name, uint32_t parent, uint32_t need);
void scripted_add_need(struct scripted *scripted, uint32_t entry, uint32_t need);

#endif
