/*
 * step.h - what reading the next frame in file order comes to, and what happens when something is wrong with it. All
 * under the reader's mutex.
 */
#ifndef PGSNAP_STEP_H
#define PGSNAP_STEP_H

#include "archive/reader_state.h"

/* What was done under the mutex, and what remains to be done outside. */
enum step {
    STEP_FAILED,
    STEP_NEXT,    /* nothing: go on */
    STEP_PAYLOAD, /* the lane holds a DATA frame that was not looked into */
    STEP_BLOCK,   /* block holds a row that was in several frames */
    STEP_END,     /* ending is filled */
    STEP_DONE
};

/* False once something was passed over: the archive cannot be compared as a whole any more. */
bool step_is_whole(const struct reader *reader);
/* err is filled. STEP_NEXT when it may be passed over, STEP_FAILED when not. */
enum step step_forgive(struct reader *reader, uint32_t entry, uint64_t offset, struct err *err);
/* The same for a frame that is `wrong` (frame.h), and for a payload that could not be read or is damaged. */
enum step step_complain(struct reader *reader, const struct reader_lane *lane, const char *wrong, struct err *err);
enum step step_payload_failed(struct reader *reader, const struct reader_lane *lane, struct err *err);
/* The lane's payload, checked now: for frames that are used under the mutex. */
bool step_read_checked(struct reader *reader, struct reader_lane *lane, struct err *err);

#endif
