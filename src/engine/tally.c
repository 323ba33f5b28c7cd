#include "engine/tally.h"

#include "base/arena.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

struct account {
    struct counts seen;
    struct ending ending;
    bool ended;
};

struct tally {
    const struct toc *toc;
    pthread_mutex_t lock;
    struct account *accounts; /* lock, while lanes run */
};

struct tally *tally_new(const struct toc *toc)
{
    struct tally *tally = mem_calloc(1, sizeof *tally);

    tally->toc = toc;
    tally->accounts = mem_calloc(toc->count + 1, sizeof *tally->accounts);
    pthread_mutex_init(&tally->lock, NULL);
    return tally;
}

void tally_free(struct tally *tally)
{
    if (tally == NULL)
        return;
    pthread_mutex_destroy(&tally->lock);
    free(tally->accounts);
    free(tally);
}

static const struct entry *find_entry(const struct tally *tally, uint32_t id, struct err *err)
{
    const struct entry *entry = entry_find(tally->toc, id);
    char name[512];

    if (entry == NULL)
        err_set(err, ERR_DAMAGED, "rows came of an unknown entry, number %" PRIu32, id);
    else if (!(entry->flags & ENTRY_ROWS) || !entry->selected)
        err_set(err, ERR_DAMAGED, "%s: rows came that were not to be expected",
                entry_describe(entry, name, sizeof name));
    else
        return entry;
    return NULL;
}

static bool damaged(const struct entry *entry, struct err *err, const char *what)
{
    char name[512];

    return err_set(err, ERR_DAMAGED, "%s: %s", entry_describe(entry, name, sizeof name), what);
}

static bool differ(const struct entry *entry, struct err *err, const char *what, uint64_t seen, uint64_t stated)
{
    char name[512];

    return err_set(err, ERR_DAMAGED, "%s: %" PRIu64 " %s came, but %" PRIu64 " were stated",
                   entry_describe(entry, name, sizeof name), seen, what, stated);
}

static bool check_stated(const struct account *account, const struct entry *entry, struct err *err)
{
    const struct counts *seen = &account->seen;
    const struct counts *stated = &account->ending.counts;

    if (!account->ending.stated)
        return true;
    if (seen->rows != stated->rows)
        return differ(entry, err, "rows", seen->rows, stated->rows);
    if (seen->bytes != stated->bytes)
        return differ(entry, err, "bytes", seen->bytes, stated->bytes);
    if (seen->digest.low != stated->digest.low || seen->digest.high != stated->digest.high)
        return damaged(entry, err, "the rows are not those that the digest was made of");
    return true;
}

/* Under the lock, after either of the two things that can complete an entry. */
static bool settle(const struct account *account, const struct entry *entry, struct completion *completion,
                   struct err *err)
{
    if (!account->ended || account->seen.blocks < account->ending.counts.blocks)
        return true;
    if (account->seen.blocks > account->ending.counts.blocks)
        return differ(entry, err, "blocks", account->seen.blocks, account->ending.counts.blocks);
    completion->entry = entry;
    completion->counts = account->seen;
    return check_stated(account, entry, err);
}

bool tally_block(struct tally *tally, const struct block *block, struct completion *completion, struct err *err)
{
    const struct entry *entry = find_entry(tally, block->entry, err);
    struct account *account;
    bool good;

    completion->entry = NULL;
    if (entry == NULL)
        return false;
    pthread_mutex_lock(&tally->lock);
    account = &tally->accounts[entry->id - 1];
    counts_add_block(&account->seen, block);
    good = settle(account, entry, completion, err);
    pthread_mutex_unlock(&tally->lock);
    return good;
}

bool tally_ending(struct tally *tally, const struct ending *ending, struct completion *completion, struct err *err)
{
    const struct entry *entry = find_entry(tally, ending->entry, err);
    struct account *account;
    bool good;

    completion->entry = NULL;
    if (entry == NULL)
        return false;
    pthread_mutex_lock(&tally->lock);
    account = &tally->accounts[entry->id - 1];
    if (account->ended) {
        good = damaged(entry, err, "its rows ended twice");
    } else {
        account->ending = *ending;
        account->ended = true;
        good = settle(account, entry, completion, err);
    }
    pthread_mutex_unlock(&tally->lock);
    return good;
}

bool tally_check(const struct tally *tally, struct err *err)
{
    for (size_t i = 0; i < tally->toc->count; i++) {
        const struct entry *entry = &tally->toc->entries[i];
        const struct account *account = &tally->accounts[i];

        if (!entry->selected || !(entry->flags & ENTRY_ROWS))
            continue;
        if (!account->ended)
            return damaged(entry, err, "its rows did not come to an end");
        if (account->seen.blocks != account->ending.counts.blocks)
            return differ(entry, err, "blocks", account->seen.blocks, account->ending.counts.blocks);
    }
    return true;
}

void tally_totals(const struct tally *tally, struct counts *all, struct counts **entries)
{
    *all = (struct counts){0};
    *entries = mem_calloc(tally->toc->count + 1, sizeof **entries);
    for (size_t i = 0; i < tally->toc->count; i++) {
        (*entries)[i] = tally->accounts[i].seen;
        counts_add(all, &tally->accounts[i].seen);
    }
}
