/*
 * folder.h - a folder of archives, as `dump --dir` keeps it: one file per database and time, one lock per database.
 *
 * An archive of database "shop" is named "shop_20261123T190000Z.pgsnap". In the database's part of the name every byte
 * outside [A-Za-z0-9._-], and a leading '.' or '-', is written as %XX; so no name can lead out of the folder, be
 * hidden or look like an option. Times are UTC.
 *
 * Order of calls: folder_make, folder_lock, folder_remove_partials, the dump, folder_list, folder_unlock. Nothing here
 * is for several threads.
 */
#ifndef PGSNAP_FOLDER_H
#define PGSNAP_FOLDER_H

#include <pgsnap/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* Makes the folder (mode 0700) and what is missing above it; one that exists is left as it is. */
bool folder_make(const char *folder, struct err *err);

/* "FOLDER/DATABASE_TIME.pgsnap"; the caller frees it. time lies in the years 0 to 9999. */
char *folder_archive_path(const char *folder, const char *database, time_t time);

/*
 * Takes such a name (without a folder) apart: true when it is exactly one that folder_archive_path makes. The caller
 * frees *database.
 */
bool folder_parse_name(const char *name, char **database, time_t *time);

struct folder_archive {
    char *path; /* with the folder */
    time_t time;
};

struct folder_list {
    struct folder_archive *archives;
    size_t count;
};

/* The archives of the database (regular files only), the oldest first. folder_list_free also after a failure. */
bool folder_list(const char *folder, const char *database, struct folder_list *list, struct err *err);
void folder_list_free(struct folder_list *list);

/*
 * One run at a time per folder and database: ERR_LOCKED while another holds it. The lock ends with folder_unlock or
 * with the process; its file ".DATABASE.pgsnap-lock" stays.
 */
struct folder_lock;
bool folder_lock(const char *folder, const char *database, struct folder_lock **lock, struct err *err);
void folder_unlock(struct folder_lock *lock); /* NULL is fine */

/*
 * Removes the partial files that dead runs of this database have left in the folder; those that a live process writes
 * stay. removed (may be NULL): how many.
 */
bool folder_remove_partials(const struct folder_lock *lock, size_t *removed, struct err *err);

#endif
