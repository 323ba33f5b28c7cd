/*
 * prompt.h - asks for a password on the terminal, without showing it.
 */
#ifndef PGSNAP_PROMPT_H
#define PGSNAP_PROMPT_H

#include "pq/stop.h"
#include <pgsnap/err.h>
#include <stdbool.h>

/* Whether there is a terminal to ask on. */
bool prompt_is_possible(void);
/* *password is malloc'd. Control-C at the prompt, and stop (may be NULL) fail with err->cancelled. */
bool prompt_password(const char *user, const struct stop *stop, char **password, struct err *err);

#endif
