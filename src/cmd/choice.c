#include "cmd/choice.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

static const char fact_key[] = "selection";

/* The macros of options.h want a field. */
struct noted {
    struct selection_options selection;
};

/* clang-format off */
static const struct opt table[] = {
    OPTIONS_SELECTION(struct noted, selection),
    OPTIONS_CATALOG(struct noted, selection),
    OPTIONS_GLOBALS(struct noted, selection),
    OPTIONS_SUPPRESSION(struct noted, selection),
    OPTIONS_STATISTICS(struct noted, selection),
};
/* clang-format on */

enum { ROWS = sizeof table / sizeof table[0] };

static void add_fact(void *context, const char *option)
{
    entry_add_fact(context, fact_key, option);
}

void choice_note(const struct selection_options *selection, struct toc *toc)
{
    struct noted noted = {.selection = *selection};

    noted.selection.strict_names = false;
    if (selection->section_mask != 0) /* they follow from the sections (options_sections) */
        noted.selection.schema_only = noted.selection.data_only = false;
    opt_tell(table, ROWS, &noted, add_fact, toc);
}

/* The facts as a command line for opt_parse; malloc'd, ended by NULL. Its first word is the command. */
static char **make_arguments(const struct toc *toc, int *count)
{
    static char command[] = "dump";
    char **arguments = mem_calloc(toc->facts_count + 2, sizeof *arguments);

    *count = 0;
    arguments[(*count)++] = command;
    for (size_t i = 0; i < toc->facts_count; i++)
        if (strcmp(toc->facts[i].key, fact_key) == 0)
            arguments[(*count)++] = (char *)toc->facts[i].value;
    return arguments;
}

void choice_recall(const struct toc *toc, struct choice *choice)
{
    struct noted noted = {0};
    struct err err = ERR_INIT;
    int count;
    char **arguments = make_arguments(toc, &count);

    *choice = (struct choice){.filter = NULL};
    if (count > 1) {
        if (!opt_parse(table, ROWS, count, arguments, &noted, NULL, 0, NULL, &err) ||
            !options_sections(&noted.selection, &err) || !options_filter(&noted.selection, NULL, &choice->filter, &err))
            log_warning("what the archive was made with is not understood, and so left out of account: %s",
                        err.message);
        choice->selection = noted.selection;
    }
    free(arguments);
}

void choice_free(struct choice *choice)
{
    filter_free(choice->filter);
    options_free_selection(&choice->selection);
    *choice = (struct choice){.filter = NULL};
}

const char *choice_describe(const struct toc *toc, char *buffer, size_t size)
{
    struct buf text = {0};

    for (size_t i = 0; i < toc->facts_count; i++)
        if (strcmp(toc->facts[i].key, fact_key) == 0)
            buf_printf(&text, "%s%s", text.used > 0 ? " " : "", toc->facts[i].value);
    log_safe(buf_text(&text), buffer, size);
    buf_free(&text);
    return buffer;
}
