/*
 * progress.h - the line that shows how far the work is, redrawn at most four times a second by a thread of its own.
 */
#ifndef PGSNAP_PROGRESS_H
#define PGSNAP_PROGRESS_H

#include <pgsnap/entry.h>

struct progress;

/* what: "restoring". objects: how many entries without rows will be made. */
struct progress *progress_start(const char *what, const struct toc *toc, size_t objects);
void progress_end(struct progress *progress); /* wipes the line */

/* From any thread; NULL is fine: nothing is shown. */
void progress_add_bytes(struct progress *progress, uint64_t bytes);
void progress_add_table(struct progress *progress); /* an entry with rows is complete */
void progress_add_objects(struct progress *progress, size_t count);

/* "1.2 GB", at most 16 bytes with the NUL. Returns buffer. */
const char *progress_size(uint64_t bytes, char buffer[16]);

#endif
