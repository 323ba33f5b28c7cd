#include "server/intent.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TOLD = 3000 }; /* bytes of problems in one error, which has room for about 4000 */

void intent_add_step(struct intent *intent, enum intent_action action, const struct entry *entry, const char *why)
{
    if ((intent->steps_count & (intent->steps_count - 1)) == 0)
        intent->steps =
            mem_resize(intent->steps, intent->steps_count == 0 ? 1 : 2 * intent->steps_count, sizeof *intent->steps);
    intent->steps[intent->steps_count++] = (struct intent_step){.action = action, .entry = entry, .why = why};
}

void intent_add_first(struct intent *intent, enum intent_action action, const struct entry *entry, const char *why)
{
    struct intent_step step;

    intent_add_step(intent, action, entry, why);
    step = intent->steps[intent->steps_count - 1];
    memmove(intent->steps + 1, intent->steps, (intent->steps_count - 1) * sizeof *intent->steps);
    intent->steps[0] = step;
}

void intent_add_problem(struct intent *intent, const char *kind, bool final, const char *text, const char *hint)
{
    intent->problems = mem_resize(intent->problems, intent->problems_count + 1, sizeof *intent->problems);
    intent->problems[intent->problems_count++] = (struct intent_problem){
        .kind = kind, .text = mem_strdup(text), .hint = hint == NULL ? NULL : mem_strdup(hint), .final = final};
}

void intent_free(struct intent *intent)
{
    for (size_t i = 0; i < intent->problems_count; i++) {
        free(intent->problems[i].text);
        free(intent->problems[i].hint);
    }
    free(intent->problems);
    free(intent->steps);
    *intent = (struct intent){.steps = NULL};
}

static bool tell_one(const struct intent_problem *problem, struct err *err)
{
    err_set(err, ERR_FAILED, "%s; nothing was changed", problem->text);
    return problem->hint == NULL ? false : err_hint(err, "%s", problem->hint);
}

static bool is_passed_over(const struct intent_problem *problem, bool keep_going)
{
    return keep_going && !problem->final;
}

static const struct intent_problem *find_stopper(const struct intent *intent, bool keep_going, size_t *count)
{
    const struct intent_problem *first = NULL;

    *count = 0;
    for (size_t i = 0; i < intent->problems_count; i++)
        if (!is_passed_over(&intent->problems[i], keep_going) && (*count)++ == 0)
            first = &intent->problems[i];
    return first;
}

static bool tell_all(const struct intent *intent, bool keep_going, size_t count, struct err *err)
{
    struct buf text = {0};
    size_t told = 0;

    for (size_t i = 0; i < intent->problems_count && text.used < MOST_TOLD; i++) {
        const struct intent_problem *problem = &intent->problems[i];

        if (is_passed_over(problem, keep_going))
            continue;
        buf_printf(&text, "\n%s", problem->text);
        if (problem->hint != NULL)
            buf_printf(&text, " (%s)", problem->hint);
        told++;
    }
    err_set(err, ERR_FAILED, "%zu problems were found, nothing was changed:%s", count, buf_text(&text));
    buf_free(&text);
    return err_hint(err, told < count ? "--dry-run shows all of them" : "--dry-run shows all that would be done");
}

bool intent_check(const struct intent *intent, bool keep_going, struct err *err)
{
    size_t count;
    const struct intent_problem *first = find_stopper(intent, keep_going, &count);

    if (count > 0)
        return count == 1 ? tell_one(first, err) : tell_all(intent, keep_going, count, err);
    for (size_t i = 0; i < intent->problems_count; i++)
        log_warning("%s", intent->problems[i].text);
    return true;
}
