/*
 * nightly.h - dump --dir: archives of one database in a folder, one run at a time, the old ones removed only when
 * the new one has been proven.
 *
 * Order of calls: nightly_check (options), nightly_prepare (the folder), nightly_begin (the lock, the name), the dump
 * itself into nightly_file, nightly_finish (proof, then removal), nightly_end.
 */
#ifndef PGSNAP_NIGHTLY_H
#define PGSNAP_NIGHTLY_H

#include <pgsnap/entry.h>
#include <pgsnap/err.h>

struct nightly_options {
    const char *folder;   /* --dir */
    uint64_t keep_within; /* milliseconds; 0: not given */
    unsigned keep_last;   /* 0: not given */
    bool verify;
};

struct nightly;

/* In the place of a database's name: the archive of what all share (model/globals.h). A database may be called so. */
extern const char nightly_globals[];

bool nightly_check(const struct nightly_options *options, struct err *err);
bool nightly_prepare(const struct nightly_options *options, struct err *err);
/* ERR_LOCKED when another run works on this database in this folder. */
bool nightly_begin(const struct nightly_options *options, const char *database, struct nightly **nightly,
                   struct err *err);
const char *nightly_file(const struct nightly *nightly);
/* toc: of the dump just made. Nothing is removed unless the new archive is proven. */
bool nightly_finish(struct nightly *nightly, const struct toc *toc, unsigned lanes, struct err *err);
void nightly_end(struct nightly *nightly);

/*
 * Reads the archive back. When it is damaged it is renamed to NAME.damaged, so that nothing bad stands under the final
 * name, and err (ERR_DAMAGED) says so.
 */
bool nightly_verify(const char *name, unsigned lanes, struct err *err);

#endif
