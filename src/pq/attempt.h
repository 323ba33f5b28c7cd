/*
 * attempt.h - one attempt to connect, which another thread can end.
 */
#ifndef PGSNAP_ATTEMPT_H
#define PGSNAP_ATTEMPT_H

#include "pq/stop.h"
#include "pq/target.h"

#include <libpq-fe.h>
#include <stdbool.h>

/*
 * PQconnectdbParams with the target, which is taken over. False when it was stopped; else *pg is what libpq made, good or
 * bad. stop may be NULL.
 */
bool attempt_connect(struct target *target, const struct stop *stop, PGconn **pg);

#endif
