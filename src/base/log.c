/*
 * log.c - messages on standard error.
 *
 * A message is put together in memory and handed to the system in one write, under one lock, so that lines of several
 * threads (and of several processes on one pipe) do not mix. The lock also guards `shown`, which says that the last
 * thing on the terminal is a progress line that the next message must wipe.
 */
#include "base/log.h"
#include "base/arena.h"
#include "base/buf.h"
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIPE "\r\033[K"

/* program and level are written by log_start only, before there are lanes. */
static char program[64] = "pgsnap";
static enum log_level current = LOG_NORMAL;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool shown; /* under lock */

void log_start(const char *name, enum log_level level)
{
    (void)snprintf(program, sizeof program, "%s", name);
    current = level;
}

enum log_level log_level(void)
{
    return current;
}

bool log_is_terminal(void)
{
    return isatty(STDERR_FILENO) == 1;
}

/* Under lock. There is nobody left to tell when standard error cannot be written. */
static void write_all(const struct buf *out)
{
    size_t done = 0;

    while (done < out->used) {
        ssize_t written = write(STDERR_FILENO, out->data + done, out->used - done);

        if (written < 0 && errno != EINTR)
            return;
        if (written > 0)
            done += (size_t)written;
    }
}

/*
 * The length of the UTF-8 character at text (which ends with a NUL), or 0 when it is none. Refused are overlong forms,
 * surrogates and what lies beyond U+10FFFF, by the range of the second byte.
 */
static size_t character_length(const unsigned char *text)
{
    unsigned char first = text[0], low = 0x80, high = 0xbf;
    size_t length;

    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first == 0xe0)
        low = 0xa0;
    else if (first == 0xed)
        high = 0x9f;
    else if (first == 0xf0)
        low = 0x90;
    else if (first == 0xf4)
        high = 0x8f;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (text[i] < 0x80 || text[i] > 0xbf)
            return 0;
    return length;
}

/* U+0000 .. U+001F, DEL, and U+0080 .. U+009F, which some terminals obey as well. */
static bool is_control(const unsigned char *text, size_t length)
{
    return (length == 1 && (text[0] < 0x20 || text[0] == 0x7f)) || (length == 2 && text[0] == 0xc2 && text[1] < 0xa0);
}

/* Writes the safe form of what stands at *text into piece and moves *text behind it. Returns the length of the piece. */
static size_t next_piece(const char **text, const char *newline, char piece[16])
{
    const unsigned char *at = (const unsigned char *)*text;
    size_t length = character_length(at);

    if (*at == '\n') {
        *text += 1;
        return (size_t)snprintf(piece, 16, "%s", newline);
    }
    if (length && !is_control(at, length)) {
        *text += length;
        memcpy(piece, at, length);
        return length;
    }
    *text += 1;
    return (size_t)snprintf(piece, 16, "\\x%02X", *at);
}

char *log_safe(const char *text, char *buffer, size_t size)
{
    char piece[16];
    size_t used = 0;

    if (!size)
        return buffer;
    while (*text) {
        size_t length = next_piece(&text, "\n    ", piece);

        if (length >= size - used)
            break;
        memcpy(buffer + used, piece, length);
        used += length;
    }
    buffer[used] = '\0';
    return buffer;
}

/* Adds "program: label: text" as a line; newlines at the end of text (servers' messages have one) are dropped. */
static void add_line(struct buf *out, const char *label, const char *text)
{
    const char *end = text + strlen(text);
    char piece[16];

    while (end > text && end[-1] == '\n')
        end--;
    buf_printf(out, "%s: %s", program, label);
    while (text < end)
        buf_add(out, piece, next_piece(&text, "\n    ", piece));
    buf_add_char(out, '\n');
}

static void print(const struct buf *lines)
{
    struct buf out = {0};

    (void)pthread_mutex_lock(&lock);
    if (shown)
        buf_add_text(&out, WIPE);
    shown = false;
    buf_add(&out, lines->data, lines->used);
    write_all(&out);
    (void)pthread_mutex_unlock(&lock);
    buf_free(&out);
}

static void print_line(const char *label, const char *format, va_list arguments)
{
    struct buf out = {0};
    char *text;

    if (vasprintf(&text, format, arguments) < 0)
        abort();
    add_line(&out, label, text);
    print(&out);
    free(text);
    buf_free(&out);
}

void log_error(const struct err *err)
{
    struct buf out = {0};

    add_line(&out, "error: ", err->message);
    if (err->hint[0])
        add_line(&out, "hint: ", err->hint);
    print(&out);
    buf_free(&out);
}

void log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_line("warning: ", format, arguments);
    va_end(arguments);
}

void log_info(const char *format, ...)
{
    va_list arguments;

    if (current < LOG_NORMAL)
        return;
    va_start(arguments, format);
    print_line("", format, arguments);
    va_end(arguments);
}

void log_verbose(const char *format, ...)
{
    va_list arguments;

    if (current < LOG_VERBOSE)
        return;
    va_start(arguments, format);
    print_line("", format, arguments);
    va_end(arguments);
}

/* A line that fills the last column would wrap, and a wrapped line cannot be wiped. */
static size_t progress_width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 2)
        return 79;
    return size.ws_col - 1u;
}

void log_progress(const char *format, ...)
{
    struct buf out = {0};
    size_t width, columns = 0;
    va_list arguments;
    char *text, piece[16];

    if (current == LOG_QUIET || !log_is_terminal())
        return;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        abort();
    va_end(arguments);
    width = progress_width();
    buf_add_text(&out, WIPE);
    for (const char *at = text; *at && columns < width;) {
        size_t length = next_piece(&at, " ", piece);

        columns += piece[0] == '\\' ? length : 1;
        if (columns <= width)
            buf_add(&out, piece, length);
    }
    (void)pthread_mutex_lock(&lock);
    shown = true;
    write_all(&out);
    (void)pthread_mutex_unlock(&lock);
    free(text);
    buf_free(&out);
}

void log_progress_end(void)
{
    struct buf nothing = {0};

    print(&nothing);
}
