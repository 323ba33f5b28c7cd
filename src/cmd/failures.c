#include "cmd/failures.h"

#include "base/log.h"
#include "server/load.h"
#include "server/migration.h"
#include <stdio.h>
#include <string.h>

bool failures_report(const struct sink *sink, const struct toc *toc, struct err *err)
{
    const struct load_failure *list;
    size_t count = load_failures(sink, &list);
    size_t skipped = 0;

    for (size_t i = 0; i < count; i++) {
        char description[512];
        const struct entry *entry = entry_find(toc, list[i].entry);

        entry_describe(entry, description, sizeof description);
        skipped += list[i].skipped;
        if (list[i].skipped)
            log_warning("%s: not restored: %s", description, list[i].message);
        else
            log_warning("%s: failed: %s", description, list[i].message);
    }
    if (count == 0)
        return true;
    err_set(err, ERR_PARTIAL, "the restore finished, but %zu object%s failed and %zu that need%s them %s not restored",
            count - skipped, count - skipped == 1 ? "" : "s", skipped, skipped == 1 ? "s" : "",
            skipped == 1 ? "was" : "were");
    return false;
}

static const struct migration *find_table(const struct migration *list, size_t count, const char *table)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].table, table) == 0)
            return &list[i];
    return NULL;
}

void failures_report_migrations(const struct sink *sink)
{
    const struct migration *before, *after;
    size_t before_count = load_migrations(sink, LOAD_BEFORE, &before);
    size_t after_count = load_migrations(sink, LOAD_AFTER, &after);

    for (size_t i = 0; i < after_count; i++) {
        const struct migration *now = &after[i];
        const struct migration *was = find_table(before, before_count, now->table);

        if (was == NULL)
            log_info("%s revision is %s (%s)", now->tool, now->revision, now->table);
        else if (strcmp(was->revision, now->revision) == 0)
            log_info("%s revision is %s as before (%s)", now->tool, now->revision, now->table);
        else
            log_info("%s revision is %s, it was %s (%s)", now->tool, now->revision, was->revision, now->table);
    }
}
