#include "cmd/json_value.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/log.h"
#include <pgsnap/entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *json_value_text(const char *value)
{
    if (value == NULL)
        return NULL;

    json_t *plain = json_string(value);
    if (plain != NULL)
        return plain;

    size_t size = strlen(value) * 4 + 1;
    char *safe = mem_alloc(size);
    json_t *made = json_string(log_safe(value, safe, size));
    free(safe);
    return made;
}

void json_value_put(json_t *object, const char *key, json_t *value)
{
    if (value != NULL)
        json_object_set_new(object, key, value);
}

void json_value_put_number(json_t *object, const char *key, uint64_t value)
{
    json_value_put(object, key, json_integer((json_int_t)value));
}

void json_value_put_counts(json_t *object, const struct counts *counts)
{
    char digest[33];

    hash_digest_text(&counts->digest, digest);
    json_value_put_number(object, "rows", counts->rows);
    json_value_put_number(object, "bytes", counts->bytes);
    json_value_put(object, "digest", json_value_text(digest));
}

void json_value_print(json_t *value)
{
    char *printed = json_dumps(value, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

    if (printed != NULL)
        puts(printed);
    free(printed);
    json_decref(value);
}

static bool may_repeat(const char *key)
{
    static const char *const keys[] = {"extension", "migration", "role", "tablespace"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

json_t *json_value_facts(const struct toc *toc)
{
    json_t *object = json_object();

    for (size_t i = 0; i < toc->facts_count; i++) {
        const char *key = toc->facts[i].key;
        json_t *before = json_object_get(object, key);

        if (!may_repeat(key)) {
            json_value_put(object, key, json_value_text(toc->facts[i].value));
            continue;
        }
        if (before == NULL) {
            before = json_array();
            json_object_set_new(object, key, before);
        }
        json_array_append_new(before, json_value_text(toc->facts[i].value));
    }
    return object;
}
