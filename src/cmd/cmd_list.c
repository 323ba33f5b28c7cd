/*
 * pgsnap list: what an archive holds.
 */
#include "cmd/command.h"

#include "archive/reader.h"
#include "base/hash.h"
#include "base/log.h"
#include "cmd/json.h"
#include "cmd/options.h"
#include "cmd/report.h"
#include "store/store.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct list_options {
    bool json;
    struct message_options messages;
};

/* clang-format off */
static const struct opt list_table[] = {
    {.name = "json", .type = OPT_FLAG, .offset = offsetof(struct list_options, json),
     .help = "print the contents as JSON", .group = "General"},
    OPTIONS_MESSAGES(struct list_options, messages),
};
/* clang-format on */

static void print_fact(const struct toc *toc, const char *title, const char *key)
{
    char safe[1024];

    for (size_t i = 0; i < toc->facts_count; i++)
        if (strcmp(toc->facts[i].key, key) == 0)
            printf("%-12s%s\n", title, log_safe(toc->facts[i].value, safe, sizeof safe));
}

static void print_heading(const char *name, const struct source *source, const struct toc *toc)
{
    static const struct {
        const char *title, *key;
    } lines[] = {
        {"database", "database"},    {"server", "server_version"}, {"encoding", "encoding"}, {"created", "created"},
        {"made by", "tool_version"}, {"snapshot", "snapshot"},     {"wal", "wal_position"},  {"migration", "migration"},
        {"extension", "extension"},  {"chosen by", "selection"},
    };
    struct reader_info info;
    char safe[1024], size[32];

    reader_info(source, &info);
    printf("%-12s%s (format %" PRIu32 "%s%s)\n", "archive", log_safe(name, safe, sizeof safe), info.format_version,
           info.size > 0 ? ", " : "", info.size > 0 ? report_bytes(info.size, size, sizeof size) : "");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        print_fact(toc, lines[i].title, lines[i].key);
}

/* One for each table would be as many lines again. */
static void print_statistics(const struct toc *toc)
{
    size_t count = 0;

    for (size_t i = 0; i < toc->count; i++)
        count += toc->entries[i].flags & ENTRY_STATISTICS && !entry_is_extended_statistics(&toc->entries[i]);
    if (count > 0)
        printf("%-12sof %zu relation%s\n", "statistics", count, count == 1 ? "" : "s");
}

static void print_tables(const struct source *source, const struct toc *toc)
{
    char name[512], rows[32], raw[32], stored_text[32], digest[33];
    bool heading = false;

    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        uint64_t stored, frames;

        if (!(entry->flags & ENTRY_ROWS) || !entry->counts_known)
            continue;
        if (!heading)
            printf("\n%6s  %14s %10s %10s  %-32s  %s\n", "id", "rows", "raw", "stored", "digest", "rows of");
        heading = true;
        reader_stored(source, entry->id, &stored, &frames);
        hash_digest_text(&entry->counts.digest, digest);
        printf("%6" PRIu32 "  %14s %10s %10s  %s  ", entry->id, report_number(entry->counts.rows, rows, sizeof rows),
               report_bytes(entry->counts.bytes, raw, sizeof raw),
               report_bytes(stored, stored_text, sizeof stored_text), digest);
        if (entry->schema != NULL)
            printf("%s.", log_safe(entry->schema, name, sizeof name));
        printf("%s\n", log_safe(entry->name, name, sizeof name));
    }
}

static void print_entries(const struct toc *toc)
{
    char kind[64], schema[256], name[512], owner[256];

    printf("\n%6s  %-26s %-16s %s\n", "id", "kind", "owner", "name");
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];

        if (entry->flags & ENTRY_STATISTICS)
            continue;
        printf("%6" PRIu32 "  %-26s %-16s %s%s%s\n", entry->id, log_safe(entry->kind, kind, sizeof kind),
               entry->owner != NULL ? log_safe(entry->owner, owner, sizeof owner) : "-",
               entry->schema != NULL ? log_safe(entry->schema, schema, sizeof schema) : "",
               entry->schema != NULL ? "." : "", log_safe(entry->name, name, sizeof name));
    }
}

static bool list_store(const char *name, struct store *store, const struct list_options *options, struct err *err)
{
    struct reader_options how = {.mode = store_can_seek(store) ? READER_SEEK : READER_STREAM};
    struct source *source = reader_new(store, &how);
    struct toc *toc;
    bool good = source->ops->open(source, 1, &toc, err);

    if (good && options->json) {
        json_print_contents(name, source, toc);
    } else if (good) {
        print_heading(name, source, toc);
        print_statistics(toc);
        print_tables(source, toc);
        print_entries(toc);
    }
    source->ops->close(source);
    return good;
}

static bool list_run(int argc, char **argv, struct err *err)
{
    struct list_options options = {0};
    const char *name = "-";
    size_t count = 0;
    struct store *store;

    if (!opt_parse(list_table, sizeof list_table / sizeof list_table[0], argc, argv, &options, &name, 1, &count, err))
        return false;
    options_start_log("list", &options.messages);
    if (!store_open(name, &store, err))
        return false;
    return list_store(name, store, &options, err);
}

const struct command cmd_list = {
    .name = "list",
    .arguments = "[ARCHIVE]",
    .summary = "shows what is in an archive",
    .options = list_table,
    .options_count = sizeof list_table / sizeof list_table[0],
    .run = list_run,
};
