#include "base/log.h"
#include "unit.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* Standard error goes to a file while a test looks at what is printed. */
struct capture {
    int saved;
    int fd;
    char text[65536];
};

static void capture_start(struct capture *capture)
{
    char name[] = "/tmp/pgsnap-test-log-XXXXXX";

    capture->fd = mkstemp(name);
    ck_assert_int_ge(capture->fd, 0);
    ck_assert_int_eq(unlink(name), 0);
    ck_assert_int_eq(fcntl(capture->fd, F_SETFL, O_APPEND), 0);
    capture->saved = dup(STDERR_FILENO);
    ck_assert_int_eq(dup2(capture->fd, STDERR_FILENO), STDERR_FILENO);
}

static const char *capture_end(struct capture *capture)
{
    ssize_t length;

    ck_assert_int_eq(dup2(capture->saved, STDERR_FILENO), STDERR_FILENO);
    length = pread(capture->fd, capture->text, sizeof capture->text - 1, 0);
    ck_assert_int_ge(length, 0);
    capture->text[length] = '\0';
    close(capture->fd);
    close(capture->saved);
    return capture->text;
}

START_TEST(error_with_hint)
{
    struct capture capture;
    struct err err = ERR_INIT;

    err_set(&err, ERR_FAILED, "table public.t: gone");
    err_hint(&err, "look for it");
    log_start("pgsnap dump", LOG_NORMAL);
    capture_start(&capture);
    log_error(&err);
    ck_assert_str_eq(capture_end(&capture), "pgsnap dump: error: table public.t: gone\n"
                                            "pgsnap dump: hint: look for it\n");
}
END_TEST

START_TEST(servers_lines_are_indented)
{
    struct capture capture;
    struct err err = ERR_INIT;

    err_set(&err, ERR_FAILED, "ERROR:  no\nDETAIL:  really\n");
    log_start("pgsnap dump", LOG_NORMAL);
    capture_start(&capture);
    log_error(&err);
    ck_assert_str_eq(capture_end(&capture), "pgsnap dump: error: ERROR:  no\n    DETAIL:  really\n");
}
END_TEST

/* Prints one message of each level. */
static const char *print_all(struct capture *capture, enum log_level level)
{
    log_start("p", level);
    capture_start(capture);
    log_warning("%s", "w");
    log_info("%s", "i");
    log_verbose("%s", "v");
    log_progress("%s", "never: this is no terminal");
    log_progress_end();
    return capture_end(capture);
}

START_TEST(levels)
{
    struct capture capture;

    ck_assert_str_eq(print_all(&capture, LOG_QUIET), "p: warning: w\n");
    ck_assert_str_eq(print_all(&capture, LOG_NORMAL), "p: warning: w\np: i\n");
    ck_assert_str_eq(print_all(&capture, LOG_VERBOSE), "p: warning: w\np: i\np: v\n");
    ck_assert_str_eq(print_all(&capture, LOG_DEBUG), "p: warning: w\np: i\np: v\n");
    ck_assert_int_eq(log_level(), LOG_DEBUG);
}
END_TEST

START_TEST(text_is_made_safe)
{
    static const struct {
        const char *text, *safe;
    } rows[] = {
        {"plain ~", "plain ~"},
        {"", ""},
        {"a\nb", "a\n    b"},
        {"\033[31mred\a\t\r\x7f", "\\x1B[31mred\\x07\\x09\\x0D\\x7F"},
        {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
        {"\xe2\x82\xac \xf0\x9f\x90\x98", "\xe2\x82\xac \xf0\x9f\x90\x98"},
        {"\xc2\x9b[31m", "\\xC2\\x9B[31m"},           /* CSI as one character */
        {"\xc2\xa0", "\xc2\xa0"},                     /* the first behind the controls */
        {"gr\xfc\xdf", "gr\\xFC\\xDF"},               /* Latin-1 */
        {"\xc0\x80", "\\xC0\\x80"},                   /* overlong */
        {"\xe0\x80\x80", "\\xE0\\x80\\x80"},          /* overlong */
        {"\xed\xa0\x80", "\\xED\\xA0\\x80"},          /* surrogate */
        {"\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"}, /* beyond U+10FFFF */
        {"cut \xe2\x82", "cut \\xE2\\x82"},
        {"\x80", "\\x80"},
        {"\xe2\x82\nx", "\\xE2\\x82\n    x"},
    };
    char buffer[100];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_ptr_eq(log_safe(rows[i].text, buffer, sizeof buffer), buffer);
        ck_assert_str_eq(buffer, rows[i].safe);
    }
}
END_TEST

START_TEST(safe_text_is_cut_between_characters)
{
    char buffer[8];

    ck_assert_str_eq(log_safe("12345678", buffer, sizeof buffer), "1234567");
    ck_assert_str_eq(log_safe("12345\xe2\x82\xac", buffer, sizeof buffer), "12345");
    ck_assert_str_eq(log_safe("12345\001", buffer, sizeof buffer), "12345");
    ck_assert_str_eq(log_safe("x", buffer, 1), "");
    buffer[0] = 'k';
    log_safe("x", buffer, 0);
    ck_assert_int_eq(buffer[0], 'k');
}
END_TEST

enum { THREADS = 4, MESSAGES = 100 };

static void *print_many(void *argument)
{
    for (int i = 0; i < MESSAGES; i++)
        log_info("%s", (const char *)argument);
    return NULL;
}

START_TEST(lines_of_threads_do_not_mix)
{
    static char words[THREADS][51];
    struct capture capture;
    pthread_t threads[THREADS];
    char *text, *rest = NULL;
    int lines = 0;

    log_start("p", LOG_NORMAL);
    capture_start(&capture);
    for (int i = 0; i < THREADS; i++) {
        memset(words[i], 'a' + i, 50);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, print_many, words[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    capture_end(&capture);
    text = capture.text;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest), lines++) {
        ck_assert_uint_eq(strlen(line), 53);
        ck_assert_uint_eq(strspn(line + 3, (char[]){line[3], '\0'}), 50);
    }
    ck_assert_int_eq(lines, THREADS * MESSAGES);
}
END_TEST

/* A terminal of our own, for the progress line. Returns the side from which its screen is read. */
static int open_terminal(int *saved)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), terminal;

    ck_assert_int_ge(master, 0);
    ck_assert_int_eq(grantpt(master), 0);
    ck_assert_int_eq(unlockpt(master), 0);
    terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    ck_assert_int_ge(terminal, 0);
    *saved = dup(STDERR_FILENO);
    ck_assert_int_eq(dup2(terminal, STDERR_FILENO), STDERR_FILENO);
    close(terminal);
    return master;
}

/* What the screen shows comes in any number of parts; when nobody has the terminal open any more the reading fails. */
static void read_screen(int master, char *text, size_t size)
{
    size_t used = 0;
    ssize_t length;

    while (used < size && (length = read(master, text + used, size - used)) > 0)
        used += (size_t)length;
}

START_TEST(progress_is_wiped_by_messages)
{
    char text[500] = "", longer[200];
    int saved, master = open_terminal(&saved);

    memset(longer, 'y', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    log_start("p", LOG_NORMAL);
    ck_assert(log_is_terminal());
    log_progress("10%%\n\033");
    log_info("done a");
    log_info("done b");
    log_progress("%s", longer);
    log_progress_end();
    log_progress_end();
    log_start("p", LOG_QUIET);
    log_progress("quiet");
    ck_assert_int_eq(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    close(saved);
    read_screen(master, text, sizeof text - 1);
    close(master);
    longer[79] = '\0';
    ck_assert_ptr_nonnull(strstr(text, longer));
    *strstr(text, longer) = '\0';
    ck_assert_str_eq(text, "\r\033[K10% \\x1B\r\033[Kp: done a\r\np: done b\r\n\r\033[K");
    ck_assert_str_eq(text + strlen(text) + 1 + 78, "\r\033[K");
}
END_TEST

UNIT_MAIN("log", error_with_hint, servers_lines_are_indented, levels, text_is_made_safe,
          safe_text_is_cut_between_characters, lines_of_threads_do_not_mix, progress_is_wiped_by_messages)
