#include "cmd/recheck.h"

#include "base/log.h"
#include "cmd/side.h"
#include "model/mark.h"
#include <stdlib.h>

static void make_side_options(const struct recheck_options *options, struct filter *filter, struct side_options *how)
{
    *how = (struct side_options){.connection = options->connection,
                                 .override_dbname = options->override_dbname,
                                 .filter = filter,
                                 .schema_only = options->selection->schema_only,
                                 .sequence_data = options->selection->sequence_data,
                                 .lanes = options->lanes,
                                 .progress = options->progress};
}

/* Opens the live side and reads the rows that are there to compare. */
static bool open_live(struct side *live, const struct side *archive, bool only_common, const struct side_options *how,
                      const struct choice *choice, struct err *err)
{
    char *groups = mark_large_object_groups(archive->toc);
    struct side_options like = *how;
    bool good;

    like.large_object_groups = groups;
    like.known = archive->toc;
    like.choice = choice;
    good = side_open(live, how->connection->dbname, true, &like, err);
    if (good && only_common)
        side_leave_out_rows(live, archive->toc);
    good = good && side_count(live, how, err);
    free(groups);
    return good;
}

static bool report_restored(const struct differences *differences, struct err *err)
{
    char text[2048];

    for (size_t i = 0; i < differences->count; i++)
        log_warning("%s", differences_sentence(&differences->list[i], text, sizeof text));
    if (differences_limits(differences) != NULL)
        log_info("%s", differences_limits(differences));
    differences_summary(differences, text, sizeof text);
    if (differences->count > 0)
        return err_set(err, ERR_PARTIAL, "the restore finished, but the database is not as the archive says: %s", text);
    log_info("checked: %s", text);
    return true;
}

static bool compare_restored(const struct side *archive, const struct side_options *how,
                             const struct compare_options *compare, struct err *err)
{
    struct side live = {0};
    struct differences differences;
    bool good = open_live(&live, archive, true, how, NULL, err);

    if (good) {
        differences_find(archive, &live, compare, &differences);
        good = report_restored(&differences, err);
        differences_free(&differences);
    }
    side_close(&live);
    return good;
}

bool recheck_restored(const struct toc *toc, const struct counts *counts, const struct recheck_options *options,
                      struct err *err)
{
    struct side archive = {.name = options->archive, .toc = toc, .counts = counts};
    struct compare_options compare = {
        .no_owner = options->no_owner, .no_added = true, .roles_mapped = options->roles_mapped};
    struct selection_options all = {.schema_only = options->selection->schema_only,
                                    .sequence_data = options->selection->sequence_data};
    const struct selection_options *selection = options->selection->with_dependencies ? &all : options->selection;
    struct side_options how;
    struct filter *filter;

    if (!options_filter(selection, entry_fact(toc, "database"), &filter, err))
        return false;
    make_side_options(options, filter, &how);

    bool good = compare_restored(&archive, &how, &compare, err);
    filter_free(filter);
    return good;
}

static bool compare_sides_of(const struct recheck_options *options, const struct side_options *how, struct side *sides,
                             struct choice *choice, struct differences *differences, struct err *err)
{
    struct compare_options compare = {.no_owner = options->no_owner};

    if (!side_open(&sides[0], options->archive, false, how, err) ||
        !filter_check_database(how->filter, entry_fact(sides[0].toc, "database"), err))
        return false;
    choice_recall(sides[0].toc, choice);
    if (!side_count(&sides[0], how, err) || !open_live(&sides[1], &sides[0], false, how, choice, err) ||
        !filter_check_used(how->filter, err))
        return false;
    differences_find(&sides[0], &sides[1], &compare, differences);
    return true;
}

bool recheck_archive(const struct recheck_options *options,
                     void (*report)(void *context, const struct differences *differences), void *context,
                     struct err *err)
{
    struct side sides[2] = {{0}, {0}};
    struct differences differences = {0};
    struct choice choice = {.filter = NULL};
    struct side_options how;
    struct filter *filter;

    if (!options_filter(options->selection, NULL, &filter, err))
        return false;
    make_side_options(options, filter, &how);

    bool good = compare_sides_of(options, &how, sides, &choice, &differences, err);
    if (good) {
        report(context, &differences);
        if (differences.count > 0)
            good = err_set(err, ERR_DIFFERENT, "%s: the database differs", options->archive);
    }
    differences_free(&differences);
    side_close(&sides[1]);
    choice_free(&choice); /* of what the archive says */
    side_close(&sides[0]);
    filter_free(filter);
    return good;
}
