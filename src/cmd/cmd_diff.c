/*
 * pgsnap diff: what is different between two archives, two databases, or one of each.
 */
#include "cmd/command.h"

#include "cmd/differences.h"
#include "cmd/json_differences.h"
#include "cmd/json_value.h"
#include "cmd/options.h"
#include "cmd/side.h"
#include "model/mark.h"
#include <stdlib.h>
#include <string.h>

struct diff_options {
    struct connection_options connection;
    struct selection_options selection;
    struct message_options messages;
    const char *names[2];
    bool live[2];
    unsigned lanes;
    bool json, brief, no_owner;
};

#define AT(field) .offset = offsetof(struct diff_options, field)

/* clang-format off */
static const struct opt diff_table[] = {
    {.name = "brief", .type = OPT_FLAG, AT(brief), .help = "only names, no statements and digests", .group = "General"},
    {.name = "json", .type = OPT_FLAG, AT(json), .help = "print the differences as JSON"},
    {.letter = 'O', .name = "no-owner", .type = OPT_FLAG, AT(no_owner),
     .help = "do not compare owners, and rights, which depend on them"},
    {.letter = 'j', .name = "jobs", .type = OPT_NUMBER, AT(lanes),
     .argument = "N", .help = "number of lanes, each one connection", .minimum = 1, .maximum = OPTIONS_MOST_LANES},
    OPTIONS_CONNECTION(struct diff_options, connection),
    OPTIONS_SELECTION(struct diff_options, selection),
    OPTIONS_MESSAGES(struct diff_options, messages),
};
/* clang-format on */

#undef AT

/* The sides in the order given; -d, or else the environment's database, is the last one. */
static bool name_sides(struct diff_options *options, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        options->live[i] = !side_is_archive(options->names[i]);
    if (count == 2 && options->connection.dbname != NULL)
        return err_set(err, ERR_USAGE, "three things are named: \"%s\", \"%s\" and with --dbname", options->names[0],
                       options->names[1]);
    if (count < 2 && options->connection.dbname == NULL && !options_names_database(&options->connection)) {
        err_set(err, ERR_USAGE, count == 0 ? "nothing to compare is named" : "only one thing is named");
        return err_hint(err, "name two archives or databases: pgsnap diff before.pgsnap -d shop");
    }
    if (count == 0)
        return err_set(err, ERR_USAGE, "what to compare the database with is not named");
    if (count == 1) {
        options->names[1] = options->connection.dbname;
        options->live[1] = true;
    }
    if (strcmp(options->names[0], "-") == 0 && !options->live[1] && strcmp(options->names[1], "-") == 0)
        return err_set(err, ERR_USAGE, "standard input can be only one of the two");
    return true;
}

/* The differences are the answer, and no error: they are printed, and err only carries the exit status. */
static bool answer(const struct diff_options *options, const struct side *sides, struct err *err)
{
    struct compare_options how = {.no_owner = options->no_owner};
    struct differences differences;

    differences_find(&sides[0], &sides[1], &how, &differences);
    if (options->json)
        json_value_print(json_differences_object(&differences));
    else if (!options->messages.quiet)
        differences_print(&differences, options->brief);
    if (differences.count > 0)
        err_set(err, ERR_DIFFERENT, "there are differences");

    bool same = differences.count == 0;
    differences_free(&differences);
    return same;
}

static bool diff_sides(const struct diff_options *options, struct filter *filter, struct err *err)
{
    struct side sides[2] = {{0}, {0}};
    struct side_options how = {.connection = &options->connection,
                               .filter = filter,
                               .schema_only = options->selection.schema_only,
                               .sequence_data = options->selection.sequence_data,
                               .lanes = options->lanes,
                               .progress = !options->messages.quiet};
    /* An archive: a database has the large objects in its groups, and is chosen from as it was. */
    int first = options->live[0] && !options->live[1];
    struct choice choice = {.filter = NULL};
    char *groups = NULL;
    bool good = true;

    /* Both snapshots are taken before rows are read, so that they are as close as can be. */
    for (int i = 0; i < 2 && good; i++) {
        int side = i == 0 ? first : !first;

        good = side_open(&sides[side], options->names[side], options->live[side], &how, err) &&
               filter_check_database(filter, entry_fact(sides[side].toc, "database"), err);
        if (good && i == 0) {
            how.large_object_groups = groups = mark_large_object_groups(sides[side].toc);
            if (!options->live[side] && options->live[!side])
                choice_recall(sides[side].toc, &choice);
            how.choice = &choice;
        }
    }
    good = good && filter_check_used(filter, err);
    for (int i = 0; i < 2 && good; i++)
        good = side_count(&sides[i], &how, err);
    good = good && answer(options, sides, err);
    side_close(&sides[!first]);
    choice_free(&choice);
    side_close(&sides[first]);
    free(groups);
    return good;
}

static bool diff_run(int argc, char **argv, struct err *err)
{
    struct diff_options options = {.lanes = options_default_lanes()};
    struct filter *filter;
    size_t count = 0;
    bool good = opt_parse(diff_table, sizeof diff_table / sizeof diff_table[0], argc, argv, &options, options.names, 2,
                          &count, err);

    if (good)
        options_start_log("diff", &options.messages);
    good = good && options_sections(&options.selection, err) && name_sides(&options, count, err);
    if (good && options_filter(&options.selection, NULL, &filter, err)) {
        good = diff_sides(&options, filter, err);
        filter_free(filter);
    } else {
        good = false;
    }
    options_free_selection(&options.selection);
    return good;
}

const struct command cmd_diff = {
    .name = "diff",
    .arguments = "ARCHIVE-OR-DB [ARCHIVE-OR-DB]",
    .summary = "shows what differs between two archives or databases",
    .options = diff_table,
    .options_count = sizeof diff_table / sizeof diff_table[0],
    .run = diff_run,
};
