/*
 * pgsnap verify: an archive proves itself, without a server.
 */
#include "cmd/command.h"

#include "base/arena.h"
#include "base/log.h"
#include "cmd/choice.h"
#include "cmd/json.h"
#include "cmd/options.h"
#include "cmd/proof.h"
#include "cmd/recheck.h"
#include "cmd/rehearsal.h"
#include "cmd/report.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verify_options {
    bool quick, json, no_owner, restore;
    const char *bindir, *server;
    unsigned lanes;
    struct connection_options against;
    struct selection_options selection;
    struct message_options messages;
};

/* clang-format off */
static const struct opt verify_table[] = {
    {.name = "quick", .type = OPT_FLAG, .offset = offsetof(struct verify_options, quick),
     .help = "check stored bytes only, nothing is decompressed", .group = "General"},
    {.name = "json", .type = OPT_FLAG, .offset = offsetof(struct verify_options, json),
     .help = "print the result as JSON"},
    {.letter = 'j', .name = "jobs", .type = OPT_NUMBER, .offset = offsetof(struct verify_options, lanes),
     .argument = "N", .help = "number of lanes", .minimum = 1, .maximum = OPTIONS_MOST_LANES},
    {.name = "against", .type = OPT_TEXT, .offset = offsetof(struct verify_options, against.dbname),
     .argument = "DB", .help = "compare with this database: a name, a conninfo string or a URI", .group = "Comparison"},
    {.letter = 'O', .name = "no-owner", .type = OPT_FLAG, .offset = offsetof(struct verify_options, no_owner),
     .help = "do not compare owners, and rights, which depend on them"},
    {.name = "restore", .type = OPT_FLAG, .offset = offsetof(struct verify_options, restore),
     .help = "restore into a throwaway server of this machine and compare"},
    {.name = "bindir", .type = OPT_TEXT, .offset = offsetof(struct verify_options, bindir),
     .argument = "DIR", .help = "with --restore: where initdb and postgres are"},
    {.name = "server", .type = OPT_TEXT, .offset = offsetof(struct verify_options, server),
     .argument = "DB", .help = "with --restore: in a scratch database of the server with this database"},
    OPTIONS_SELECTION(struct verify_options, selection),
    OPTIONS_MESSAGES(struct verify_options, messages),
};
/* clang-format on */

static void print_good(const char *name, const struct proof *proof)
{
    char rows[32], raw[32], size[32], safe[1024];

    log_safe(name, safe, sizeof safe);
    report_bytes(proof->size, size, sizeof size);
    if (proof->quick)
        printf("%s: stored bytes are good: %zu entries, %zu tables, %s\n", safe, proof->entries, proof->tables, size);
    else
        printf("%s: good: %zu entries, %zu tables, %s rows, %s of rows, digests agree, %s\n", safe, proof->entries,
               proof->tables, report_number(proof->counts.rows, rows, sizeof rows),
               report_bytes(proof->counts.bytes, raw, sizeof raw), size);
}

static void print_damage(const char *name, const struct proof *proof)
{
    char entry[512], message[1024], safe[1024];

    log_safe(name, safe, sizeof safe);
    for (size_t i = 0; i < proof->damage_count; i++) {
        const struct proof_damage *damage = &proof->damage[i];

        printf("%s: damage at byte %" PRIu64 ": %s%s%s\n", safe, damage->offset,
               damage->entry != NULL ? log_safe(damage->entry, entry, sizeof entry) : "",
               damage->entry != NULL ? ": " : "", log_safe(damage->message, message, sizeof message));
    }
}

/* The worst of several archives decides the exit status; damage is worse than what could not be opened. */
static void keep_worst(struct err *worst, const struct err *err)
{
    if (!err_is_set(worst) || (worst->code != ERR_DAMAGED && err->code == ERR_DAMAGED))
        *worst = *err;
}

struct comparison {
    const char *name;
    const struct verify_options *options;
    struct json_list *list;
};

static void report_differences(void *context, const struct differences *differences)
{
    const struct comparison *comparison = context;
    char name[1024], text[2048];

    if (comparison->options->json) {
        json_add_differences(comparison->list, differences);
        return;
    }
    log_safe(comparison->name, name, sizeof name);
    for (size_t i = 0; i < differences->count; i++)
        printf("%s: %s\n", name, differences_sentence(&differences->list[i], text, sizeof text));
    if (comparison->options->messages.quiet)
        return;
    if (*choice_describe(differences->first->toc, text, sizeof text) != '\0')
        printf("%s: made with %s, and so is compared what that chooses\n", name, text);
    if (differences_limits(differences) != NULL)
        printf("%s: %s\n", name, differences_limits(differences));
    printf("%s: ", name);
    printf("against %s: ", side_describe(differences->second, text, sizeof text));
    printf("%s\n", differences_summary(differences, text, sizeof text));
}

static bool compare_one(const char *name, const struct verify_options *options, struct json_list *list, struct err *err)
{
    struct comparison comparison = {name, options, list};
    struct recheck_options how = {.connection = &options->against,
                                  .selection = &options->selection,
                                  .archive = name,
                                  .lanes = options->lanes,
                                  .no_owner = options->no_owner,
                                  .progress = !options->messages.quiet};

    return options->against.dbname == NULL || recheck_archive(&how, report_differences, &comparison, err);
}

static bool restore_one(const char *name, const struct verify_options *options, struct err *err)
{
    struct rehearsal_options how = {.selection = &options->selection,
                                    .bindir = options->bindir,
                                    .server = options->server,
                                    .lanes = options->lanes,
                                    .no_owner = options->no_owner,
                                    .progress = !options->messages.quiet};

    return !options->restore || rehearsal_run(name, &how, err);
}

static bool verify_one(const char *name, const struct verify_options *options, struct json_list *list,
                       struct err *worst)
{
    struct err err = ERR_INIT;
    struct proof proof;
    struct proof_options how = {
        .lanes = options->lanes, .quick = options->quick, .keep_going = true, .progress = !options->messages.quiet};
    bool good = proof_read(name, &how, &proof, &err);

    log_progress_end();
    if (options->json)
        json_add_proof(list, name, &proof, good ? NULL : &err);
    else if (good && !options->messages.quiet)
        print_good(name, &proof);
    else if (!good)
        print_damage(name, &proof);
    good = good && compare_one(name, options, list, &err) && restore_one(name, options, &err);
    bool interrupted = err.cancelled;
    if (!good)
        keep_worst(worst, &err);
    proof_free(&proof);
    return !interrupted;
}

/* A pipe can be read only once: proving and comparing take two readings. */
static bool check_options(const struct verify_options *options, const char *const *names, size_t count, struct err *err)
{
    bool compares = options->against.dbname != NULL || options->restore;

    if (!compares && (options_has_selection(&options->selection) || options->no_owner))
        return err_set(err, ERR_USAGE,
                       "what to compare is chosen, but not with what: --against or --restore is missing");
    if (options->against.dbname != NULL && options->restore)
        return err_set(err, ERR_USAGE, "--against and --restore exclude each other");
    if ((options->bindir != NULL || options->server != NULL) && !options->restore)
        return err_set(err, ERR_USAGE, "--bindir and --server are only for --restore");
    if (options->bindir != NULL && options->server != NULL)
        return err_set(err, ERR_USAGE, "--bindir and --server exclude each other: which server is it to be?");
    for (size_t i = 0; i < count; i++)
        if (compares && strcmp(names[i], "-") == 0)
            return err_set(err, ERR_USAGE, "--against and --restore need an archive in a file");
    return true;
}

static bool verify_run(int argc, char **argv, struct err *err)
{
    struct verify_options options = {.lanes = options_default_lanes()};
    const char **names = mem_calloc((size_t)argc + 1, sizeof *names);
    size_t count = 0;
    struct err worst = ERR_INIT;

    if (!opt_parse(verify_table, sizeof verify_table / sizeof verify_table[0], argc, argv, &options, names,
                   (size_t)argc, &count, err)) {
        options_free_selection(&options.selection);
        free(names);
        return false;
    }
    options_start_log("verify", &options.messages);
    if (count == 0)
        names[count++] = "-";
    if (!options_sections(&options.selection, err) || !check_options(&options, names, count, err)) {
        options_free_selection(&options.selection);
        free(names);
        return false;
    }

    struct json_list *list = options.json ? json_list_new() : NULL;
    for (size_t i = 0; i < count; i++) {
        struct err one = ERR_INIT;
        bool go_on = verify_one(names[i], &options, list, &one);

        if (err_is_set(&one)) {
            /* The last thing said is the command's own error; with several archives each gets its line. */
            if (count > 1 && one.code != ERR_DIFFERENT)
                log_error(&one);
            keep_worst(&worst, &one);
        }
        if (!go_on)
            break;
    }
    if (list != NULL)
        json_list_print(list);
    free(names);
    options_free_selection(&options.selection);
    if (!err_is_set(&worst))
        return true;
    if (count > 1) {
        err_set(err, worst.code, "not every archive is good");
        return false;
    }
    *err = worst;
    return false;
}

const struct command cmd_verify = {
    .name = "verify",
    .arguments = "[ARCHIVE]...",
    .summary = "checks archives from the first byte to the last, without a server",
    .options = verify_table,
    .options_count = sizeof verify_table / sizeof verify_table[0],
    .run = verify_run,
};
