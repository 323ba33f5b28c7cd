#include <errno.h>
#include <pgsnap/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(struct err *err, enum err_code code, const char *format, va_list arguments)
{
    err->code = code;
    err->hint[0] = '\0';
    (void)vsnprintf(err->message, sizeof err->message, format, arguments);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list arguments;

    if (err_is_set(err))
        return false;
    va_start(arguments, format);
    fill(err, code, format, arguments);
    va_end(arguments);
    return false;
}

bool err_hint(struct err *err, const char *format, ...)
{
    va_list arguments;

    if (!err_is_set(err) || err->hint[0])
        return false;
    va_start(arguments, format);
    (void)vsnprintf(err->hint, sizeof err->hint, format, arguments);
    va_end(arguments);
    return false;
}

bool err_errno(struct err *err, const char *format, ...)
{
    int number = errno;
    char text[128];
    va_list arguments;
    size_t used;

    if (err_is_set(err))
        return false;
    va_start(arguments, format);
    fill(err, ERR_FAILED, format, arguments);
    va_end(arguments);
    used = strlen(err->message);
    (void)snprintf(err->message + used, sizeof err->message - used, ": %s", strerror_r(number, text, sizeof text));
    return false;
}

bool err_is_set(const struct err *err)
{
    return err->code != ERR_NONE;
}

void err_clear(struct err *err)
{
    err->code = ERR_NONE;
    err->cancelled = false;
    err->message[0] = '\0';
    err->hint[0] = '\0';
}
