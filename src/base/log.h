/*
 * log.h - what is printed on standard error. Thread-safe: a message is written in one call.
 *
 * Every message is made safe: control characters and bytes that are not valid UTF-8 come out as \xNN, newlines inside a
 * server's message begin an indented line. Standard output is for results (SQL, JSON, lists) and never for messages.
 */
#ifndef PGSNAP_LOG_H
#define PGSNAP_LOG_H

#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_QUIET = 0, LOG_NORMAL = 1, LOG_VERBOSE = 2, LOG_DEBUG = 3 };

/* Main thread, before lanes start. program: "pgsnap dump". */
void log_start(const char *program, enum log_level level);
enum log_level log_level(void);

void log_error(const struct err *err); /* "pgsnap dump: error: ...", "hint: ..." */
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));    /* LOG_NORMAL and above */
void log_verbose(const char *format, ...) __attribute__((format(printf, 1, 2))); /* LOG_VERBOSE and above */

/* A line that replaces itself on a terminal ("\r"); nothing when standard error is no terminal or level is quiet.
 * Any other message first wipes it. */
void log_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_progress_end(void);
bool log_is_terminal(void);

/* Writes text made safe as above into buffer, always NUL-terminated; returns buffer. */
char *log_safe(const char *text, char *buffer, size_t size);

#endif
