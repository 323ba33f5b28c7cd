/*
 * namesakes.h - what has the name of something that is to be made, but is something else: the server lets only one relation
 * of a schema have a name, be it a table, a view, a sequence or an index, and only one type.
 */
#ifndef PGSNAP_NAMESAKES_H
#define PGSNAP_NAMESAKES_H

#include <pgsnap/entry.h>

struct namesakes;

struct namesakes *namesakes_new(const struct toc *toc);
void namesakes_free(struct namesakes *namesakes);

/*
 * The next entry of that toc beside which `entry`, of the toc `other`, cannot be made although it is another one; 0 after the
 * last. *at: 0 at first. An entry of the same kind, schema and name is the same one, not a namesake.
 */
uint32_t namesakes_next(const struct namesakes *namesakes, const struct toc *other, const struct entry *entry,
                        size_t *at);

#endif
