/*
 * Who restores one table or one schema of a database into it does not want to lose the views, foreign keys, triggers and places in
 * publications that others have upon it. The target's own catalogs say how they are made (load->standing), with all that belongs
 * to them: comments, rights, a view's rules. So they are dropped first and made again last, in the order in which a restore of
 * the target would make them. All of that is in the one transaction of -1: what cannot be made again, because a column is gone or
 * rows do not fit a foreign key, undoes everything, and nobody else sees the time between.
 */
#include "server/load_dependents.h"

#include "base/arena.h"
#include "model/kind.h"
#include "server/load_privileges.h"
#include "server/load_session.h"

#include <stdlib.h>

bool load_dependents_may(const struct load *load, const struct entry *entry)
{
    const struct entry *cause = entry_find(&load->standing, load->replacement.causes[entry->id - 1]);

    /* Without a cause it has a name that the archive wants. */
    return load->options.keep_dependents && cause != NULL && entry->create != NULL && replacement_may_cascade(entry);
}

static bool is_on_one(const struct entry *entry, const bool *again)
{
    if (again[entry->parent])
        return true;
    for (size_t i = 0; i < entry->needs_count; i++)
        if (again[entry->needs[i]])
            return true;
    return false;
}

/* Those that are dropped, and what goes along with them; needs have lower ids. malloc'd. */
static const struct entry **list_dependents(const struct load *load, size_t *count)
{
    const struct toc *toc = &load->standing;
    const struct entry **list = mem_calloc(toc->count + 1, sizeof(const struct entry *));
    bool *again = mem_calloc(toc->count + 1, sizeof *again);

    *count = 0;
    for (size_t i = 0; i < toc->count; i++) {
        const struct entry *entry = &toc->entries[i];
        enum replacement_fate fate = replacement_fate(&load->replacement, entry);

        again[entry->id] = (fate == REPLACEMENT_IN_THE_WAY && entry->selected && load_dependents_may(load, entry)) ||
                           (fate == REPLACEMENT_GOES_ALONG && entry->create != NULL && is_on_one(entry, again) &&
                            load->replacement.twins[i] == 0);
        if (again[entry->id])
            list[(*count)++] = entry;
    }
    free(again);
    return list;
}

void load_dependents_plan(struct load *load)
{
    const struct entry **list;
    size_t count;

    if (!load->options.keep_dependents)
        return;
    list = list_dependents(load, &count);
    for (size_t i = 0; i < count; i++)
        intent_add_step(&load->intent, INTENT_CREATE, list[i], "as it is there now (--keep-dependents)");
    free(list);
}

static bool refuse(struct load *load, struct conn *conn, const struct entry *entry, const struct err *cause,
                   struct err *err)
{
    char name[512];

    if (!load_session_survives(load, conn, entry, cause, err))
        return false;
    err_set(err, ERR_FAILED, "%s could not be made again, so nothing was changed: %s",
            entry_describe(entry, name, sizeof name), cause->message);
    return err_hint(err, "drop it before, or let --cascade drop it");
}

static bool make_all(struct load *load, struct conn *conn, const struct entry *const *list, size_t count,
                     struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = list[i];
        struct err cause = ERR_INIT;

        if (!query_exec(conn, entry->create, &cause) || (entry->own != NULL && !query_exec(conn, entry->own, &cause)))
            return refuse(load, conn, entry, &cause, err);
    }
    return true;
}

/* They have the rights that they had, and none by default privileges: with -x, too. */
static bool undo_default_privileges(struct load *load, struct conn *conn, const struct entry *const *list, size_t count,
                                    struct err *err)
{
    const struct entry **made = mem_calloc(count + 1, sizeof(const struct entry *));
    struct err cause = ERR_INIT;
    size_t used = 0;
    char *text = NULL;
    bool ok;

    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = kind_find(list[i]->kind);

        if (kind != NULL && kind->stage == STAGE_PRE)
            made[used++] = list[i];
    }
    ok = load_privileges_text(conn, made, used, &text, &cause) && (text == NULL || query_exec(conn, text, &cause));
    if (!ok)
        refuse(load, conn, made[0], &cause, err);
    free(text);
    free(made);
    return ok;
}

bool load_dependents_make(struct load *load, struct conn *conn, struct err *err)
{
    const struct entry **list;
    size_t count, early = 0; /* rights come after what they are about */
    bool ok;

    if (!load->options.keep_dependents)
        return true;
    list = list_dependents(load, &count);
    while (early < count && list[early]->stage < STAGE_RIGHTS)
        early++;
    ok = make_all(load, conn, list, early, err) && undo_default_privileges(load, conn, list, early, err) &&
         make_all(load, conn, list + early, count - early, err);
    free(list);
    return ok;
}
