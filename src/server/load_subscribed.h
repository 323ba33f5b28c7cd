/*
 * load_subscribed.h - subscriptions that end, in whole or for a table, when what stands in the target is dropped (-c).
 */
#ifndef PGSNAP_LOAD_SUBSCRIBED_H
#define PGSNAP_LOAD_SUBSCRIBED_H

#include "server/load_state.h"

/* A table that leaves a subscription which goes on is a problem, or with --cascade a warning. Not every role may ask. */
void load_subscribed_check(struct load *load, struct conn *conn);
/* Before they are dropped: those that are made anew are disabled. */
void load_subscribed_tell(const struct load *load);

#endif
