/*
 * failures.h - what restore says at its end: the objects that failed, the migration revision that it brought back.
 */
#ifndef PGSNAP_FAILURES_H
#define PGSNAP_FAILURES_H

#include <pgsnap/ends.h>

/* Names each failed object; false with ERR_PARTIAL when there is one. */
bool failures_report(const struct sink *sink, const struct toc *toc, struct err *err);

/* One line per migration tool: its revision now, and before when it was another. */
void failures_report_migrations(const struct sink *sink);

#endif
