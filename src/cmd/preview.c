#include "cmd/preview.h"

#include "base/log.h"
#include "cmd/report.h"
#include <inttypes.h>
#include <stdio.h>

const char *preview_action(enum intent_action action)
{
    switch (action) {
    case INTENT_DROP:
        return "drop";
    case INTENT_KEEP:
        return "keep";
    case INTENT_CREATE:
        return "create";
    case INTENT_LOAD:
        return "load";
    case INTENT_RENAME:
        return "rename";
    case INTENT_SKIP:
        break;
    }
    return "skip";
}

size_t preview_count(const struct intent *intent, enum intent_action action)
{
    size_t count = 0;

    for (size_t i = 0; i < intent->steps_count; i++)
        count += intent->steps[i].action == action;
    return count;
}

uint64_t preview_rows(const struct intent *intent)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < intent->steps_count; i++)
        if (intent->steps[i].action == INTENT_LOAD && intent->steps[i].entry->counts_known)
            rows += intent->steps[i].entry->counts.rows;
    return rows;
}

/* entry_describe makes names of half a kilobyte at most; each byte of it may become \xNN. */
static void print_step(const struct intent_step *step)
{
    const struct entry *entry = step->entry;
    char name[512], safe[2048], number[32];

    printf("%-8s%s", preview_action(step->action),
           log_safe(entry_describe(entry, name, sizeof name), safe, sizeof safe));
    if (step->action == INTENT_LOAD && entry->counts_known)
        printf(": %s row%s", report_number(entry->counts.rows, number, sizeof number),
               entry->counts.rows == 1 ? "" : "s");
    if (step->why != NULL)
        printf(": %s", step->why);
    putchar('\n');
}

static void print_problem(const struct intent_problem *problem)
{
    char safe[8192];

    printf("%-8s%s\n", "problem", log_safe(problem->text, safe, sizeof safe));
    if (problem->hint != NULL)
        printf("%-8shint: %s\n", "", log_safe(problem->hint, safe, sizeof safe));
}

void preview_print(const struct intent *intent)
{
    char rows[32];

    for (size_t i = 0; i < intent->steps_count; i++)
        print_step(&intent->steps[i]);
    for (size_t i = 0; i < intent->problems_count; i++)
        print_problem(&intent->problems[i]);
    printf("drop %zu, create %zu, keep %zu, skip %zu, rows to load %s, left out %zu, problems %zu\n",
           preview_count(intent, INTENT_DROP), preview_count(intent, INTENT_CREATE), preview_count(intent, INTENT_KEEP),
           preview_count(intent, INTENT_SKIP), report_number(preview_rows(intent), rows, sizeof rows), intent->left_out,
           intent->problems_count);
}
