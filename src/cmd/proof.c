#include "cmd/proof.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "engine/relay.h"
#include "store/store.h"
#include <stdlib.h>
#include <string.h>

static void note_damage(struct proof *proof, const struct toc *toc, const struct reader_damage *damage)
{
    char description[512];
    const struct entry *entry = entry_find(toc, damage->entry);

    proof->damage = mem_resize(proof->damage, proof->damage_count + 1, sizeof *proof->damage);
    proof->damage[proof->damage_count++] = (struct proof_damage){
        .offset = damage->offset,
        .entry = entry != NULL ? mem_strdup(entry_describe(entry, description, sizeof description)) : NULL,
        .message = mem_strdup(damage->message)};
}

static void fill(struct proof *proof, struct source *source, const struct toc *toc, const struct relay_totals *totals)
{
    struct reader_info info;
    const struct reader_damage *list;
    size_t count = reader_damage(source, &list);

    for (size_t i = 0; i < count; i++)
        note_damage(proof, toc, &list[i]);
    reader_info(source, &info);
    proof->size = info.size;
    proof->entries = toc->count;
    proof->counts = totals->all;
    proof->seconds = totals->seconds;
    for (size_t i = 0; i < toc->count; i++)
        proof->tables += (toc->entries[i].flags & ENTRY_ROWS) != 0;
}

static bool read_source(struct source *source, const struct proof_options *options, struct proof *proof,
                        struct err *err)
{
    struct toc *toc;
    struct relay_options relay = {.lanes = options->lanes, .what = "verifying", .progress = options->progress};
    struct relay_totals totals = {0};

    if (!source->ops->open(source, options->lanes, &toc, err))
        return false;

    bool good = relay_run(source, NULL, toc, &relay, &totals, err);
    fill(proof, source, toc, &totals);
    free(totals.entries);
    return good;
}

bool proof_read_store(struct store *store, const struct proof_options *options, struct proof *proof, struct err *err)
{
    *proof = (struct proof){.quick = options->quick};

    struct reader_options reader = {
        .mode = READER_STREAM, .quick = options->quick, .keep_going = options->keep_going && store_can_seek(store)};
    char *name = mem_strdup(store_name(store));
    struct source *source = reader_new(store, &reader);
    bool good = read_source(source, options, proof, err);
    source->ops->close(source);

    if (good && proof->damage_count > 0)
        good = err_set(err, ERR_DAMAGED, "%s: damaged in %zu place%s", name, proof->damage_count,
                       proof->damage_count == 1 ? "" : "s");
    free(name);
    return good;
}

bool proof_read(const char *name, const struct proof_options *options, struct proof *proof, struct err *err)
{
    struct store *store;

    *proof = (struct proof){.quick = options->quick};
    return store_open(name, &store, err) && proof_read_store(store, options, proof, err);
}

void proof_free(struct proof *proof)
{
    for (size_t i = 0; i < proof->damage_count; i++) {
        free(proof->damage[i].entry);
        free(proof->damage[i].message);
    }
    free(proof->damage);
    *proof = (struct proof){0};
}
