/*
 * canceller.h - asks a server to cancel what a connection is doing, without waiting for it.
 */
#ifndef PGSNAP_CANCELLER_H
#define PGSNAP_CANCELLER_H

#include <libpq-fe.h>

struct canceller;

struct canceller *canceller_new(PGconn *pg);
/* Any thread; does not block. NULL is fine. */
void canceller_send(struct canceller *canceller);
/* Waits a few seconds for what was sent, so that it arrives before the program ends. NULL is fine. */
void canceller_free(struct canceller *canceller);

#endif
