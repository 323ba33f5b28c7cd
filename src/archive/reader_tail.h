/*
 * reader_tail.h - INDEX and TRAILER when they are met in file order: they must agree with all that was read.
 */
#ifndef PGSNAP_READER_TAIL_H
#define PGSNAP_READER_TAIL_H

#include "archive/step.h"

/* Under the mutex; the lane has the frame's header. */
enum step reader_tail_index(struct reader *reader, struct reader_lane *lane, struct err *err);
/* chain: over the headers before this one. Also looks whether something follows; STEP_DONE when all is read. */
enum step reader_tail_trailer(struct reader *reader, struct reader_lane *lane, uint64_t chain, struct err *err);

#endif
