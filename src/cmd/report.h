/*
 * report.h - numbers for people.
 */
#ifndef PGSNAP_REPORT_H
#define PGSNAP_REPORT_H

#include <pgsnap/entry.h>
#include <stddef.h>
#include <stdint.h>

/* "1.23 GB" (decimal units), "512 bytes". Returns buffer. */
const char *report_bytes(uint64_t bytes, char *buffer, size_t size);
/* "1,234,567". Returns buffer. */
const char *report_number(uint64_t number, char *buffer, size_t size);

/*
 * The closing line of a command: "12 tables, 1,234,567 rows, 123 MB in 1.2 s (archive 23 MB)". On a terminal, or with
 * --verbose; silent in cron. archive_bytes 0: left out.
 */
void report_done(const struct toc *toc, const struct counts *counts, uint64_t archive_bytes, double seconds);

/* With --verbose: the most memory that the program had, and the processor time that it took. */
void report_resources(void);

#endif
