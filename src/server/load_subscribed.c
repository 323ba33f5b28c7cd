#include "server/load_subscribed.h"

#include "base/arena.h"
#include "base/log.h"
#include "server/load_holders.h"
#include "server/sql.h"

#include <stdlib.h>
#include <string.h>

static bool drops_subscription(const struct load *load, const char *name)
{
    for (size_t i = 0; i < load->drops_count; i++)
        if (strcmp(load->drops[i]->kind, "SUBSCRIPTION") == 0 && strcmp(load->drops[i]->name, name) == 0)
            return true;
    return false;
}

static void report(struct load *load, const char *relation, const char *quoted)
{
    char *text = mem_printf("%s would get nothing more through subscription %s", relation, quoted);
    char *hint = mem_printf("ALTER SUBSCRIPTION %s REFRESH PUBLICATION subscribes it again", quoted);

    if (load->options.cascade) {
        log_warning("%s: %s", text, hint);
    } else {
        char *longer = mem_printf("--cascade goes on; %s afterwards", hint);

        intent_add_problem(&load->intent, "dependent", true, text, longer);
        free(longer);
    }
    free(hint);
    free(text);
}

void load_subscribed_check(struct load *load, struct conn *conn)
{
    char *arrays[2];
    struct rows *rows = NULL;
    struct err ignored = ERR_INIT;

    if (load->drops_count == 0)
        return;
    load_holders_relations(load->drops, load->drops_count, arrays);
    if (sql_run(conn, "subscribed", 2, NULL, (const char *const *)arrays, &rows, &ignored))
        for (size_t i = 0; i < rows_count(rows); i++)
            if (!drops_subscription(load, rows_text(rows, i, rows_column(rows, "subscription"))))
                report(load, rows_text(rows, i, rows_column(rows, "relation")),
                       rows_text(rows, i, rows_column(rows, "quoted")));
    rows_free(rows);
    free(arrays[0]);
    free(arrays[1]);
}

void load_subscribed_tell(const struct load *load)
{
    for (size_t i = 0; i < load->drops_count; i++)
        if (strcmp(load->drops[i]->kind, "SUBSCRIPTION") == 0)
            log_warning(
                "subscription \"%s\" is made anew, and disabled until ALTER SUBSCRIPTION ... ENABLE and REFRESH "
                "PUBLICATION",
                load->drops[i]->name);
}
