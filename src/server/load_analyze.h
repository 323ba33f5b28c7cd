/*
 * load_analyze.h - ANALYZE of what a restore has brought back (--analyze).
 */
#ifndef PGSNAP_LOAD_ANALYZE_H
#define PGSNAP_LOAD_ANALYZE_H

#include "server/load_state.h"

/*
 * After everything, on the main thread: each table and materialized view that was made or got rows, the largest first, over
 * all lanes' connections at once. A relation for which it fails is named in a warning; false only when nothing can go on.
 */
bool load_analyze(struct load *load, struct err *err);

#endif
