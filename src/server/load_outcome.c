#include "server/load_outcome.h"

#include "base/arena.h"

#include <stdlib.h>

void load_outcome_init(struct load_outcome *outcome, const struct toc *toc)
{
    outcome->toc = toc;
    outcome->states = mem_calloc(toc->count + 1, sizeof *outcome->states);
    outcome->committed = mem_calloc(toc->count + 1, sizeof *outcome->committed);
    outcome->list = NULL;
    outcome->count = 0;
    pthread_mutex_init(&outcome->lock, NULL);
}

void load_outcome_free(struct load_outcome *outcome)
{
    if (outcome->toc == NULL)
        return;
    for (size_t i = 0; i < outcome->count; i++)
        free(outcome->list[i].message);
    free(outcome->list);
    free(outcome->states);
    free(outcome->committed);
    pthread_mutex_destroy(&outcome->lock);
}

enum load_state load_outcome_state(struct load_outcome *outcome, uint32_t id)
{
    enum load_state state;

    pthread_mutex_lock(&outcome->lock);
    state = outcome->states[id - 1];
    pthread_mutex_unlock(&outcome->lock);
    return state;
}

void load_outcome_made(struct load_outcome *outcome, uint32_t id)
{
    pthread_mutex_lock(&outcome->lock);
    outcome->states[id - 1] = LOAD_MADE;
    pthread_mutex_unlock(&outcome->lock);
}

void load_outcome_committed(struct load_outcome *outcome, uint32_t id)
{
    pthread_mutex_lock(&outcome->lock);
    outcome->committed[id - 1] = true;
    pthread_mutex_unlock(&outcome->lock);
}

bool load_outcome_has_committed(struct load_outcome *outcome, uint32_t id)
{
    bool committed;

    pthread_mutex_lock(&outcome->lock);
    committed = outcome->committed[id - 1];
    pthread_mutex_unlock(&outcome->lock);
    return committed;
}

/* Under lock. */
static void append(struct load_outcome *outcome, uint32_t id, bool skipped, char *message)
{
    outcome->list = mem_resize(outcome->list, outcome->count + 1, sizeof *outcome->list);
    outcome->list[outcome->count++] = (struct load_failure){.entry = id, .skipped = skipped, .message = message};
}

static bool is_over(enum load_state state)
{
    return state == LOAD_EXISTED || state == LOAD_FAILED || state == LOAD_SKIPPED;
}

void load_outcome_fail(struct load_outcome *outcome, uint32_t id, enum load_state state, const char *message)
{
    pthread_mutex_lock(&outcome->lock);
    if (!is_over(outcome->states[id - 1])) {
        outcome->states[id - 1] = (unsigned char)state;
        append(outcome, id, false, mem_strdup(message));
    }
    pthread_mutex_unlock(&outcome->lock);
}

void load_outcome_note(struct load_outcome *outcome, uint32_t id, const char *message)
{
    pthread_mutex_lock(&outcome->lock);
    append(outcome, id, false, mem_strdup(message));
    pthread_mutex_unlock(&outcome->lock);
}

void load_outcome_add(struct load_outcome *outcome, uint32_t id, const char *text)
{
    pthread_mutex_lock(&outcome->lock);
    for (size_t i = 0; i < outcome->count; i++)
        if (outcome->list[i].entry == id) {
            char *longer = mem_printf("%s%s", outcome->list[i].message, text);

            free(outcome->list[i].message);
            outcome->list[i].message = longer;
            break;
        }
    pthread_mutex_unlock(&outcome->lock);
}

/*
 * An object that the target already had may be used (a schema, a type), but this restore must not change it: no rows go
 * into it, no parts, no rights.
 */
static bool blocks(enum load_state state, const struct entry *need, const struct entry *entry)
{
    if (state == LOAD_EXISTED)
        return entry->parent == need->id || entry->stage == STAGE_RIGHTS ||
               (entry->flags & (ENTRY_ROWS | ENTRY_DATA)) != 0;
    return is_over(state);
}

/* Under lock. */
static const struct entry *find_blocker(const struct load_outcome *outcome, const struct entry *entry)
{
    const struct entry *parent = entry_find(outcome->toc, entry->parent);

    if (parent != NULL && blocks(outcome->states[parent->id - 1], parent, entry))
        return parent;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(outcome->toc, entry->needs[i]);

        if (need != NULL && blocks(outcome->states[need->id - 1], need, entry))
            return need;
    }
    return NULL;
}

bool load_outcome_skips(struct load_outcome *outcome, const struct entry *entry)
{
    char name[512];
    const struct entry *blocker = NULL;
    bool skips;

    pthread_mutex_lock(&outcome->lock);
    skips = is_over(outcome->states[entry->id - 1]);
    if (!skips)
        blocker = find_blocker(outcome, entry);
    if (blocker != NULL) {
        bool existed = outcome->states[blocker->id - 1] == LOAD_EXISTED;

        outcome->states[entry->id - 1] = LOAD_SKIPPED;
        entry_describe(blocker, name, sizeof name);
        append(outcome, entry->id, true, mem_printf(existed ? "%s was in the database already" : "needs %s", name));
    }
    pthread_mutex_unlock(&outcome->lock);
    return skips || blocker != NULL;
}
