/*
 * mark.h - taking marks (entry.h) out of texts that a server has written with them.
 *
 * A query of server/sql writes a marked piece with format(current_setting('pgsnap.mark'), 'role', name, piece), where that
 * setting is a fence made anew for each run, which no name in the database can hold, around kind, object and piece.
 */
#ifndef PGSNAP_MARK_H
#define PGSNAP_MARK_H

#include <pgsnap/entry.h>
#include <stdbool.h>

/* Zero-initialise; `list` is malloc'd. */
struct mark_list {
    struct mark *list;
    size_t count;
};

/* The setting's value for a fence: malloc'd. */
char *mark_format(const char *fence);

/*
 * *clean: raw without fences, kinds and objects; a copy in the arena, or NULL when nothing is left. Marks are appended in
 * order. False when fences do not match or a kind is not known. raw may be NULL.
 */
bool mark_take(struct arena *arena, const char *raw, const char *fence, enum mark_text text, struct mark_list *marks,
               const char **clean);

/* Moves the list into the entry (a copy in the arena) and empties it. */
void mark_give(struct arena *arena, struct mark_list *marks, struct entry *entry);

/*
 * The numbers of the selected large objects in the groups that the entries make, "{1,2};{7}"; malloc'd. So the catalog of another
 * database can be asked for the same groups, whoever owns them there and whatever else it has.
 */
char *mark_large_object_groups(const struct toc *toc);

/* Whether the entry has a mark of that kind. */
bool mark_has(const struct entry *entry, enum mark_kind kind);

#endif
