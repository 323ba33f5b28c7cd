#include "cmd/report.h"

#include "base/log.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

const char *report_bytes(uint64_t bytes, char *buffer, size_t size)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    double value = (double)bytes;
    size_t unit = 0;

    /* 999.95 would be printed as "1000.0". */
    while (value >= 999.95 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    if (unit == 0)
        snprintf(buffer, size, "%" PRIu64 " bytes", bytes);
    else
        snprintf(buffer, size, "%.1f %s", value, units[unit]);
    return buffer;
}

const char *report_number(uint64_t number, char *buffer, size_t size)
{
    char digits[32];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, number);
    size_t used = 0;

    for (size_t i = 0; i < length && used + 2 < size; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buffer[used++] = ',';
        buffer[used++] = digits[i];
    }
    buffer[used] = '\0';
    return buffer;
}

static size_t tables_selected(const struct toc *toc)
{
    size_t tables = 0;

    for (size_t i = 0; i < toc->count; i++)
        tables += toc->entries[i].selected && (toc->entries[i].flags & ENTRY_ROWS) != 0;
    return tables;
}

void report_done(const struct toc *toc, const struct counts *counts, uint64_t archive_bytes, double seconds)
{
    size_t tables = tables_selected(toc);
    char rows[32], raw[32], stored[32], archive[48] = "";
    void (*say)(const char *, ...) = log_is_terminal() ? log_info : log_verbose;

    if (archive_bytes > 0)
        snprintf(archive, sizeof archive, " (archive %s)", report_bytes(archive_bytes, stored, sizeof stored));
    say("%zu table%s, %s row%s, %s in %.1f s%s", tables, tables == 1 ? "" : "s",
        report_number(counts->rows, rows, sizeof rows), counts->rows == 1 ? "" : "s",
        report_bytes(counts->bytes, raw, sizeof raw), seconds, archive);
}

static double seconds_of(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

void report_resources(void)
{
    struct rusage usage;
    char memory[32];

    if (getrusage(RUSAGE_SELF, &usage) == 0)
        log_verbose("peak memory %s, processor time %.2f s", /* ru_maxrss is in KiB */
                    report_bytes((uint64_t)usage.ru_maxrss * 1024, memory, sizeof memory),
                    seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime));
}
