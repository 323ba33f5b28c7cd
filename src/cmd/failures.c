#include "cmd/failures.h"

#include "base/arena.h"
#include "base/log.h"
#include "model/severity.h"
#include "server/load.h"
#include "server/migration.h"
#include <stdlib.h>
#include <string.h>

struct ranked {
    const struct load_failure *failure;
    const struct entry *entry;
    size_t at; /* in the order of time */
};

/* What is worst first, and then what failed by itself before what was left out because of it. */
static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    enum severity left = severity_of(x->entry), right = severity_of(y->entry);

    if (left != right)
        return left < right ? -1 : 1;
    if (x->failure->skipped != y->failure->skipped)
        return x->failure->skipped ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static struct ranked *rank(const struct load_failure *list, size_t count, const struct toc *toc)
{
    struct ranked *ranked = mem_calloc(count + 1, sizeof *ranked);

    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){.failure = &list[i], .entry = entry_find(toc, list[i].entry), .at = i};
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    return ranked;
}

static void tell(const struct ranked *ranked)
{
    char description[512];

    log_warning("%s: %s: %s", entry_describe(ranked->entry, description, sizeof description),
                ranked->failure->skipped ? "not restored" : "failed", ranked->failure->message);
}

/* It may refuse what the source's major has and its own has not; the words of its parser do not say so. */
static void add_hint(const struct sink *sink, const struct toc *toc, struct err *err)
{
    const char *version = entry_fact(toc, "server_version_num");
    unsigned long from = version == NULL ? 0 : strtoul(version, NULL, 10) / 10000;
    unsigned into = load_server_major(sink);

    if (into > 0 && from > into)
        err_hint(err, "the archive is from PostgreSQL %lu, and PostgreSQL %u does not know all that it has", from,
                 into);
}

bool failures_report(const struct sink *sink, const struct toc *toc, struct err *err)
{
    const struct load_failure *list;
    size_t count = load_failures(sink, &list);
    struct ranked *ranked = rank(list, count, toc);
    size_t skipped = 0;

    for (size_t i = 0; i < count; i++) {
        skipped += list[i].skipped;
        tell(&ranked[i]);
    }
    free(ranked);
    if (count == 0)
        return true;
    if (skipped > 0)
        err_set(err, ERR_PARTIAL,
                "the restore finished, but %zu object%s failed and %zu that need%s them %s not restored",
                count - skipped, count - skipped == 1 ? "" : "s", skipped, skipped == 1 ? "s" : "",
                skipped == 1 ? "was" : "were");
    else
        err_set(err, ERR_PARTIAL, "the restore finished, but %zu object%s failed", count - skipped,
                count - skipped == 1 ? "" : "s");
    add_hint(sink, toc, err);
    return false;
}

static const struct migration *find_table(const struct migration *list, size_t count, const char *table)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].table, table) == 0)
            return &list[i];
    return NULL;
}

/* The table is there without a row: no rows were restored, or nothing has been migrated yet. */
static const char *shown(const char *revision)
{
    return *revision == '\0' ? "none" : revision;
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
            log_info("%s revision is %s (%s)", now->tool, shown(now->revision), now->table);
        else if (strcmp(was->revision, now->revision) == 0)
            log_info("%s revision is %s as before (%s)", now->tool, shown(now->revision), now->table);
        else
            log_info("%s revision is %s, it was %s (%s)", now->tool, shown(now->revision), shown(was->revision),
                     now->table);
    }
}
