/*
 * json_differences.h - what two sides differ in, for programs.
 */
#ifndef PGSNAP_JSON_DIFFERENCES_H
#define PGSNAP_JSON_DIFFERENCES_H

#include "cmd/differences.h"
#include <jansson.h>

/* A new object: same, statements_compared, first, second, differences. */
json_t *json_differences_object(const struct differences *differences);

#endif
