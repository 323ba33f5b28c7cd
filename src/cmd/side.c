#include "cmd/side.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "cmd/stopper.h"
#include "engine/relay.h"
#include "server/extract.h"
#include "store/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* A mistyped file name should not be looked for on a server. */
bool side_is_archive(const char *name)
{
    struct stat status;

    if (strcmp(name, "-") == 0 || name[0] == '/' || strncmp(name, "./", 2) == 0 || strncmp(name, "../", 3) == 0)
        return true;
    if (strchr(name, '=') == NULL && strstr(name, "://") == NULL && ends_with(name, ".pgsnap"))
        return true;
    return stat(name, &status) == 0 && !S_ISDIR(status.st_mode);
}

static bool make_archive(struct side *side, const char *name, struct err *err)
{
    struct store *store;

    if (!store_open(name, &store, err))
        return false;

    struct reader_options how = {.mode = store_can_seek(store) ? READER_SEEK : READER_STREAM};
    side->source = reader_new(store, &how);
    return true;
}

static void make_live(struct side *side, const char *name, const struct side_options *options)
{
    const struct choice *choice = options->choice != NULL && options->choice->filter != NULL ? options->choice : NULL;
    const struct selection_options *chosen = choice != NULL ? &choice->selection : NULL;
    struct extract_options how = {.schema_only = options->schema_only || (chosen != NULL && chosen->schema_only),
                                  .sequence_data = options->sequence_data || (chosen != NULL && chosen->sequence_data),
                                  .row_security = chosen != NULL && chosen->row_security,
                                  .globals = chosen != NULL ? options_globals(chosen) : 0,
                                  .may_match_nothing = true,
                                  .known = options->known,
                                  .dbname = options->override_dbname,
                                  .large_object_groups = options->large_object_groups};

    options_target(options->connection, &how.target);
    how.target.dbname = name;
    if (chosen != NULL)
        how.edit = options_edit(chosen);
    side->source = extract_new(&how, choice != NULL ? choice->filter : options->filter);
}

bool side_open(struct side *side, const char *name, bool live, const struct side_options *options, struct err *err)
{
    struct toc *toc;

    *side = (struct side){.name = name, .live = live};
    if (live)
        make_live(side, name, options);
    else if (!make_archive(side, name, err))
        return false;
    if (!stopper_open(side->source, options->lanes, &toc, err))
        return false;
    side->toc = toc;
    filter_select(options->filter, side->toc); /* of a database, too, that the archive's choice has chosen from */
    return true;
}

static bool counts_are_known(const struct toc *toc)
{
    for (size_t i = 0; i < toc->count; i++)
        if (toc->entries[i].selected && toc->entries[i].flags & ENTRY_ROWS && !toc->entries[i].counts_known)
            return false;
    return true;
}

static void take_known(struct side *side)
{
    struct counts *counts = mem_calloc(side->toc->count + 1, sizeof *counts);

    for (size_t i = 0; i < side->toc->count; i++)
        counts[i] = side->toc->entries[i].counts;
    side->counts = counts;
}

bool side_count(struct side *side, const struct side_options *options, struct err *err)
{
    struct relay_options relay = {.lanes = options->lanes, .what = "comparing", .progress = options->progress};
    struct relay_totals totals = {0};

    if (!side->live && counts_are_known(side->toc)) {
        take_known(side);
        return true;
    }

    bool good = relay_run(side->source, NULL, side->toc, &relay, &totals, err);
    log_progress_end();
    side->counts = totals.entries;
    return good;
}

void side_close(struct side *side)
{
    if (side->source != NULL) {
        side->source->ops->close(side->source);
        free((struct counts *)side->counts);
    }
    *side = (struct side){0};
}

static int by_key(const void *a, const void *b)
{
    const struct entry *one = *(const struct entry *const *)a, *other = *(const struct entry *const *)b;

    return compare_keys(one, other);
}

void side_leave_out_rows(struct side *side, const struct toc *other)
{
    const struct entry **wanted = mem_calloc(other->count + 1, sizeof *wanted);
    size_t count = 0;

    for (size_t i = 0; i < other->count; i++)
        if (other->entries[i].selected && other->entries[i].flags & ENTRY_ROWS)
            wanted[count++] = &other->entries[i];
    qsort(wanted, count, sizeof *wanted, by_key);
    for (size_t i = 0; i < side->toc->count; i++) {
        struct entry *entry = &side->toc->entries[i];

        if (entry->flags & ENTRY_ROWS && bsearch(&entry, wanted, count, sizeof *wanted, by_key) == NULL)
            entry->selected = false;
    }
    free(wanted);
}

static void add_fact(struct buf *out, const struct toc *toc, const char *key, const char *before)
{
    for (size_t i = 0; i < toc->facts_count; i++)
        if (strcmp(toc->facts[i].key, key) == 0)
            buf_printf(out, "%s%s", before, toc->facts[i].value);
}

/* The name of a live side may hold a password: its facts say which database it is. */
const char *side_describe(const struct side *side, char *buffer, size_t size)
{
    struct buf out = {0};
    char made_with[1024];

    if (!side->live)
        buf_printf(&out, "archive %s, ", side->name);
    add_fact(&out, side->toc, "database", "database ");
    add_fact(&out, side->toc, "server_version", ", PostgreSQL ");
    add_fact(&out, side->toc, "created", ", ");
    add_fact(&out, side->toc, "migration", ", ");
    if (!side->live && *choice_describe(side->toc, made_with, sizeof made_with) != '\0')
        buf_printf(&out, ", made with %s", made_with);
    log_safe(buf_text(&out), buffer, size);
    buf_free(&out);
    return buffer;
}

bool side_same_words(const struct side *one, const struct side *other)
{
    const char *tool = entry_fact(one->toc, "tool_version"), *other_tool = entry_fact(other->toc, "tool_version");
    const char *a = entry_fact(one->toc, "server_version_num"), *b = entry_fact(other->toc, "server_version_num");

    if (tool == NULL || other_tool == NULL || strcmp(tool, other_tool) != 0)
        return false;
    return a != NULL && b != NULL && atoi(a) >= 10000 && atoi(a) / 10000 == atoi(b) / 10000;
}
