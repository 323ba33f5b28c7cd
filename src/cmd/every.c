#include "cmd/every.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "model/pattern.h"
#include "server/databases.h"

#include <stdlib.h>
#include <string.h>

static const char usual_database[] = "postgres";
static const char globals[] = "roles and tablespaces";

struct exclusions {
    struct pattern **patterns;
    size_t count;
};

static bool compile(const struct opt_list *excluded, struct exclusions *exclusions, struct err *err)
{
    exclusions->patterns = mem_calloc(excluded->count + 1, sizeof(struct pattern *));
    for (size_t i = 0; i < excluded->count; i++) {
        if (!pattern_new(excluded->values[i], PATTERN_SCHEMA, NULL, &exclusions->patterns[i], err))
            return false;
        exclusions->count++;
    }
    return true;
}

static void free_exclusions(struct exclusions *exclusions)
{
    for (size_t i = 0; i < exclusions->count; i++)
        pattern_free(exclusions->patterns[i]);
    free(exclusions->patterns);
}

static bool is_excluded(const struct exclusions *exclusions, const char *database)
{
    for (size_t i = 0; i < exclusions->count; i++)
        if (pattern_matches(exclusions->patterns[i], database, NULL))
            return true;
    return false;
}

struct tally_of_failures {
    struct buf names;
    size_t tried, failed;
    enum err_code worst;
};

/* How bad the statuses are, the worst last. */
static bool is_worse(enum err_code code, enum err_code than)
{
    static const enum err_code order[] = {ERR_NONE, ERR_LOCKED, ERR_FAILED, ERR_DAMAGED};
    size_t a = 0, b = 0;

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        a = order[i] == code ? i : a;
        b = order[i] == than ? i : b;
    }
    return a > b;
}

/* Which database it was is in few messages. NULL: none. */
static void tell(struct tally_of_failures *failures, const char *database, const struct err *cause)
{
    struct err told = ERR_INIT;

    if (database == NULL)
        err_set(&told, cause->code, "%s were not saved: %s", globals, cause->message);
    else
        err_set(&told, cause->code, "database \"%s\" was not saved: %s", database, cause->message);
    if (cause->hint[0] != '\0')
        err_hint(&told, "%s", cause->hint);
    log_error(&told);
    buf_printf(&failures->names, "%s%s", failures->failed++ == 0 ? "" : ", ", database == NULL ? globals : database);
    if (is_worse(cause->code, failures->worst))
        failures->worst = cause->code;
}

static bool conclude(const struct tally_of_failures *failures, struct err *err)
{
    if (failures->failed == 0)
        return true;
    return err_set(err, failures->worst == ERR_NONE ? ERR_FAILED : failures->worst,
                   "%zu of %zu archives %s not made: %s", failures->failed, failures->tried,
                   failures->failed == 1 ? "was" : "were", buf_text(&failures->names));
}

static bool go_through(char *const *names, size_t count, const struct exclusions *exclusions,
                       bool (*each)(void *context, const char *database, struct err *err), void *context,
                       struct err *err)
{
    struct tally_of_failures failures = {.worst = ERR_NONE};
    bool stopped = false, good;

    for (size_t i = 0; i <= count && !stopped; i++) {
        const char *name = i == 0 ? NULL : names[i - 1];
        struct err cause = ERR_INIT;

        if (name != NULL && is_excluded(exclusions, name))
            continue;
        failures.tried++;
        if (each(context, name, &cause))
            continue;
        stopped = cause.cancelled;
        if (stopped)
            *err = cause;
        else
            tell(&failures, name, &cause);
    }
    good = !stopped && conclude(&failures, err);
    buf_free(&failures.names);
    return good;
}

const char *every_first(const struct connection_options *connection)
{
    return options_names_database(connection) ? NULL : usual_database;
}

bool every_database(const struct every_options *options,
                    bool (*each)(void *context, const char *database, struct err *err), void *context, struct err *err)
{
    struct exclusions exclusions = {.count = 0};
    struct conn_target target;
    char **names = NULL;
    size_t count = 0;
    bool good;

    options_target(options->connection, &target);
    good = compile(options->excluded, &exclusions, err) &&
           databases_list(&target, every_first(options->connection), &names, &count, err);
    good = good && go_through(names, count, &exclusions, each, context, err);
    databases_free(names, count);
    free_exclusions(&exclusions);
    return good;
}
