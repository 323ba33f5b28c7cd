/*
 * links.h - which item needs which, by index: a list of links to build and change, and fans to walk it quickly.
 */
#ifndef PGSNAP_LINKS_H
#define PGSNAP_LINKS_H

#include <stddef.h>
#include <stdint.h>

/* Item `from` needs item `to`. A link to itself means nothing: that is how one is dropped. */
struct link {
    uint32_t from;
    uint32_t to;
};

/* Zero-initialise; links_free when done. */
struct links {
    struct link *items;
    size_t count;
    size_t size;
};

void links_free(struct links *links);
void links_add(struct links *links, uint32_t from, uint32_t to);
void links_drop(struct links *links, size_t index);
/* Sorts by from and to, and removes duplicates and links to oneself. Positions change. */
void links_tidy(struct links *links);

/* What each of `nodes` items points at: item i at targets[first[i]] .. targets[first[i + 1] - 1]. */
struct fan {
    size_t nodes;
    size_t *first;
    uint32_t *targets;
};

enum fan_direction { FAN_NEEDS, FAN_NEEDED_BY };

/* In the order of the links. */
void links_fan(const struct links *links, size_t nodes, enum fan_direction direction, struct fan *fan);
void links_fan_free(struct fan *fan);

/*
 * Strongly connected components: fills component[item] with numbers from 0 and returns how many there are. Two items have
 * the same number when each needs the other, directly or not.
 */
size_t links_components(const struct fan *needs, uint32_t *component);

#endif
