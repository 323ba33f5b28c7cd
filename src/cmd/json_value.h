/*
 * json_value.h - small things that every JSON answer is made of. For src/cmd/json*.c only.
 */
#ifndef PGSNAP_JSON_VALUE_H
#define PGSNAP_JSON_VALUE_H

#include <jansson.h>
#include <pgsnap/block.h>
#include <stdint.h>

/* NULL gives NULL; bytes that are not valid UTF-8 come out as \xNN. */
json_t *json_value_text(const char *value);
/* Leaves the key out when there is no value; takes the value over. */
void json_value_put(json_t *object, const char *key, json_t *value);
void json_value_put_number(json_t *object, const char *key, uint64_t value);
/* rows, bytes and digest. */
void json_value_put_counts(json_t *object, const struct counts *counts);
/* "extension", "migration", "role" and "tablespace" may repeat: always a list, so that a program need not guess. */
struct toc;
json_t *json_value_facts(const struct toc *toc);
/* Prints it on standard output and frees it. */
void json_value_print(json_t *value);

#endif
