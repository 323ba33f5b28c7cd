/*
 * Dates travel as days, times as microseconds, both from 2000-01-01 00:00, in the calendar that PostgreSQL uses for all
 * times, the Gregorian. Known here is what ISO style writes for the years 1 to 9999; the rest goes as text.
 */
#include "codec/binary_field.h"

#include <stdbool.h>

enum { DATE_LENGTH = 10, TIME_LENGTH = 8, DAYS_BEFORE_2000 = 730119 /* from 0001-01-01 */ };

static const int64_t day_microseconds = 86400000000;

static bool read_pair(const char *at, unsigned most, unsigned *value)
{
    unsigned tens = binary_field_digit(at[0]), ones = binary_field_digit(at[1]);

    *value = tens * 10 + ones;
    return tens <= 9 && ones <= 9 && *value <= most;
}

static unsigned days_before(unsigned year, unsigned month, bool leap)
{
    static const unsigned short before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    unsigned whole = year - 1;

    return whole * 365 + whole / 4 - whole / 100 + whole / 400 + before_month[month - 1] + (leap && month > 2);
}

static const char *read_date(const char *at, const char *end, int32_t *days)
{
    static const unsigned char length_of[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned century, year, month, day;
    bool leap;

    if (end - at <= DATE_LENGTH || !read_pair(at, 99, &century) || !read_pair(at + 2, 99, &year) || at[4] != '-' ||
        !read_pair(at + 5, 12, &month) || at[7] != '-' || !read_pair(at + 8, 31, &day))
        return NULL;
    year += century * 100;
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (year == 0 || month == 0 || day == 0 || day > length_of[month - 1] || (month == 2 && day == 29 && !leap))
        return NULL;
    *days = (int32_t)(days_before(year, month, leap) + day - 1) - DAYS_BEFORE_2000;
    return at + DATE_LENGTH;
}

/* Up to six decimals of a second; more are not written. */
static const char *read_decimals(const char *at, int64_t *microseconds)
{
    int64_t unit = 100000;
    unsigned digit;

    for (*microseconds = 0; unit > 0 && (digit = binary_field_digit(*at)) <= 9; at++, unit /= 10)
        *microseconds += digit * unit;
    return unit == 100000 ? NULL : at;
}

static const char *read_time(const char *at, const char *end, int64_t *microseconds)
{
    unsigned hours, minutes, seconds;
    int64_t decimals = 0;

    if (end - at <= TIME_LENGTH || !read_pair(at, 23, &hours) || at[2] != ':' || !read_pair(at + 3, 59, &minutes) ||
        at[5] != ':' || !read_pair(at + 6, 59, &seconds))
        return NULL;
    at += TIME_LENGTH;
    if (*at == '.')
        at = read_decimals(at + 1, &decimals);
    *microseconds = ((int64_t)hours * 3600 + minutes * 60 + seconds) * 1000000 + decimals;
    return at;
}

static const char *read_both(const char *at, const char *end, int64_t *microseconds)
{
    int32_t days;

    at = read_date(at, end, &days);
    if (at == NULL || *at != ' ')
        return NULL;
    at = read_time(at + 1, end, microseconds);
    if (at != NULL)
        *microseconds += days * day_microseconds;
    return at;
}

const char *binary_time_date(const char *at, const char *end, char **out)
{
    int32_t days;

    at = read_date(at, end, &days);
    if (at != NULL)
        *out = binary_field_put32(binary_field_put32(*out, 4), (uint32_t)days);
    return at;
}

const char *binary_time_of_day(const char *at, const char *end, char **out)
{
    int64_t microseconds;

    at = read_time(at, end, &microseconds);
    if (at != NULL)
        *out = binary_field_put64(binary_field_put32(*out, 8), (uint64_t)microseconds);
    return at;
}

const char *binary_time_stamp(const char *at, const char *end, char **out)
{
    int64_t microseconds;

    at = read_both(at, end, &microseconds);
    if (at != NULL)
        *out = binary_field_put64(binary_field_put32(*out, 8), (uint64_t)microseconds);
    return at;
}

/* Dumps are made in UTC. */
const char *binary_time_stamp_utc(const char *at, const char *end, char **out)
{
    at = binary_time_stamp(at, end, out);
    if (at == NULL || end - at <= 3 || at[0] != '+' || at[1] != '0' || at[2] != '0')
        return NULL;
    return at + 3;
}
