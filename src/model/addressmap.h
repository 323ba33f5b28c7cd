/*
 * addressmap.h - from a server's address (catalog and OID) to the items that have it, over aliases.
 */
#ifndef PGSNAP_ADDRESSMAP_H
#define PGSNAP_ADDRESSMAP_H

#include "model/graph.h"
#include <stddef.h>
#include <stdint.h>

#define ADDRESSMAP_NONE UINT32_MAX

struct addressmap;

struct addressmap *addressmap_new(void);
void addressmap_free(struct addressmap *map);
/* Items are numbered from 0 without gaps, in the order of these calls. main: addressmap_owner leads here. */
void addressmap_add(struct addressmap *map, struct address address, bool main);
/* When an alias is given several owners, the one with the smallest address counts. */
void addressmap_add_alias(struct addressmap *map, struct address alias, struct address owner);

/*
 * The address itself when it has a main item, else the first one along its aliases that has. When there is none: the
 * address itself. Aliases in a circle lead nowhere.
 */
struct address addressmap_owner(struct addressmap *map, struct address address);

/* The items at exactly this address, latest first: begin with addressmap_first, then addressmap_next of the last. */
uint32_t addressmap_first(const struct addressmap *map, struct address address);
uint32_t addressmap_next(const struct addressmap *map, uint32_t item);

#endif
