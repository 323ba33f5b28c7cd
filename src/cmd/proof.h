/*
 * proof.h - reading a whole archive to prove that it is good: behind verify, dump --verify and restore --clean.
 */
#ifndef PGSNAP_PROOF_H
#define PGSNAP_PROOF_H

#include <pgsnap/block.h>
#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct proof_damage {
    uint64_t offset;
    char *entry; /* "table data public.orders", or NULL when it is the archive's own structure */
    char *message;
};

struct proof {
    bool quick;
    size_t entries;       /* entries in the archive */
    size_t tables;        /* entries with rows */
    struct counts counts; /* zero when quick */
    uint64_t size;        /* bytes of the archive */
    double seconds;
    struct proof_damage *damage;
    size_t damage_count;
};

struct proof_options {
    unsigned lanes;
    bool quick;      /* stored bytes only: nothing is decompressed */
    bool keep_going; /* list every damage of a file, not only the first */
    bool progress;
};

/*
 * Reads the archive from its first byte to its last. Returns false with err when it is damaged (ERR_DAMAGED) or cannot
 * be read; proof is filled as far as was seen in both cases. Free it with proof_free.
 */
bool proof_read(const char *name, const struct proof_options *options, struct proof *proof, struct err *err);
/* As proof_read, of an open store, which it closes. */
bool proof_read_store(struct store *store, const struct proof_options *options, struct proof *proof, struct err *err);
void proof_free(struct proof *proof);

#endif
