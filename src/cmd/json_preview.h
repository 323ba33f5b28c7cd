/*
 * json_preview.h - what restore --dry-run --json prints; the words are those of preview.h.
 */
#ifndef PGSNAP_JSON_PREVIEW_H
#define PGSNAP_JSON_PREVIEW_H

#include "server/intent.h"

void json_preview_print(const struct intent *intent);

#endif
